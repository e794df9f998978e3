import { createHash } from 'node:crypto';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf, headerOf, type Tpp } from '../../testkit/tpp.ts';
import { hybridDefects, responseModeDefects } from './responses.ts';

const VERIFIER = 'c'.repeat(43);

type Change = Record<string, string | undefined>;

/** Sends a request object by value and gives what came back, wherever it stood. */
async function answered(tpp: Tpp, change: Change = {}): Promise<{ url: URL; members: URLSearchParams }> {
  const request = tpp.requestObject({ ...tpp.parameters(VERIFIER), response_type: 'code id_token', ...change });
  const url = await tpp.request({ request });
  return { url, members: new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1)) };
}

const front = async ({ fapi1 }: Kit) => (await answered(fapi1)).members;
const halfHash = (value: string) => createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url');

/** Claims of the front-channel ID token; null where none came. */
const claimsIn = (members: URLSearchParams) => (members.has('id_token') ? claimsOf(members.get('id_token')) : null);

/** Whether a claim of the front-channel ID token is there and other than it should be. */
function differs(claim: string, right: (members: URLSearchParams) => string): Probe {
  return async (kit) => {
    const members = await front(kit);
    const value = claimsIn(members)?.[claim];
    return value !== undefined && value !== right(members);
  };
}

function lacks(claim: string): Probe {
  return async (kit) => {
    const claims = claimsIn(await front(kit));
    return claims !== null && !(claim in claims);
  };
}

function alg(name: string): Probe {
  return async (kit) => {
    const token = (await front(kit)).get('id_token');
    return token !== null && headerOf(token).alg === name;
  };
}

const hybrid: Record<string, Probe> = {
  'hybrid-id-token-missing': async (kit) => {
    const members = await front(kit);
    return members.has('code') && !members.has('id_token');
  },
  'hybrid-c-hash-missing': lacks('c_hash'),
  'hybrid-c-hash-wrong': differs('c_hash', (members) => halfHash(members.get('code') ?? '')),
  'hybrid-s-hash-missing': lacks('s_hash'),
  'hybrid-s-hash-wrong': differs('s_hash', () => halfHash('state-1')),
  'hybrid-nonce-missing': lacks('nonce'),
  'hybrid-sub-differs': async (kit) => {
    const members = await front(kit);
    const { json } = await kit.fapi1.redeem(members.get('code') ?? '', VERIFIER);
    const inFront = claimsIn(members);
    return inFront !== null && claimsOf(json.id_token).sub !== inFront.sub;
  },
  'response-access-token-beside': async (kit) => (await front(kit)).has('access_token'),
  'hybrid-id-token-rs256': alg('RS256'),
  'hybrid-id-token-unsigned': alg('none'),
  'hybrid-personal-data': async (kit) => 'email' in (claimsIn(await front(kit)) ?? {}),
  'hybrid-nonce-optional': async ({ fapi1 }) => (await answered(fapi1, { nonce: undefined })).members.has('id_token'),
};

const modes: Record<string, Probe> = {
  'response-mode-query-for-hybrid': async ({ fapi1 }) => {
    const shown: boolean[] = [];
    for (const response_mode of ['query', 'query.jwt']) {
      const { searchParams } = (await answered(fapi1, { response_mode })).url;
      shown.push(searchParams.has('id_token') || searchParams.has('response'));
    }
    return shown.every(Boolean);
  },
  'response-mode-ignored': async ({ fapi1 }) =>
    (await answered(fapi1, { response_mode: 'form_post.jwt' })).url.hash !== '',
  'response-always-in-form': async ({ fapi1 }) => (await answered(fapi1)).url.hash === '',
  'form-post-percent-encoded': async ({ fapi1 }) => {
    const { url } = await answered(fapi1, { response_mode: 'form_post', state: 'a b' });
    return url.searchParams.get('state') === 'a%20b';
  },
  'fapi1-code-unsigned': async ({ fapi1 }) =>
    (await answered(fapi1, { response_type: 'code', response_mode: undefined })).url.searchParams.has('code'),
  'response-type-words-ignored': async ({ fapi1 }) =>
    (await answered(fapi1, { response_type: 'code id_token token' })).members.has('code'),
  'jarm-not-required': async ({ jarm }) => {
    const request = jarm.requestObject(jarm.parameters(VERIFIER));
    const { json } = await jarm.post('/par', { ...jarm.credentials(), request });
    return (await jarm.authorize(String(json.request_uri))).searchParams.has('code');
  },
  'id-token-encryption-ignored': async ({ encrypted }) => {
    const { members } = await answered(encrypted);
    return members.get('id_token')?.split('.').length === 3;
  },
};

describeDefects('defects of hybrid responses', hybridDefects, hybrid);
describeDefects('defects of response modes', responseModeDefects, modes);
