/** The step discovery.resource: what the resources of a bank publish about themselves (RFC 9728). */
import { notPossible, okOutcome, refusal, successBody } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { mediaType } from '../endpoint/jwt-answer.ts';
import type { StepDefinition } from '../step.ts';
import { hostAllowed } from '../transport/hosts.ts';
import { readUrl } from '../url.ts';
import { get } from './metadata.ts';

/** As many as are looked at; a bank may list thousands. */
const MOST = 10;

/**
 * Where a resource publishes its metadata: the well-known path goes between host and path.
 * @requirement RFC9728-3-1
 */
export function resourceMetadataUrl(resource: URL): string {
  const path = resource.pathname === '/' ? '' : resource.pathname;
  return `${resource.origin}/.well-known/oauth-protected-resource${path}${resource.search}`;
}

interface Published {
  /** The identifier under which the authorization server lists it, and its address. */
  listed: string;
  address: URL;
  exchange: TppExchange;
  document: { [member: string]: Json };
}

export const fetchResourceMetadata: StepDefinition = {
  name: 'discovery.resource',
  summary:
    'Fetches the metadata of the resources that the authorization server lists, as far as they are at allowed hosts.',
  proofPlace: 'resource',
  inputs: {},
  outputs: {},
  facts: {
    'resource_metadata.insecure': 'resources whose metadata name no https address without a fragment',
    'resource_metadata.misnamed': 'resources whose metadata name another resource',
    'resource_metadata.misdelivered': 'resources whose metadata come with another status than 200 or not as JSON',
    'resource_metadata.algs': 'all algorithms offered for signed answers',
    'resource_metadata.dpop_only': 'resources with addresses of the target that say they take no token without DPoP',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const { protected_resources: listed } = (await context.metadata()).document;
    const texts = (Array.isArray(listed) ? listed : []).filter((one) => typeof one === 'string').slice(0, MOST);
    const published: Published[] = [];
    let absent: TppExchange | null = null;
    for (const one of texts) {
      const address = readUrl(one);
      if (address === null || !hostAllowed(one, context.bank.hosts)) continue;
      const exchange = await context.browse(get(resourceMetadataUrl(address), 'metadata of the resource'));
      if (isClientError(exchange)) absent = exchange;
      else published.push({ listed: one, address, exchange, document: successBody(exchange) });
    }
    if (published.length === 0)
      throw new Ended(
        absent === null
          ? notPossible('the metadata lists no resource (protected_resources) at an allowed host')
          : refusal(absent),
      );
    return {
      outcome: okOutcome(`the metadata of ${published.map(({ listed: name }) => name).join(', ')} was read`),
      facts: factsOf(published, Object.values(context.bank.api)),
    };
  },
};

/** What a bank says of an address where it has nothing; not every one calls that 404. */
const isClientError = ({ response }: TppExchange): boolean =>
  response !== null && response.status >= 400 && response.status < 500;

/** `addresses` are those of the target, to tell which resources it uses. */
function factsOf(published: readonly Published[], addresses: readonly string[]): { [fact: string]: Json } {
  const where = (wrong: (one: Published) => boolean): Json => published.filter(wrong).map(({ listed }) => listed);
  const algs = published.flatMap(({ document }) => {
    const { resource_signing_alg_values_supported: offered } = document;
    return [offered ?? []].flat();
  });
  return {
    'resource_metadata.insecure': where(({ document }) => !isResourceIdentifier(document.resource)),
    'resource_metadata.misnamed': where(({ document, listed }) => document.resource !== listed),
    'resource_metadata.misdelivered': where(
      ({ exchange }) => exchange.response?.status !== 200 || mediaType(exchange) !== 'application/json',
    ),
    'resource_metadata.algs': algs,
    'resource_metadata.dpop_only': where(
      ({ document, address }) =>
        document.dpop_bound_access_tokens_required === true &&
        addresses.some((one) => one === address.href || one.startsWith(address.href.replace(/\/?$/, '/'))),
    ),
  };
}

/** @requirement RFC9728-2-1 */
function isResourceIdentifier(value: Json | undefined): boolean {
  if (typeof value !== 'string') return false;
  return readUrl(value)?.protocol === 'https:' && !value.includes('#');
}
