import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '../../http/reply.ts';
import { ask, formText, POST_FORM, postAtOnce } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf, type Tpp } from '../../testkit/tpp.ts';
import { clientAuthenticationDefects } from './client-authentication.ts';

const accepted = async ({ primary }: Kit, assertion: string) =>
  (await primary.push({}, assertion)).answer.status === 201;

function accepts(change: (kit: Kit) => JsonObject): Probe {
  return (kit) => accepted(kit, kit.primary.assertion(change(kit)));
}

/** An assertion that lacks one claim. */
function without({ primary }: Kit, name: string): string {
  const claims = Object.entries(claimsOf(primary.assertion())).filter(([claim]) => claim !== name);
  return primary.sign(Object.fromEntries(claims) as JsonObject);
}

const probes: Record<string, Probe> = {
  'assertion-exp-unchecked': accepts(({ primary }) => ({ exp: primary.now() - 90, iat: primary.now() - 150 })),
  'assertion-iss-unchecked': accepts(() => ({ iss: 'somebody-else' })),
  'assertion-exp-optional': (kit) => accepted(kit, without(kit, 'exp')),
  'assertion-jti-optional': (kit) => accepted(kit, without(kit, 'jti')),
  'assertion-alg-hs256': (kit) => {
    const { primary } = kit;
    const [, claims = ''] = primary.assertion().split('.');
    const signed = `${Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url')}.${claims}`;
    const secret = createPublicKey(primary.key).export({ type: 'spki', format: 'pem' });
    return accepted(kit, `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
  },
  'token-unauthenticated': async ({ primary }) => {
    const form = { client_id: primary.clientId, grant_type: 'client_credentials', scope: 'accounts' };
    return (await primary.post('/token', form)).status === 200;
  },
  'introspection-unauthenticated': async ({ primary }) => {
    const { access: token } = await primary.tokens();
    return (await primary.post('/introspect', { client_id: primary.clientId, token })).json.active === true;
  },
  'revocation-unauthenticated': async ({ primary }) => {
    const { access: token } = await primary.tokens();
    return (await primary.post('/revoke', { client_id: primary.clientId, token })).status === 200;
  },
  'assertion-aud-unchecked': accepts(() => ({ aud: 'https://other-bank.example' })),
  'assertion-aud-array': accepts(({ primary }) => ({ aud: [primary.issuer] })),
  'assertion-aud-token-endpoint': accepts(({ primary }) => ({ aud: `${primary.issuer}/token` })),
  'assertion-aud-issuer-only': async ({ fapi1 }) => {
    const assertion = fapi1.assertion({ aud: `${fapi1.issuer}/token` });
    const form = { grant_type: 'client_credentials', scope: 'accounts' };
    return (await fapi1.post('/token', { ...fapi1.credentials(assertion), ...form })).status === 401;
  },
  'assertion-jti-reusable': async (kit) => {
    const assertion = kit.primary.assertion();
    await accepted(kit, assertion);
    return accepted(kit, assertion);
  },
  'assertion-jti-forgotten': async (kit) => {
    const assertion = kit.primary.assertion();
    await accepted(kit, assertion);
    kit.opened.bank.clock.advance(31);
    return accepted(kit, assertion);
  },
  'assertion-jti-raced': async ({ primary }) => {
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const answers = await postAtOnce(primary.agent, `${primary.issuer}/token`, [{ form }, { form }]);
    return answers.every(({ status }) => status === 200);
  },
  'assertion-any-client-key': (kit) => {
    return accepted(kit, kit.primary.assertion({}, { alg: 'ES256', kid: 'unknown' }, kit.second.key));
  },
  'assertion-embedded-key-trusted': (kit) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' }) as JsonObject;
    return accepted(kit, kit.primary.assertion({}, { alg: 'ES256', kid: 'unknown', jwk }, privateKey));
  },
  'crit-ignored': (kit) => accepted(kit, kit.primary.assertion({}, { crit: ['x'], x: 1 })),
  'assertion-alg-rs256': (kit) => accepted(kit, kit.primary.assertion({}, { alg: 'RS256' })),
  'assertion-alg-none': (kit) => {
    const [, claims = ''] = kit.primary.assertion().split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    return accepted(kit, `${header}.${claims}.`);
  },
  'assertion-future-accepted': accepts(({ primary }) => ({ iat: primary.now() + 120, exp: primary.now() + 240 })),
  'assertion-future-strict': async (kit) =>
    !(await accepted(kit, kit.primary.assertion({ iat: kit.primary.now() + 8 }))),
  'assertion-claims-strict': async (kit) => !(await accepted(kit, kit.primary.assertion({ unknown: 'x' }))),
  'assertion-sub-unchecked': accepts(() => ({ sub: 'tpp-second' })),
  'assertion-client-id-unchecked': async ({ primary }) =>
    (await primary.push({ client_id: 'somebody-else' })).answer.status === 201,
  'assertion-signature-unchecked': (kit) => {
    const parts = kit.primary.assertion().split('.');
    return accepted(kit, [parts[0], parts[1], 'A'.repeat(342)].join('.'));
  },
  'mtls-client-subject-unchecked': async ({ mtls }) => {
    mtls.present('second');
    const { answer } = await mtls.push();
    mtls.present('mtls');
    return answer.status === 201;
  },
  'client-certificate-header-trusted': async ({ mtls, opened }) => {
    const pem = opened.bank.identities.get('mtls')?.certificate ?? '';
    mtls.present('second');
    const headers = { ...POST_FORM, 'x-ssl-client-cert': encodeURIComponent(pem) };
    const body = formText({ ...mtls.credentials(), token: 'nonsense' });
    const { status } = await ask(mtls.agent, `${mtls.issuer}/introspect`, { method: 'POST', headers, body });
    mtls.present('mtls');
    return status === 200;
  },
  'mtls-subject-by-part': ({ mtls }) => getsToken(mtls, 'mtls-namesake', 'mtls'),
  'mtls-issuer-unchecked': ({ mtls }) => getsToken(mtls, 'mtls-look-alike', 'mtls'),
  'tls-san-unchecked': ({ named }) => getsToken(named, 'second', 'fapi1-mtls'),
  'self-signed-any-certificate': ({ selfSigned }) => getsToken(selfSigned, 'look-alike', 'self-signed'),
  'certificate-optional-at-token': ({ primary }) => getsToken(primary, null, 'primary'),
  'assertion-typ-strict': async (kit) => {
    const taken = await Promise.all(
      ['jwt', 'application/Client-Authentication+JWT'].map((typ) => accepted(kit, kit.primary.assertion({}, { typ }))),
    );
    return taken.some((one) => !one);
  },
};

/** Whether the client gets a token of its own with this certificate. */
async function getsToken(tpp: Tpp, identity: string | null, own: string): Promise<boolean> {
  const form = { grant_type: 'client_credentials', scope: 'accounts' };
  const { status } = await tpp.present(identity).post('/token', { ...tpp.credentials(), ...form });
  tpp.present(own);
  return status === 200;
}

describeDefects('defects of client authentication', clientAuthenticationDefects, probes);
