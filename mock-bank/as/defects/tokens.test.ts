import { createHash } from 'node:crypto';
import { ask, postAtOnce } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf } from '../../testkit/tpp.ts';
import { issueOdd } from '../odd-token.ts';
import { bindingDefects } from './binding.ts';
import { metadataDefects, tokenDefects } from './tokens.ts';

/** Whether the primary client's token opens the resource over a connection with this certificate. */
/** With the certificates of these in one header, one behind the other. */
function opensWith(identity: string | null, ...inHeader: string[]): Probe {
  return async ({ primary, opened }) => {
    const { access } = await primary.tokens();
    primary.present(identity);
    const written = inHeader.map((name) => encodeURIComponent(opened.bank.identities.get(name)?.certificate ?? ''));
    const headers: Record<string, string> = written.length === 0 ? {} : { 'x-ssl-client-cert': written.join(', ') };
    const answer = await primary.get('/resource', access, headers);
    primary.present('primary');
    return answer.status === 200;
  };
}

/** Whether a token is taken that is like a good one but for what it says it is bound to. */
const opensOdd =
  (form: string): Probe =>
  async ({ primary, opened }) => {
    const odd = issueOdd(opened.bank, (await primary.tokens()).access, form);
    return odd !== null && (await primary.get('/resource', odd)).status === 200;
  };

const binding: Record<string, Probe> = {
  'cnf-unchecked': opensWith('second'),
  'cnf-missing-cert-accepted': opensWith(null),
  'cnf-subject-only': async (kit) => (await opensWith('look-alike')(kit)) && opensWith('primary-rekeyed')(kit),
  'cnf-key-only': opensWith('primary-renewed'),
  'cnf-header-trusted': opensWith('second', 'primary', 'second'),
  'cnf-last-header-trusted': opensWith('second', 'second', 'primary'),
  'unbound-token-accepted': opensOdd('none'),
  'cnf-unreadable-ignored': opensOdd('value-list'),
  'second-binding-unchecked': opensOdd('key-as-well'),
  'token-scheme-case-sensitive': async ({ primary }) => {
    const { access } = await primary.tokens();
    const headers = { authorization: `bearer ${access}` };
    return (await ask(primary.agent, `${primary.issuer}/resource`, { headers })).status === 401;
  },
  'token-in-query-accepted': async ({ primary }) => {
    const { access } = await primary.tokens();
    return (await ask(primary.agent, `${primary.issuer}/resource?access_token=${access}`)).status === 200;
  },
  'token-signature-unchecked': async ({ primary }) => {
    const { access } = await primary.tokens();
    return (await primary.get('/resource', `${access}AAAA`)).status === 200;
  },
  'token-expiry-unchecked': async ({ primary, opened }) => {
    const { access } = await primary.tokens();
    opened.bank.clock.advance(301);
    return (await primary.get('/resource', access)).status === 200;
  },
  'token-without-cnf': async ({ primary }) => !('cnf' in claimsOf((await primary.tokens()).access)),
};

async function codeOf({ primary }: Kit): Promise<{ code: string; verifier: string }> {
  const { requestUri, verifier } = await primary.push();
  return { code: (await primary.authorize(requestUri)).searchParams.get('code') ?? '', verifier };
}

const redeems =
  (change: Record<string, string | undefined>): Probe =>
  async (kit) => {
    const { code, verifier } = await codeOf(kit);
    return (await kit.primary.redeem(code, verifier, change)).status === 200;
  };

const introspects = async (tpp: Kit['primary'], token: string) => {
  return (await tpp.post('/introspect', { ...tpp.credentials(), token })).json.active === true;
};

const revokes = async (tpp: Kit['primary'], token: string) =>
  (await tpp.post('/revoke', { ...tpp.credentials(), token })).status === 200;

const CONSENTS = '/open-banking/v3.1/aisp/account-access-consents';

