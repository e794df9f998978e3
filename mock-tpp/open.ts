/** Opens a TPP for one bank: what its lanes share, and what of its configuration is a secret. */
import type { Controls, Session, Tpp, TppBank, TppSurroundings } from './contract.ts';
import { type IssuedIdentities, Lane, newShared } from './lane.ts';
import { PRIVATE_MEMBERS } from './private-members.ts';
import { LaneSession } from './session.ts';

/** The TPP itself; `openTpp` says what it promises. */
export function open(bank: TppBank, around: TppSurroundings): Tpp {
  taintSecrets(bank, around);
  const shared = newShared(bank, around);
  const lanes = new Map<string, Lane>();
  const issuedFor = new WeakMap<Controls, IssuedIdentities>();
  const laneOf = (name: string): Lane => {
    const known = lanes.get(name) ?? new Lane(shared);
    lanes.set(name, known);
    return known;
  };
  return {
    controls: (id) => {
      const controls: Controls = { id };
      issuedFor.set(controls, { id, held: new Map() });
      return controls;
    },
    session: ({ controls, psu, lane, waits }): Session => {
      const issued = issuedFor.get(controls) ?? { id: controls.id, held: new Map() };
      const entered = laneOf(lane);
      entered.enter(issued);
      return new LaneSession(shared, entered, { issued, psu, waits });
    },
    forget: () => shared.samples.clear(),
    close: async () => {
      await Promise.all([
        shared.hosting.close(),
        shared.chromium.close(),
        ...[...lanes.values()].map((lane) => lane.connections.drop()),
      ]);
      lanes.clear();
    },
  };
}

/** Headers that say what is spoken, and nothing secret. */
const SPOKEN = /^(?:accept(?:-.*)?|content-type|user-agent)$/i;

/** What the target file itself holds of secrets. */
function taintSecrets(bank: TppBank, around: TppSurroundings): void {
  for (const { signing, decryption, dpop, passphrase } of Object.values(bank.clients)) {
    if (passphrase) around.taint(passphrase, 'passphrase');
    for (const jwk of [...signing.map((key) => key.jwk), decryption ?? {}, dpop?.jwk ?? {}])
      for (const member of PRIVATE_MEMBERS) {
        const value = jwk[member];
        if (typeof value === 'string') around.taint(value, 'private JWK');
      }
  }
  for (const identity of Object.values(bank.identities)) {
    if (identity.kind !== 'pem') continue;
    if (identity.engine === undefined) around.taint(identity.key, 'private key');
    if (identity.passphrase) around.taint(identity.passphrase, 'passphrase');
  }
  const heads = (kind: string, headers: { [name: string]: string }): void => {
    for (const [name, value] of Object.entries(headers))
      for (const word of SPOKEN.test(name) ? [] : [value, ...value.split(' ')])
        if (word.length >= 8) around.taint(word, kind);
  };
  for (const { headers } of Object.values(bank.operator)) heads('header of a hook', headers);
  heads('header of a registration', bank.registration?.headers ?? {});
  for (const { client_secret } of Object.values(bank.operatorTokens)) around.taint(client_secret, 'client secret');
  for (const value of bank.secrets) around.taint(value, 'value of the environment');
  if (bank.proxy !== null) {
    const { password } = new URL(bank.proxy.url);
    for (const spelling of new Set([password, decodeURIComponent(password)]))
      if (spelling !== '') around.taint(spelling, 'password of the proxy');
  }
  for (const { password, otp, totp } of bank.psu.users) {
    if (totp) around.taint(totp.secret, 'secret of an authenticator app');
    around.taint(password, 'password');
    if (otp) around.taint(otp, 'one-time code');
  }
}
