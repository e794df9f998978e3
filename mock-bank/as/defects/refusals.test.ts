import type { JsonObject } from '../../http/reply.ts';
import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf } from '../../testkit/tpp.ts';
import { refusalDefects } from './refusals.ts';

/** The status for a client whose assertion is about somebody else. */
const refused = async ({ primary }: Kit, path: string): Promise<number> => {
  const credentials = primary.credentials(primary.assertion({ sub: 'somebody-else' }));
  return (await primary.post(path, { ...credentials, token: 'any' })).status;
};

/** What a refresh says in an ID token a minute later, beside what the first one said. */
const refreshed =
  (shows: (next: Record<string, unknown>, first: Record<string, unknown>) => boolean): Probe =>
  async ({ primary, opened }) => {
    const { refresh, id } = await primary.tokens();
    opened.bank.clock.advance(60);
    const { id_token: next } = (await primary.refresh(refresh)).json;
    return next !== undefined && shows(claimsOf(next), claimsOf(id));
  };

const probes: Record<string, Probe> = {
  'introspection-client-refused-with-400': async (kit) => (await refused(kit, '/introspect')) === 400,
  'revocation-refuses-with-422': async (kit) => (await refused(kit, '/revoke')) === 422,
  'client-header-unchallenged': async ({ primary }) => {
    const form = { grant_type: 'client_credentials', scope: 'accounts' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic bm9ib2R5Og==' };
    const body = new URLSearchParams(form).toString();
    const { status, headers: told } = await ask(primary.browser, `${primary.issuer}/token`, {
      method: 'POST',
      headers,
      body,
    });
    return status === 401 && told['www-authenticate'] === undefined;
  },
  'refreshed-id-token-of-another': async ({ primary }) => {
    const { refresh, id } = await primary.tokens();
    const { id_token: next } = (await primary.refresh(refresh)).json;
    return next !== undefined && claimsOf(String(next)).sub !== claimsOf(id).sub;
  },
  'refreshed-id-token-of-another-bank': refreshed((next, first) => next.iss !== first.iss),
  'refreshed-id-token-for-others': refreshed((next) => Array.isArray(next.aud)),
  'refreshed-id-token-azp-added': refreshed((next) => next.azp !== undefined),
  'refreshed-id-token-nonce-other': refreshed((next) => next.nonce !== undefined),
  'refreshed-id-token-at-hash-null': refreshed((next) => next.at_hash === null),
  'refreshed-id-token-auth-time-now': refreshed((next, first) => next.auth_time !== first.auth_time),
  // A second may begin between the grant and its first ID token, but no minute.
  'refreshed-id-token-iat-kept': refreshed((next, first) => Number(next.iat) - Number(first.iat) < 60),
  'jwks-use-missing': async ({ primary }) => {
    const { keys } = (await ask(primary.browser, `${primary.issuer}/jwks`)).json as { keys: { use?: string }[] };
    return keys.some(({ use }) => use === 'enc') && keys.some(({ use }) => use === undefined);
  },
  'scope-default-untold': async ({ primary }) => {
    const { answer, requestUri, verifier } = await primary.push({ scope: undefined });
    if (answer.status !== 201) return false;
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    const { status, json } = await primary.redeem(code, verifier);
    return status === 200 && json.scope === undefined;
  },
  'scope-missing-unauthorized': async ({ primary }) =>
    (await primary.push({ scope: undefined })).answer.json.error === 'unauthorized_client',
  'demanded-subject-unchecked': grantsDespite({ sub: { value: 'nobody' } }),
  'demanded-acr-unchecked': grantsDespite({ acr: { essential: true, values: ['nothing'] } }),
};

/** Whether a code comes though the ID token will not say what is demanded of it. */
function grantsDespite(id_token: JsonObject): Probe {
  return async ({ primary }) => {
    const { requestUri } = await primary.push({ claims: JSON.stringify({ id_token }) });
    return (await primary.authorize(requestUri)).searchParams.has('code');
  };
}

describeDefects('defects of how the back channel refuses', refusalDefects, probes);