const tokens: Record<string, Probe> = {
  'code-reusable': async (kit) => {
    const { code, verifier } = await codeOf(kit);
    await kit.primary.redeem(code, verifier);
    return (await kit.primary.redeem(code, verifier)).status === 200;
  },
  'code-raced': async (kit) => {
    const { primary } = kit;
    const { code, verifier } = await codeOf(kit);
    const forms = [1, 2].map(() => primary.redemption(code, verifier));
    const answers = await postAtOnce(
      primary.agent,
      `${primary.issuer}/token`,
      forms.map((form) => ({ form })),
    );
    return answers.every(({ status }) => status === 200);
  },
  'code-reuse-keeps-tokens': async (kit) => {
    const { primary } = kit;
    const { code, verifier } = await codeOf(kit);
    const first = await primary.redeem(code, verifier);
    await primary.redeem(code, verifier);
    return (await primary.get('/resource', first.json.access_token)).status === 200;
  },
  'code-outlives-60s': async (kit) => {
    const { code, verifier } = await codeOf(kit);
    kit.opened.bank.clock.advance(61);
    return (await kit.primary.redeem(code, verifier)).status === 200;
  },
  'code-any-client': async (kit) => {
    const { code, verifier } = await codeOf(kit);
    return (await kit.second.redeem(code, verifier)).status === 200;
  },
  'store-without-case': async (kit) => {
    const { code, verifier } = await codeOf(kit);
    return (await kit.primary.redeem(code.toUpperCase(), verifier)).status === 200;
  },
  'code-redirect-uri-unchecked': redeems({ redirect_uri: 'https://tpp.example/other' }),
  'code-redirect-uri-optional': redeems({ redirect_uri: undefined }),
  'refresh-scope-unchecked': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const form = { grant_type: 'refresh_token', refresh_token: refresh, scope: 'accounts payments' };
    return (await primary.post('/token', { ...primary.credentials(), ...form })).status === 200;
  },
  'id-token-auth-time-missing': async ({ primary }) => !('auth_time' in claimsOf((await primary.tokens()).id)),
  'id-token-iat-missing': async ({ primary }) => !('iat' in claimsOf((await primary.tokens()).id)),
  'refresh-any-client': async ({ primary, second }) =>
    (await second.refresh((await primary.tokens()).refresh)).status === 200,
  'refresh-bound-to-certificate': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const { status } = await primary.present('primary-rekeyed').refresh(refresh);
    primary.present('primary');
    return status === 400 && (await primary.refresh(refresh)).status === 200;
  },
  'refresh-refused': async ({ primary }) => (await primary.refresh((await primary.tokens()).refresh)).status === 400,
  'id-token-nonce-missing': async ({ primary }) => !('nonce' in claimsOf((await primary.tokens()).id)),
  'id-token-aud-wrong': async ({ primary }) => claimsOf((await primary.tokens()).id).aud !== primary.clientId,
  'id-token-iss-wrong': async ({ primary }) => claimsOf((await primary.tokens()).id).iss !== primary.issuer,
  'id-token-exp-past': async ({ primary }) =>
    Number(claimsOf((await primary.tokens()).id).exp ?? Infinity) < primary.now(),
  'id-token-at-hash-wrong': async ({ primary }) => {
    const { id, access } = await primary.tokens();
    return claimsOf(id).at_hash !== createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
  },
  'revocation-noop': async ({ primary }) => {
    const { access, refresh } = await primary.tokens();
    for (const token of [access, refresh]) await primary.post('/revoke', { ...primary.credentials(), token });
    return (await primary.get('/resource', access)).status === 200 && (await primary.refresh(refresh)).status === 200;
  },
  'refresh-token-revocation-refused': async ({ primary }) => {
    const { refresh: token } = await primary.tokens();
    return (await primary.post('/revoke', { ...primary.credentials(), token })).status !== 200;
  },
  'token-duplicate-accepted': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const form = { ...primary.credentials(), grant_type: 'refresh_token', refresh_token: refresh };
    return (await primary.post('/token', [...Object.entries(form), ['refresh_token', 'another']])).status === 200;
  },
  'revoked-refresh-token-works': async ({ primary }) => {
    const { refresh: token } = await primary.tokens();
    return (await revokes(primary, token)) && (await primary.refresh(token)).status === 200;
  },
  'revocation-spares-siblings': async ({ primary }) => {
    const { access, refresh: token } = await primary.tokens();
    return (await revokes(primary, token)) && (await primary.get('/resource', access)).status === 200;
  },
  'revocation-any-client': async ({ primary, second }) => {
    const { refresh: token } = await primary.tokens();
    return revokes(second, token);
  },
  'consent-for-revoked-token': async ({ primary }) => {
    const own = { grant_type: 'client_credentials', scope: 'accounts' };
    const { json } = await primary.post('/token', { ...primary.credentials(), ...own });
    const token = String(json.access_token);
    await primary.post('/revoke', { ...primary.credentials(), token });
    const headers = { ...primary.access('POST', CONSENTS, token), 'content-type': 'application/json' };
    const body = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
    return (await ask(primary.agent, primary.issuer + CONSENTS, { method: 'POST', headers, body })).status === 201;
  },
  'refreshed-token-unbound': async ({ primary }) => {
    const { json } = await primary.refresh((await primary.tokens()).refresh);
    primary.present('second');
    const { status } = await primary.get('/resource', json.access_token);
    primary.present('primary');
    return status === 200;
  },
  'refreshed-token-of-first-key': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const { json } = await primary.present('primary-rekeyed').refresh(refresh);
    primary.present('primary');
    return (await primary.get('/resource', json.access_token)).status === 200;
  },
  'introspect-always-active': ({ primary }) => introspects(primary, 'nonsense'),
  'introspect-any-client': async ({ primary, second }) => introspects(second, (await primary.tokens()).access),
};

const metadata: Record<string, Probe> = {
  'metadata-issuer-wrong': async (kit) => (await wellKnown(kit)).issuer !== kit.primary.issuer,
  'metadata-offers-none': async (kit) => /"(none|RS256)"/.test(JSON.stringify(await wellKnown(kit))),
};

async function wellKnown({ primary }: Kit): Promise<Record<string, unknown>> {
  return (await ask(primary.browser, `${primary.issuer}/.well-known/openid-configuration`)).json;
}

describeDefects('defects of the token binding', bindingDefects, binding);
describeDefects('defects of codes and tokens', tokenDefects, tokens);
describeDefects('defects of the metadata', metadataDefects, metadata);
