import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '../http/reply.ts';
import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import { claimsOf, type Metadata, manage, metadataOf, register, registerJwt } from '../testkit/registering.ts';
import { dcrDefects } from './defects.ts';

const MADE_UP = 'a-token-that-no-bank-gave';

/** What comes of a registration of the primary client, which is taken back. */
async function registered({ primary }: Kit, more: Metadata = {}) {
  const answer = await register(primary, { ...metadataOf(primary), ...more });
  const { registration_client_uri: uri, registration_access_token: token } = answer.json;
  if (uri !== undefined) await manage(primary, answer, 'DELETE', token);
  return answer;
}

/** Whether somebody is let in who shows this, with these headers. */
async function admits({ primary }: Kit, shown: Parameters<typeof primary.present>[0], headers = {}): Promise<boolean> {
  primary.present(shown);
  const { status } = await register(primary, metadataOf(primary), headers);
  primary.present('primary');
  return status === 201;
}

const escaped = ({ primary }: Kit) => encodeURIComponent(primary.identity('primary').certificate);

/** Whether a registration is shown for a token. */
async function shows({ primary }: Kit, tokenOf: () => Promise<unknown>): Promise<boolean> {
  const answer = await register(primary, metadataOf(primary));
  return answer.json.registration_client_uri === undefined
    ? false
    : (await manage(primary, answer, 'GET', await tokenOf())).status === 200;
}

/** Whether a registration is shown with its token to somebody who shows this. */
async function showsOver({ primary }: Kit, shown: Parameters<typeof primary.present>[0]): Promise<boolean> {
  const answer = await register(primary, metadataOf(primary));
  const token = answer.json.registration_access_token;
  primary.present(shown);
  const { status } = await manage(primary, answer, 'GET', token);
  primary.present('primary');
  await manage(primary, answer, 'DELETE', token);
  return status === 200;
}

/** A further certificate of the primary client: one that is revoked, or one that has run out. */
async function another({ opened }: Kit, what: 'revoked' | 'expired') {
  const { directory, identities } = opened.bank;
  const own = identities.get('primary');
  if (!own) throw new Error('the bank has no primary client');
  if (what === 'expired') return directory.issueFlawed(own, 'expired');
  const issued = await directory.reissue(own, 'same-key');
  directory.revoke(issued.serial, 'both');
  return issued;
}

async function deleted({ primary }: Kit): Promise<{ status: number; stays: boolean }> {
  const answer = await register(primary, metadataOf(primary));
  const token = answer.json.registration_access_token;
  const { status } = await manage(primary, answer, 'DELETE', token);
  return { status, stays: (await manage(primary, answer, 'GET', token)).status === 200 };
}

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Whether a client is registered by a JWT with these claims and this header, signed with this key. */
async function takes(
  { primary }: Kit,
  claims: JsonObject,
  header: JsonObject = {},
  key = primary.key,
): Promise<boolean> {
  const jwt = primary.sign({ ...claimsOf(primary), ...claims }, { typ: 'JWT', kid: 'own', ...header }, key);
  const answer = await registerJwt(primary, jwt);
  if (answer.status === 201) await manage(primary, answer, 'DELETE', answer.json.registration_access_token);
  return answer.status === 201;
}

const NAMES = { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=A,O=A' };

const probes: Record<string, Probe> = {
  'registration-certificate-optional': (kit) => admits(kit, null),
  'registration-header-trusted': async (kit) =>
    (await admits(kit, null, { 'x-ssl-client-cert': escaped(kit) })) && !(await admits(kit, null)),
  'registration-issuer-unchecked': (kit) => admits(kit, 'look-alike'),
  'revocation-unchecked-at-registration': async (kit) => admits(kit, await another(kit, 'revoked')),
  'registration-jwt-unsigned-accepted': (kit) => takes(kit, {}, { alg: 'none' }),
  'registration-jwt-signature-unchecked': async (kit) =>
    (await takes(kit, {}, {}, stranger.privateKey)) && !(await takes(kit, {}, { alg: 'none' })),
  'registration-jwt-embedded-key-trusted': async (kit) =>
    (await takes(kit, {}, { jwk: stranger.publicKey.export({ format: 'jwk' }) as JsonObject }, stranger.privateKey)) &&
    !(await takes(kit, {}, {}, stranger.privateKey)),
  'registration-jwt-audience-unchecked': (kit) => takes(kit, { aud: 'https://other-bank.example' }),
  'registration-jwt-expiry-unchecked': (kit) => takes(kit, { exp: Math.floor(Date.now() / 1000) - 600 }),
  'client-configuration-certificate-optional': (kit) => showsOver(kit, null),
  'client-configuration-issuer-unchecked': (kit) => showsOver(kit, 'look-alike'),
  'client-configuration-dates-unchecked': async (kit) => showsOver(kit, await another(kit, 'expired')),
  'revocation-unchecked-at-client-configuration': async (kit) => showsOver(kit, await another(kit, 'revoked')),
  'registration-names-uncounted': async (kit) =>
    (await registered(kit, { ...NAMES, tls_client_auth_san_dns: 'a.example' })).status === 201,
  'registration-unknown-refused': async (kit) => (await registered(kit, { unknown_member: 1 })).status === 400,
  'registration-error-status': async (kit) => (await registered(kit, { redirect_uris: [] })).status === 422,
  'registration-status-200': async (kit) => (await registered(kit)).status === 200,
  'registration-metadata-untold': async (kit) => {
    const { json } = await registered(kit);
    return json.redirect_uris === undefined && json.client_id !== undefined;
  },
  'registration-id-untold': async (kit) => (await registered(kit)).json.client_id === undefined,
  'registration-token-untold': async (kit) => (await registered(kit)).json.registration_access_token === undefined,
  'registration-token-of-anybody': (kit) =>
    shows(kit, async () => {
      const another = await register(kit.primary, metadataOf(kit.primary));
      return another.json.registration_access_token ?? MADE_UP;
    }),
  'registration-token-optional': (kit) => shows(kit, async () => undefined),
  'registration-token-unread': (kit) => shows(kit, async () => MADE_UP),
  'registration-deletion-status': async (kit) => (await deleted(kit)).status === 200,
  'registration-deletion-ignored': async (kit) => (await deleted(kit)).stays,
};

describeDefects('defects of dynamic client registration', dcrDefects, probes);
