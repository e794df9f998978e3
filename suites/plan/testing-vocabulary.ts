/** A small vocabulary for tests of planning: the shapes of real steps, without a TPP behind them. */
import { AXES } from '../../mock-tpp/variant.ts';
import type { InputType, StepType, Vocabulary } from './case.ts';

const text: InputType = { type: 'string', required: true, summary: 'a text' };
const maybe = (type: InputType['type'], allowed?: string[]): InputType => ({
  type,
  required: false,
  summary: `a ${type}, if wanted`,
  ...(allowed ? { allowed } : {}),
});

function step(name: string, given: Partial<StepType>): [string, StepType] {
  const plain = {
    proofPlace: 'resource',
    inputs: {},
    outputs: {},
    facts: {},
    parts: ['header'],
    codes: [],
    artefacts: [],
    needs: [],
  };
  return [name, { name, summary: `${name} of the tests`, ...plain, ...given }];
}

const named = (...names: string[]): { [name: string]: string } =>
  Object.fromEntries(names.map((name) => [name, `the ${name}`]));

const HOOK_INPUTS: { readonly [hook: string]: string[] } = {
  'psu.otp': ['username'],
  'cert.issue': ['like', 'identity'],
};

/** Steps, mutations, actions and verifier checks as planning sees them. */
export function testingVocabulary(): Vocabulary {
  return {
    steps: new Map([
      step('oauth.client_credentials', { inputs: { scope: text }, outputs: named('access_token') }),
      step('consent.create', {
        inputs: { kind: { ...text, allowed: ['accounts', 'payment'] }, token: text, amount: maybe('money') },
        outputs: named('id', 'expires_at'),
        parts: ['json', 'header'],
      }),
      step('consent.get', { inputs: { consent: text, token: text }, codes: ['consent.*'] }),
      step('oauth.request', {
        inputs: {
          scope: text,
          consent: maybe('string'),
          response_mode: maybe('string', ['query', 'jwt']),
          delivery: maybe('string', ['pushed', 'plain']),
        },
        outputs: named('request_uri', 'expires_at', 'code_verifier', 'code_challenge'),
        facts: named('par.expires_in'),
        parts: ['param', 'form', 'assertion.claim', 'header'],
        changeNeeds: { 'assertion.claim': ['jarm'], 'pkce.method': ['jarm'] },
      }),
      step('oauth.authorize', {
        inputs: { request_uri: text },
        outputs: named('code'),
        codes: ['sca.required', 'sca.exempted', 'sca.by-now'],
        seenWith: { 'sca.required': ['user-pages'], 'jarm.present': ['user-pages'] },
        facts: named('jarm.alg', 'jarm.present', 'response.state_matches'),
        parts: ['query'],
        artefacts: ['jarm'],
      }),
      step('oauth.token', {
        inputs: { code: text, code_verifier: text },
        outputs: named('access_token', 'refresh_token'),
        parts: ['form', 'assertion.claim', 'header'],
      }),
      step('api.accounts', {
        inputs: { token: text, connection: maybe('string', ['same', 'fresh']) },
        parts: ['header', 'query'],
      }),
      step('payment.submit', { inputs: { consent: text, token: text, amount: { ...text, type: 'money' } } }),
      step('payment.prime', { inputs: { amounts: { ...text, type: 'list' } } }),
      step('psu.consent-page', { inputs: { request_uri: text }, needs: ['browser'] }),
    ]),
    mutations: new Map(
      (
        [
          ['set', 'part', [], { to: { type: 'any', required: true, summary: 'the new value' } }],
          ['drop', 'part', [], {}],
          ['pkce.method', 'whole', ['oauth.request'], { value: text }],
          ['parallel', 'whole', [], { times: { type: 'number', required: true, summary: 'how many', harmless: 16 } }],
          ['client.use', 'whole', [], { client: text }],
          ['tls.present', 'whole', [], { identity: text }],
          ['browser.open-twice', 'whole', ['oauth.authorize'], {}],
        ] as const
      ).map(([name, address, steps, inputs]) => [
        name,
        { name, summary: `${name} of the tests`, address, steps: [...steps], inputs },
      ]),
    ),
    actions: new Map(
      (
        [
          ['clock.wait', ['clock.advance'], true, { until: maybe('number'), plus: maybe('duration') }],
          ['consent.revoke', ['consent.revoke'], false, { consent: text }],
          ['cert.revoke', ['cert.revoke'], false, { identity: text, publish: text }],
          ['cert.status-answer', [], false, { identity: text, ocsp: text }],
        ] as const
      ).map(([name, hooks, exclusive, inputs]) => [
        name,
        {
          name,
          summary: `${name} of the tests`,
          hooks: [...hooks],
          exclusive,
          inputs,
          ...(name === 'cert.status-answer' ? { stalls: 'hang' } : {}),
        },
      ]),
    ),
    verifierChecks: new Map([['jwt.alg-none', { summary: 'no signature', inputs: { spelling: maybe('string') } }]]),
    dialects: new Map([
      ['uk-3.1', { bases: [], cannot: [], consent: 'intent' }],
      ['plain', { bases: [{ name: 'resource', capability: null }], cannot: ['consents', 'pis'], consent: 'scope' }],
    ]),
    hooks: new Map(
      ['clock.advance', 'cert.issue', 'cert.revoke', 'consent.revoke', 'psu.otp'].map((name) => [
        name,
        {
          summary: `${name} of the tests`,
          inputs: HOOK_INPUTS[name] ?? [],
          outputs: name === 'psu.otp' ? ['otp'] : [],
        },
      ]),
    ),
    axes: AXES,
  };
}
