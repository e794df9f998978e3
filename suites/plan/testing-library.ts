/** Small libraries and targets for tests of planning; every test says only what differs. */

import { DEFAULT_VARIANT } from '../../mock-tpp/variant.ts';
import type { HoldOperator } from '../evidence/record.ts';
import { EMPTY_ROW } from '../load/rows.ts';
import type {
  ActionDecl,
  ExpectDecl,
  Flow,
  HoldDecl,
  Library,
  MutationDecl,
  Place,
  Profile,
  Requirement,
  RowDecl,
  Scenario,
  StepDecl,
  Value,
} from '../load/scenario.ts';
import type { Target } from '../load/target.ts';

/** A place in the scenario of the tests, told apart by its line. */
export function here(line: number, file = 'scenarios/par/test.yaml'): Place {
  return { file, line, column: 3 };
}

export function step(
  id: string,
  use: string,
  given: { [input: string]: Value } = {},
  more: Partial<StepDecl> = {},
): StepDecl {
  return { id, use, with: given, when: null, only: {}, place: here(40), ...more };
}

export function mutation(at: string, call: string, given: { [input: string]: Value } = {}): MutationDecl {
  return { at, do: call, with: given, place: here(20) };
}

export function action(
  tie: { before?: string; after?: string },
  call: string,
  given: { [input: string]: Value } = {},
): ActionDecl {
  return { before: tie.before ?? null, after: tie.after ?? null, do: call, with: given, place: here(21) };
}

export function hold(of: string, fact: string, test: { [operator in HoldOperator]?: Value }): HoldDecl {
  return { of, fact, test: Object.entries(test) as HoldDecl['test'], level: null, place: here(31) };
}

export function expecting(given: Partial<ExpectDecl>): ExpectDecl {
  return { outcome: {}, tolerates: {}, observe: {}, each: null, holds: [], place: here(30), ...given };
}

export function row(id: string, given: Partial<RowDecl> = {}): RowDecl {
  return {
    ...EMPTY_ROW,
    id,
    values: {},
    place: here(10),
    ...given,
  };
}

/** A negative scenario that is right as it stands. */
export function scenario(given: Partial<Scenario> = {}): Scenario {
  return {
    id: 'par.test',
    title: 'A test is refused',
    was: [],
    area: 'par',
    requirement: ['REQ-1'],
    severity: 'high',
    when: null,
    flow: 'code',
    bind: {},
    client: null,
    identity: null,
    with: {},
    before: [],
    actions: [],
    then: [],
    mutate: [mutation('par.param.scope', 'drop')],
    expect: expecting({ outcome: { par: ['oauth.invalid_request'] } }),
    controls: null,
    settle: null,
    detects: ['par-defect'],
    verifier: null,
    own: false,
    tags: [],
    aggressive: false,
    rows: [],
    place: here(1),
    ...given,
  };
}

function flowPlace(line: number): Place {
  return here(line, 'scenarios/_flows/code.yaml');
}

const scope = '$' + '{bank.scopes.accounts}';

/** app_token and consent (only with a consent API), par, authorize, token, resource. */
export function codeFlow(): Flow {
  const consents = { has: ['consents'], not: [], profile: [] };
  const ref = (path: string): string => `\${${path}}`;
  return {
    id: 'code',
    title: 'A code',
    place: flowPlace(1),
    steps: [
      step('app_token', 'oauth.client_credentials', { scope }, { when: consents, place: flowPlace(4) }),
      step(
        'consent',
        'consent.create',
        { kind: 'accounts', token: ref('app_token.access_token') },
        { when: consents, place: flowPlace(5) },
      ),
      step('par', 'oauth.request', { scope, consent: ref('consent.id') }, { place: flowPlace(6) }),
      step('authorize', 'oauth.authorize', { request_uri: ref('par.request_uri') }, { place: flowPlace(7) }),
      step(
        'token',
        'oauth.token',
        { code: ref('authorize.code'), code_verifier: ref('par.code_verifier') },
        { place: flowPlace(8) },
      ),
      step('resource', 'api.accounts', { token: ref('token.access_token') }, { place: flowPlace(9) }),
    ],
  };
}

