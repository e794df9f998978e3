import { ask } from '../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import { challengeDefects, resourceMetadataDefects } from './defects.ts';

const fetched = ({ primary }: Kit) => ask(primary.browser, `${primary.issuer}/.well-known/oauth-protected-resource`);
const member = async (kit: Kit, name: string): Promise<unknown> => JSON.parse((await fetched(kit)).text)[name];

const probes: Record<string, Probe> = {
  'resource-metadata-over-http': async (kit) => String(await member(kit, 'resource')).startsWith('http:'),
  'resource-metadata-of-another': async (kit) => (await member(kit, 'resource')) !== kit.primary.issuer,
  'resource-metadata-offers-none': async (kit) =>
    String(await member(kit, 'resource_signing_alg_values_supported')).includes('none'),
  'resource-metadata-as-text': async (kit) => (await fetched(kit)).headers['content-type'] === 'text/plain',
  'resource-metadata-dpop-only': async (kit) => (await member(kit, 'dpop_bound_access_tokens_required')) === true,
};

describeDefects('defects of the metadata of the resource', resourceMetadataDefects, probes);

const resource = async ({ primary }: Kit, headers: Record<string, string>, query = '') =>
  ask(primary.agent, `${primary.issuer}/resource${query}`, { headers });
const challengeTo = async (kit: Kit, headers: Record<string, string>) =>
  (await resource(kit, headers)).headers['www-authenticate'] ?? '';
const MADE_UP = { authorization: 'Bearer made-up' };

const challengeProbes: Record<string, Probe> = {
  'challenge-missing': async (kit) => {
    const { status, headers } = await resource(kit, MADE_UP);
    return status === 401 && headers['www-authenticate'] === undefined;
  },
  'challenge-names-no-error': async (kit) => (await challengeTo(kit, MADE_UP)) === 'Bearer realm="bank"',
  'challenge-attribute-twice': async (kit) => (await challengeTo(kit, MADE_UP)).split('error=').length > 2,
  'challenge-error-without-token': async (kit) => (await challengeTo(kit, {})).includes('error='),
  'invalid-token-with-400': async (kit) => (await resource(kit, MADE_UP)).status === 400,
  'insufficient-scope-with-401': async (kit) => {
    const { primary } = kit;
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const token = String((await primary.post('/token', form)).json.access_token);
    const headers = { authorization: `Bearer ${token}` };
    const { status, json } = await ask(primary.agent, `${primary.issuer}/userinfo`, { headers });
    return status === 401 && json.error === 'insufficient_scope';
  },
  'invalid-request-with-401': async (kit) => (await resource(kit, MADE_UP, '?access_token=made-up')).status === 401,
};

describeDefects('defects of challenges', challengeDefects, challengeProbes);
