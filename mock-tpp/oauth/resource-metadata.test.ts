/** What is told of the metadata of resources, whatever a bank lists and publishes. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { type Issuer, metadataOf, openIssuer, type Reply, withDesk } from '../testing-issuer.ts';
import { resourceMetadataUrl } from './resource-metadata.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
type Members = { [member: string]: Json };

describe('the metadata of resources', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  const list = (...resources: Json[]): void => {
    issuer.routes['/.well-known/openid-configuration'] = () => ({
      json: { ...metadataOf(issuer.origin), protected_resources: resources },
    });
  };
  const fetched = () => withDesk(issuer.bank, ({ run }) => run('discovery.resource', {}));
  const sound = (): Members => ({ resource: `${issuer.origin}/resource` });
  const publish = (change: Members, reply: Reply = {}): void => {
    list(`${issuer.origin}/resource`);
    issuer.routes[`${WELL_KNOWN}/resource`] = () => ({ json: { ...sound(), ...change }, ...reply });
  };

  // biome-ignore format: one row, one line
  const ADDRESSES: [string, string][] = [
    ['https://api.example', `https://api.example${WELL_KNOWN}`],
    ['https://api.example/', `https://api.example${WELL_KNOWN}`],
    ['https://api.example/v1/', `https://api.example${WELL_KNOWN}/v1/`],
    ['https://api.example:8443/v1?tenant=a', `https://api.example:8443${WELL_KNOWN}/v1?tenant=a`],
  ];
  for (const [resource, address] of ADDRESSES)
    it(`of ${resource} are at ${address}`, () => {
      expect(resourceMetadataUrl(new URL(resource))).to.equal(address);
    });

  // biome-ignore format: one row, one line
  const ROWS: [string, () => [Members, Reply?], string, (resource: string) => Json][] = [
    ['that are sound', () => [{}], 'misdelivered', () => []],
    ['that are sound', () => [{}], 'insecure', () => []],
    ['that are sound', () => [{}], 'misnamed', () => []],
    ['that offer nothing', () => [{}], 'algs', () => []],
    ['over http', () => [{ resource: 'http://bank.example' }], 'insecure', (one) => [one]],
    ['with a fragment', () => [{ resource: 'https://bank.example/#a' }], 'insecure', (one) => [one]],
    ['without a resource', () => [{ resource: null }], 'insecure', (one) => [one]],
    ['of another resource', () => [{ resource: `${issuer.origin}/resource/` }], 'misnamed', (one) => [one]],
    ['that come with 201', () => [{}, { status: 201 }], 'misdelivered', (one) => [one]],
    ['that come as text', () => [{}, { headers: { 'content-type': 'text/plain' } }], 'misdelivered', (one) => [one]],
    ['with algorithms', () => [{ resource_signing_alg_values_supported: ['none', 'PS256'] }], 'algs', () => ['none', 'PS256']],
    ['with algorithms as text', () => [{ resource_signing_alg_values_supported: 'none' }], 'algs', () => ['none']],
    ['that demand DPoP', () => [{ dpop_bound_access_tokens_required: true }], 'dpop_only', (one) => [one]],
    ['that demand DPoP in text', () => [{ dpop_bound_access_tokens_required: 'true' }], 'dpop_only', () => []],
  ];
  for (const [what, change, fact, due] of ROWS)
    it(`${what} tell ${fact}`, async () => {
      const [members, reply] = change();
      publish(members, reply);
      const { outcome, facts } = await fetched();
      expect(outcome.ok).to.equal(true);
      expect(facts[`resource_metadata.${fact}`]).to.deep.equal(due(`${issuer.origin}/resource`));
    });

  it('of a resource that the target does not use say nothing of its tokens', async () => {
    list(`${issuer.origin}/other`);
    issuer.routes[`${WELL_KNOWN}/other`] = () => ({
      json: { resource: `${issuer.origin}/other`, dpop_bound_access_tokens_required: true },
    });
    expect((await fetched()).facts['resource_metadata.dpop_only']).to.deep.equal([]);
  });

  // biome-ignore format: one row, one line
  const ENDS: [string, () => Json[], Reply, string[]][] = [
    ['that are not there', () => [`${issuer.origin}/resource`], { status: 404 }, ['http.404']],
    ['behind a refusal', () => [`${issuer.origin}/resource`], { status: 401 }, ['http.401']],
    ['behind an error', () => [`${issuer.origin}/resource`], { status: 500 }, ['http.500']],
    ['that are no JSON', () => [`${issuer.origin}/resource`], { text: '<html>' }, ['malformed', 'http.200']],
    ['at other hosts', () => ['https://evil.example'], {}, []],
    ['that have no address', () => [7, 'x', null], {}, []],
  ];
  for (const [what, listed, reply, codes] of ENDS)
    it(`${what} end with ${codes.join(' ') || 'nothing asked'}`, async () => {
      list(...listed());
      issuer.routes[`${WELL_KNOWN}/resource`] = () => reply;
      const { outcome } = await fetched();
      expect(outcome).to.deep.include({ ok: false, codes });
      expect(issuer.asked.length).to.equal(codes.length === 0 ? 1 : 2);
    });
});