export function requirement(id: string, given: Partial<Requirement> = {}): Requirement {
  return {
    id,
    spec: 'The tests',
    clause: '1',
    level: 'shall',
    actor: 'as',
    text: `What ${id} asks.`,
    testable: 'blackbox',
    how: 'Try it.',
    source: 'verified',
    places: [],
    duty: [],
    url: null,
    place: here(1, 'scenarios/_requirements/req.yaml'),
    ...given,
  };
}

export function profile(id: string, given: Partial<Profile> = {}): Profile {
  return {
    id,
    title: `Profile ${id}`,
    extends: null,
    specs: ['REQ-'],
    levels: {},
    without: [],
    values: {},
    variants: {},
    variantPlaces: {},
    outcomes: {},
    place: here(1, `scenarios/_profiles/${id}.yaml`),
    ...given,
  };
}

export function library(scenarios: Scenario[], given: Partial<Library> = {}): Library {
  const flow = codeFlow();
  return {
    scenarios,
    flows: new Map([[flow.id, flow]]),
    requirements: new Map(['REQ-1', 'REQ-2'].map((id) => [id, requirement(id)])),
    profiles: new Map([['base', profile('base', { values: { limit: '30.00', sum: '100.00', settle: '30s' } })]]),
    outcomes: new Map([['refused', ['redirect.invalid_request', 'page.error']]]),
    gaps: [],
    suiteModules: new Map(),
    digest: '0'.repeat(64),
    ...given,
  };
}

/** A bank with everything the test vocabulary can ask for. */
export function target(given: Partial<Target> = {}): Target {
  const client = (name: string): Target['clients'][string] => ({
    client_id: `tpp-${name}`,
    redirect_uri: 'https://tpp.example/callback',
    variant: DEFAULT_VARIANT,
    signing: [{ file: `/keys/${name}.jwk`, passphrase: null, jwk: null, alg: 'PS256' }],
    decryption: null,
    name: null,
    dpop: null,
    identity: name,
  });
  const files = (name: string): Target['identities'][string] => ({
    kind: 'files',
    certificates: [`/keys/${name}.pem`],
    key: `/keys/${name}.key`,
    passphrase: null,
    pem: null,
  });
  const call = { kind: 'http' as const, method: 'POST' as const, url: 'http://127.0.0.1:1/hook', json: null };
  const hook = { call, headers: {}, token: null, timeoutMs: null, outputs: {}, check: null };
  return {
    name: 'test-bank',
    profile: 'base',
    launch: null,
    issuer: 'https://bank.example',
    hosts: ['bank.example'],
    trust: null,
    proxy: null,
    capabilities: [],
    without: [],
    dialect: 'uk-3.1',
    timeZone: 'UTC',
    custom: null,
    api: {},
    scopes: { accounts: 'openid accounts' },
    clients: { primary: client('primary'), second: client('second') },
    identities: {
      primary: files('primary'),
      second: files('second'),
      sibling: { kind: 'issued', like: 'primary', flaw: null },
    },
    psu: {
      users: [],
      agent: { kind: 'http', timeoutMs: 0 },
      pages: [],
      dashboard: null,
      prompt: null,
      sca: { pages: true, acr: [], amr: [] },
      error: { fields: [], status: [] },
    },
    payment: null,
    operator: { 'clock.advance': hook, 'cert.issue': hook, 'cert.revoke': hook, 'consent.revoke': hook },
    operatorTokens: {},
    secrets: [],
    hosting: null,
    registration: null,
    limits: { requestMs: 10_000, bodyBytes: 5_000_000, redirects: 20, concurrency: 4, waitMs: 90_000 },
    deviations: null,
    digest: '0'.repeat(64),
    placeOf: () => here(1, 'targets/test.yaml'),
    ...given,
  };
}

/** An operator who issues certificates by a call with these members. */
export function issuing(json: { [name: string]: string }): Target['operator'] {
  const call = { kind: 'http' as const, method: 'POST' as const, url: 'https://admin.example', json };
  return { 'cert.issue': { call, headers: {}, token: null, timeoutMs: null, outputs: {}, check: null } };
}
