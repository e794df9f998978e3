import { ask } from '../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import { resourceMetadataDefects } from './defects.ts';

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
