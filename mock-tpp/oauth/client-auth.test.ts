/** How a client authenticates, by its variant, and which of its keys signs. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify, decodeProtectedHeader } from 'jose';
import type { Json, StepReport, TppClient, TppKey } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { CLIENT_KEYS, ecKey, type Issuer, openIssuer, privateJwk, withDesk } from '../testing-issuer.ts';
import { mint } from '../transport/testing-certificates.ts';
import { CA } from '../transport/testing-wire.ts';

const RSA = CLIENT_KEYS.primary;
const EC = ecKey();
const ED = generateKeyPairSync('ed25519').privateKey;
const key = (made: KeyObject, alg: string, kid = alg): TppKey => ({ jwk: privateJwk(made, kid), alg });

describe('client authentication', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    Object.assign(issuer.bank.identities, {
      alone: { kind: 'pem', ...mint({ name: 'alone', by: null }), passphrase: null },
      primary: { kind: 'pem', ...mint({ name: 'primary', by: CA }), passphrase: null },
    });
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  /** Revokes a token as the primary client with what is given, and gives the report and the form that was sent. */
  const revoke = async (
    more: Partial<TppClient>,
    sign?: { [input: string]: Json },
  ): Promise<{ report: StepReport; form: { [name: string]: string }; certificate: string | null | undefined }> => {
    const { primary, ...others } = issuer.bank.clients;
    const bank = { ...issuer.bank, clients: { ...others, primary: { ...(primary as TppClient), ...more } } };
    const mutations = sign ? [{ at: '', do: 'assertion.sign', with: sign }] : [];
    const report = await withDesk(bank, ({ run }) => run('oauth.revoke', { token: 't' }, { mutations }));
    const sent = issuer.asked.findLast(({ path }) => path === '/revoke');
    return { report, form: Object.fromEntries(sent?.form ?? []), certificate: sent?.certificate };
  };

  const variantOf = (more: { [axis: string]: [string] }): Pick<TppClient, 'variant'> => ({
    variant: { ...(issuer.bank.clients.primary as TppClient).variant, ...more },
  });

  for (const [method, identity] of [
    ['tls_client_auth', 'primary'],
    ['self_signed_tls_client_auth', 'alone'],
  ] as const)
    it(`by ${method} is the certificate and the client_id, and takes no key`, async () => {
      const client = { ...variantOf({ 'client-auth': [method] }), identity, signing: [] };
      const { form, certificate, report } = await revoke(client);
      expect(report.outcome.ok).to.equal(true);
      expect(form).to.deep.equal({ token: 't', client_id: 'client-primary' });
      expect(certificate).to.equal(identity);
    });

  it('of a method that nobody knows is a fault', async () => {
    const tried = await revoke(variantOf({ 'client-auth': ['client_secret_basic'] })).catch((error) => error);
    expect(tried).to.be.instanceOf(TppFault);
  });

  const AUDIENCES: { [audience: string]: string } = { issuer: '', 'token-endpoint': '/token', endpoint: '/revoke' };
  for (const [audience, path] of Object.entries(AUDIENCES))
    it(`by assertion is addressed to the ${audience} alone`, async () => {
      const { form } = await revoke(variantOf({ audience: [audience] }));
      const { payload } = await compactVerify(form.client_assertion ?? '', createPublicKey(RSA));
      expect(JSON.parse(Buffer.from(payload).toString()).aud).to.equal(`${issuer.origin}${path}`);
    });

  for (const [made, alg] of [
    [RSA, 'PS384'],
    [EC, 'ES256'],
    [ED, 'EdDSA'],
    [ED, 'Ed25519'],
  ] as const)
    it(`signs ${alg} with the first key of the client`, async () => {
      const { form } = await revoke({ signing: [key(made, alg), key(ecKey(), 'ES256', 'second')] });
      const { protectedHeader } = await compactVerify(form.client_assertion ?? '', createPublicKey(made));
      expect(protectedHeader).to.deep.equal({ alg, typ: 'JWT', kid: alg });
    });

  const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const both = [key(RSA, 'PS256'), key(OTHER, 'RS256')];
  // biome-ignore format: one row, one line
  const OTHERWISE: [string, TppKey[], { [input: string]: Json }, KeyObject | null, { alg: string; kid: string }, RegExp][] = [
    ['the key that is registered for it', both, { alg: 'RS256' }, OTHER, { alg: 'RS256', kid: 'RS256' }, /RSA key "RS256" for RS256/],
    ['the own key, when none is registered for it', [key(RSA, 'PS256')], { alg: 'RS256' }, RSA, { alg: 'RS256', kid: 'PS256' }, /RSA key "PS256" for RS256/],
    ['another key of the kind, when the own one is of another', [key(EC, 'ES256'), key(RSA, 'PS256')], { alg: 'RS256' }, RSA, { alg: 'RS256', kid: 'PS256' }, /"PS256" for RS256/],
    ['the second key', [key(RSA, 'PS256'), key(EC, 'ES256')], { key: 'other-own' }, EC, { alg: 'ES256', kid: 'ES256' }, /EC key "ES256" for ES256/],
    ['a stranger of the same kind', [key(RSA, 'PS256')], { key: 'stranger' }, null, { alg: 'PS256', kid: 'PS256' }, /RSA key null for PS256/],
    ['a stranger of the same kind with EdDSA', [key(ED, 'EdDSA')], { key: 'stranger' }, null, { alg: 'EdDSA', kid: 'EdDSA' }, /OKP key null for EdDSA/],
  ];
  for (const [what, signing, inputs, signer, header, told] of OTHERWISE)
    it(`signs with ${what} when ${JSON.stringify(inputs)} is asked for`, async () => {
      const { form, report } = await revoke({ signing }, inputs);
      const jwt = form.client_assertion ?? '';
      expect(decodeProtectedHeader(jwt)).to.deep.equal({ typ: 'JWT', ...header });
      const checked = await compactVerify(jwt, createPublicKey(signer ?? (signing[0] ? RSA : EC))).catch(() => null);
      expect(checked !== null).to.equal(signer !== null);
      expect(report.changed.join('\n')).to.match(told);
    });

  for (const [signing, inputs] of [
    [[key(EC, 'ES256')], { alg: 'RS256' }],
    [[key(EC, 'ES256')], { key: 'other-own' }],
    [[key(EC, 'ES256'), key(ED, 'EdDSA')], { key: 'other-own', alg: 'PS256' }],
    [[key(EC, 'ES256')], { key: 'bare' }],
  ] as [TppKey[], { [input: string]: Json }][])
    it(`that asks for ${JSON.stringify(inputs)} without a key for it is not possible, and the bank hears nothing`, async () => {
      Object.assign(issuer.bank.clients, { bare: { ...issuer.bank.clients.second, signing: [] } });
      const { report } = await revoke({ signing }, inputs);
      expect(report.outcome).to.deep.include({ ok: false, codes: [], clear: false });
      expect(report.outcome.detail).to.match(/no key that signs so/);
      expect(issuer.asked.filter(({ path }) => path === '/revoke')).to.deep.equal([]);
    });

  it('that is asked to sign as it does anyway is a fault', async () => {
    for (const inputs of [{}, { alg: 'PS256' }, { key: 'own' }, { key: 'nobody' }])
      expect(await revoke({ signing: both }, inputs).catch((error) => error)).to.be.instanceOf(TppFault);
  });
});
