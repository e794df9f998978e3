/** What a case speaks, and which capabilities follow from the variant of its client and from the metadata. */

import { expect } from 'chai';
import { DEFAULT_VARIANT } from '../../mock-tpp/variant.ts';
import type { Scenario } from '../load/scenario.ts';
import type { Target, TargetClient } from '../load/target.ts';
import type { PlannedCase } from './case.ts';
import { type PlanOptions, plan } from './plan.ts';
import { expecting, library, mutation, scenario, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';
import { variantLine } from './variant.ts';

const vocabulary = testingVocabulary();

const client = (variant: { [axis: string]: string[] }, more: Partial<TargetClient> = {}): TargetClient => ({
  ...(target().clients.primary as TargetClient),
  variant: { ...DEFAULT_VARIANT, ...variant },
  ...more,
});

function planned(given: Partial<Scenario>, bank: Partial<Target> = {}, options: PlanOptions = {}): PlannedCase {
  const { cases, problems } = plan(library([scenario(given)]), target(bank), vocabulary, options);
  expect(problems).to.deep.equal([]);
  const [first] = cases;
  if (!first) throw new Error('nothing was planned');
  return first;
}

/** The plain flow, as every client can be sent through it. */
const FLOW: Partial<Scenario> = { mutate: [], expect: expecting({ outcome: { par: ['ok'] } }) };

const has = (...capabilities: string[]): Partial<Scenario> => ({ when: { has: capabilities, not: [], profile: [] } });

describe('the variant of a case', () => {
  it('is what its client does, axis by axis, with the consent of the dialect', () => {
    const { variant } = planned({}, { clients: { primary: client({ 'client-auth': ['tls_client_auth'] }) } });
    expect(Object.keys(variant)).to.deep.equal([...vocabulary.axes.map(({ name }) => name), 'consent']);
    expect(variant).to.include({ 'request-delivery': 'pushed', 'client-auth': 'tls_client_auth', consent: 'intent' });
    expect(variantLine(variant, vocabulary.axes)).to.equal(
      'client-auth tls_client_auth, consent intent, else the defaults',
    );
  });

  it('is that of its own client, and says what its steps choose instead', () => {
    const clients = { primary: client({}), second: client({ 'response-mode': ['query', 'jwt'] }) };
    const { variant, withheld } = planned({ client: 'second', with: { par: { response_mode: 'jwt' } } }, { clients });
    expect(withheld).to.equal(null);
    expect(variant['response-mode']).to.equal('jwt');
  });

  it('withholds a case whose steps choose what its client cannot do', () => {
    const { withheld } = planned({ with: { par: { response_mode: 'jwt' } } });
    expect(withheld).to.deep.equal({
      verdict: 'not-applicable',
      reason:
        'Step "par" uses response-mode jwt, and the client primary has query. If it may do so at this bank, say that under variant in the target file.',
    });
  });

  it('is one that has what the case needs, also where the client does otherwise by default', () => {
    const clients = { primary: client({ 'request-delivery': ['plain', 'pushed'] }) };
    const needing = planned(has('par'), { clients });
    expect(needing.variant['request-delivery']).to.equal('pushed');
    for (const attempt of [needing.attempt, needing.before])
      expect(attempt?.steps.find(({ use }) => use === 'oauth.request')?.with.delivery).to.equal('pushed');
    expect(planned({}, { clients }).variant['request-delivery']).to.equal('plain');
  });

  it('is one in which the change of the case changes something', () => {
    const clients = { primary: client({ 'response-mode': ['query', 'query.jwt'] }) };
    const mutate = [mutation('par.assertion.claim.aud', 'drop')];
    expect(planned({ mutate }, { clients }).variant['response-mode']).to.equal('query.jwt');
  });

  it('takes `jwt` for any of the modes it stands for', () => {
    const clients = { primary: client({ 'response-mode': ['query', 'query.jwt'] }) };
    expect(planned({ with: { par: { response_mode: 'jwt' } } }, { clients }).withheld).to.equal(null);
  });
});

describe('capabilities', () => {
  const clients = {
    primary: client({ 'request-signing': ['none', 'signed'] }),
    bound: client(
      { 'sender-constraint': ['dpop'] },
      { signing: [{ file: '/k', passphrase: null, jwk: null, alg: 'EdDSA' }] },
    ),
    unread: client({}, { signing: [{ file: '/k', passphrase: null, jwk: null, alg: null }] }),
  };
  const aliased = (alias: string) => ({
    token_endpoint: 'https://bank.example/t',
    mtls_endpoint_aliases: { token_endpoint: alias },
  });
  /** Client, capability, options, target, part of the reason, or null when the case runs. */
  // biome-ignore format: one row, one line
  const ROWS: [string, string, PlanOptions, Partial<Target>, string | null][] = [
    ['primary', 'par', {}, {}, null],
    ['primary', 'request-object', {}, {}, null],
    ['primary', 'request.unsigned', {}, {}, null],
    ['primary', 'dpop-bound-tokens', {}, {}, 'The client primary has sender-constraint mtls, and this needs dpop'],
    ['bound', 'dpop-bound-tokens', {}, {}, null],
    ['bound', 'mtls-bound-tokens', {}, {}, 'The client bound has sender-constraint dpop'],
    ['third', 'par', {}, {}, 'Not run: it needs another registered client, "third"'],
    ['bound', 'key.rsa', {}, {}, 'clients.bound signs with EdDSA'],
    ['unread', 'key.rsa', {}, {}, null],
    ['unread', 'key.ec', {}, {}, null],
    ['primary', 'consents', {}, {}, null],
    ['primary', 'consents', {}, { dialect: 'plain', api: { resource: 'https://bank.example' } }, 'has no consent API'],
    ['primary', 'introspection', {}, {}, null],
    ['primary', 'introspection', { metadata: { introspection_endpoint: 'https://bank.example/i' } }, {}, null],
    ['primary', 'mtls-alias.token', {}, {}, null],
    ['primary', 'mtls-alias.token', { metadata: aliased('https://m.bank.example/t') }, {}, null],
    ['primary', 'mtls-alias.token', { metadata: aliased('https://bank.example/t') }, {}, 'has no address of its own for token_endpoint in mtls_endpoint_aliases'],
    ['primary', 'mtls-alias.par', { metadata: aliased('https://m.bank.example/t') }, {}, 'has no address of its own for pushed_authorization_request_endpoint'],
    ['primary', 'mtls-alias.token', { metadata: { token_endpoint: 'https://bank.example/t', mtls_endpoint_aliases: null } }, {}, 'has no address of its own'],
    ['primary', 'introspection', { metadata: {} }, {}, 'The metadata of the bank has no introspection_endpoint'],
    ['primary', 'introspection', { metadata: {} }, { capabilities: ['introspection'] }, 'no introspection_endpoint'],
    ['primary', 'introspection', {}, { without: ['introspection'] }, 'The target says that the bank does not offer token introspection'],
    ['primary', 'refresh-tokens', { metadata: { grant_types_supported: ['refresh_token'] } }, {}, null],
    ['primary', 'refresh-tokens', { metadata: { grant_types_supported: 'refresh_token' } }, {}, 'no refresh_token in grant_types_supported'],
    ['primary', 'refresh-tokens', { metadata: {} }, { capabilities: ['refresh-tokens'] }, null],
    ['primary', 'iss-parameter', { metadata: { authorization_response_iss_parameter_supported: true } }, {}, null],
    ['primary', 'iss-parameter', { metadata: { authorization_response_iss_parameter_supported: 'true' } }, {}, 'no authorization_response_iss_parameter_supported: true'],
    ['primary', 'iss-parameter', { metadata: {} }, { capabilities: ['iss-parameter'] }, null],
    ['primary', 'api-resource', { metadata: { userinfo_endpoint: 'https://bank.example/me' } }, { dialect: 'plain', api: { resource: 'https://bank.example/api' } }, null],
    ['primary', 'api-resource', { metadata: { userinfo_endpoint: 'https://bank.example/me' } }, { dialect: 'plain', api: { resource: 'https://bank.example/me' } }, 'The resource of the target is the UserInfo endpoint'],
    ['primary', 'api-resource', { metadata: { mtls_endpoint_aliases: { userinfo_endpoint: 'https://m.example/me' } } }, { dialect: 'plain', api: { resource: 'https://m.example/me' } }, 'name it under api.resource'],
    ['primary', 'revocation.ocsp', {}, {}, 'The target does not declare asking OCSP'],
    ['primary', 'revocation.ocsp', {}, { capabilities: ['revocation.ocsp'] }, null],
    ['primary', 'request.unsigned', { withdrawn: ['request.unsigned'] }, {}, 'does not have "request.unsigned" in this run'],
  ];
  for (const [name, capability, options, bank, reason] of ROWS)
    it(`${capability} for ${name} with ${JSON.stringify({ ...options, ...bank })}: ${reason ?? 'there'}`, () => {
      const { withheld } = planned(
        { ...has(capability), client: name, ...FLOW, with: {} },
        { clients, ...bank },
        options,
      );
      if (reason === null) expect(withheld).to.equal(null);
      else expect(withheld?.reason).to.include(reason);
    });
});
