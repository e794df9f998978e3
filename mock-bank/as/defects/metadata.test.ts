import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { metadataDocumentDefects } from './metadata.ts';

const fetched = ({ primary }: Kit) => ask(primary.browser, `${primary.issuer}/.well-known/openid-configuration`);
const member = async (kit: Kit, name: string): Promise<unknown> => JSON.parse((await fetched(kit)).text)[name];

const probes: Record<string, Probe> = {
  'metadata-list-is-text': async (kit) => typeof (await member(kit, 'scopes_supported')) === 'string',
  'metadata-endpoint-over-http': async (kit) => String(await member(kit, 'registration_endpoint')).startsWith('http:'),
  'metadata-response-types-missing': async (kit) => (await member(kit, 'response_types_supported')) === undefined,
  'metadata-jwt-modes-missing': async (kit) => !String(await member(kit, 'response_modes_supported')).includes('jwt'),
  'metadata-bound-tokens-missing': async (kit) =>
    (await member(kit, 'tls_client_certificate_bound_access_tokens')) === undefined,
  'metadata-pkce-missing': async (kit) => (await member(kit, 'code_challenge_methods_supported')) === undefined,
  'metadata-oauth-of-another': async ({ primary }) => {
    const { json } = await ask(primary.browser, `${primary.issuer}/.well-known/oauth-authorization-server`);
    return json.issuer === `${primary.issuer}/oauth`;
  },
  'metadata-as-text': async (kit) => (await fetched(kit)).headers['content-type'] === 'text/plain',
};

describeDefects('defects of the metadata document', metadataDocumentDefects, probes);
