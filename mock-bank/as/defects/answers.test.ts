import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf, headerOf, type Tpp } from '../../testkit/tpp.ts';
import { parAnswerDefects, publishedDefects, tokenAnswerDefects } from './answers.ts';

/** How often a member stands in the text of a JSON answer. */
const times = (text: string, member: string): number => text.split(`"${member}":`).length - 1;

const pushed = async ({ primary }: Kit) => (await primary.push()).answer;

const par: Record<string, Probe> = {
  'par-status-200': async (kit) => (await pushed(kit)).status === 200,
  'par-member-twice': async (kit) => times((await pushed(kit)).text, 'expires_in') === 2,
  'par-expires-in-text': async (kit) => typeof (await pushed(kit)).json.expires_in === 'string',
  'par-expires-in-zero': async (kit) => (await pushed(kit)).json.expires_in === 0,
  'par-answer-as-text': async (kit) => (await pushed(kit)).headers['content-type'] === 'text/plain',
  'par-errors-with-200': async ({ primary }) => {
    const { status, json } = await primary.post('/par', { client_id: primary.clientId });
    return status === 200 && json.error === 'invalid_client';
  },
};

async function redeemed({ primary }: Kit) {
  const { requestUri, verifier } = await primary.push();
  const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
  return primary.redeem(code, verifier);
}

const idToken = async ({ primary }: Kit) => (await primary.tokens()).id;

const tokens: Record<string, Probe> = {
  'token-response-cacheable': async (kit) => (await redeemed(kit)).headers['cache-control'] !== 'no-store',
  'token-member-twice': async (kit) => times((await redeemed(kit)).text, 'token_type') === 2,
  'access-token-for-an-hour': async (kit) => Number((await redeemed(kit)).json.expires_in) >= 3600,
  'access-token-for-a-week': async (kit) => (await redeemed(kit)).json.expires_in === 604_800,
  'token-expires-in-text': async (kit) => typeof (await redeemed(kit)).json.expires_in === 'string',
  'token-expires-in-zero': async (kit) => (await redeemed(kit)).json.expires_in === 0,
  'token-expires-in-missing': async (kit) => !('expires_in' in (await redeemed(kit)).json),
  'token-answer-as-text': async (kit) => (await redeemed(kit)).headers['content-type'] === 'text/plain',
  'token-errors-with-500': async ({ primary }) => (await primary.redeem('nothing', 'a'.repeat(43))).status === 500,
  'token-errors-with-200': async ({ primary }) => {
    const { status, json } = await primary.redeem('nothing', 'a'.repeat(43));
    return status === 200 && json.error === 'invalid_grant';
  },
  'access-token-rs256': async ({ primary }) => {
    const { access } = await primary.tokens();
    return headerOf(access).alg === 'RS256' && (await primary.get('/resource', access)).status === 200;
  },
  'refresh-rotated': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    return ((await primary.refresh(refresh)).json.refresh_token ?? refresh) !== refresh;
  },
  'id-token-rs256': async (kit) => headerOf(await idToken(kit)).alg === 'RS256',
  'id-token-exp-missing': async (kit) => !('exp' in claimsOf(await idToken(kit))),
  'id-token-iat-text': async (kit) => typeof claimsOf(await idToken(kit)).iat === 'string',
  'id-token-sub-number': async (kit) => typeof claimsOf(await idToken(kit)).sub === 'number',
  'id-token-iat-ahead': async (kit) => Number(claimsOf(await idToken(kit)).iat) > kit.primary.now() + 3000,
  'id-token-auth-time-stale': async (kit) =>
    Number(claimsOf(await idToken(kit)).auth_time) < kit.primary.now() - 80_000,
  'id-token-auth-time-ahead': async (kit) => Number(claimsOf(await idToken(kit)).auth_time) > kit.primary.now() + 3000,
};

const document = async ({ primary }: Kit, path: string): Promise<Record<string, unknown>> =>
  (await ask(primary.browser, `${primary.issuer}${path}`)).json;

type Key = { kty: string; kid: string; d?: string; n?: string; crv?: string };
const keys = async (kit: Kit): Promise<Key[]> => (await document(kit, '/jwks')).keys as Key[];

/** The status with which the browser is sent back to the client. */
async function back(tpp: Tpp): Promise<number> {
  const { requestUri } = await tpp.push();
  let status = 0;
  await tpp.authorize(requestUri, { back: (answer) => (status = answer.status) });
  return status;
}

const published: Record<string, Probe> = {
  'metadata-iss-parameter-missing': async (kit) =>
    (await document(kit, '/.well-known/openid-configuration')).authorization_response_iss_parameter_supported !== true,
  'jwks-private-members': async (kit) => (await keys(kit)).every(({ d }) => d !== undefined),
  'jwks-weak-key': async (kit) => (await keys(kit)).some(({ n }) => n !== undefined && n.length < 200),
  'jwks-short-curve': async (kit) => (await keys(kit)).some(({ crv }) => crv === 'P-192'),
  'jwt-kid-missing': async ({ primary }) => !('kid' in headerOf((await primary.tokens()).id)),
  'jwt-leads-to-keys': async ({ primary }) => 'jku' in headerOf((await primary.tokens()).id),
  'jwks-kid-twice': async (kit) => {
    const all = await keys(kit);
    return new Set(all.map(({ kid }) => kid)).size < all.length;
  },
  'interaction-id-own': async ({ primary }) => {
    const { access } = await primary.tokens();
    const sent = { 'x-fapi-interaction-id': 'an-id-of-the-client' };
    return (await primary.get('/resource', access, sent)).headers['x-fapi-interaction-id'] !== 'an-id-of-the-client';
  },
  'decision-redirect-307': async ({ primary }) => (await back(primary)) === 307,
  'decision-redirect-302': async ({ primary }) => [302, 307].includes(await back(primary)),
};

describeDefects('defects of answers to a push', parAnswerDefects, par);
describeDefects('defects of answers with tokens', tokenAnswerDefects, tokens);
describeDefects('defects of what is published', publishedDefects, published);
