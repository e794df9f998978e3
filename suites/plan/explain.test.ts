/** Golden texts of `explain`: what an author and a bank's engineer read. */
import { expect } from 'chai';
import type { Scenario } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import { explain } from './explain.ts';
import { plan } from './plan.ts';
import {
  action,
  expecting,
  here,
  library,
  profile,
  requirement,
  row,
  scenario,
  step,
  target,
} from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();

function explained(given: Partial<Scenario>, bank: Partial<Target> = {}): string {
  const requirements = new Map(
    [requirement('REQ-1'), requirement('REQ-2', { source: 'recalled' })].map((one) => [one.id, one]),
  );
  const profiles = new Map([['base', profile('base')]]);
  const { cases } = plan(library([scenario(given)], { requirements, profiles }), target(bank), vocabulary);
  const text = cases.map((one) => explain(one, vocabulary)).join('\n');
  return text.replace(/shared, [0-9a-f]{8}/g, 'shared, <key>');
}

describe('explain', () => {
  it('marks the changed step and says what each outcome means', () => {
    expect(explained({ requirement: ['REQ-1', 'REQ-2'] })).to.equal(GOLDEN_CHANGED);
  });
  it('shows actions, certificates, steps after the flow and settling', () => {
    const text = explained({
      identity: 'sibling',
      actions: [action({ after: 'resource' }, 'cert.revoke', { identity: 'sibling', publish: 'crl' })],
      mutate: [],
      then: [step('again', 'api.accounts', { token: '${token.access_token}', connection: 'same' })],
      settle: { max: '60s', every: '5s', place: here(2) },
      expect: expecting({ each: { again: { outcome: ['oauth.invalid_token'], tolerates: ['tls.refused'] } } }),
    });
    expect(text).to.equal(GOLDEN_ACTION);
  });
  it('shows facts, verifier checks and lonely cases', () => {
    const text = explained({
      rows: [row('row', { title: 'The row' })],
      mutate: [],
      actions: [action({ before: 'par' }, 'clock.wait', { plus: '61s' })],
      verifier: {
        at: 'authorize.jarm',
        place: here(5),
        cases: [{ id: 'none', do: 'jwt.alg-none', with: {}, place: here(6) }],
      },
      expect: expecting({
        outcome: { authorize: ['sca.required'] },
        holds: [{ of: 'authorize', fact: 'jarm.alg', test: [['in', ['PS256']]], level: null, place: here(7) }],
      }),
    });
    expect(text).to.equal(GOLDEN_FACTS);
  });
  it('says why a case is not run', () => {
    expect(explained({ when: { has: ['jarm'], not: [], profile: [] } })).to.include(
      '\n  not-applicable: The client primary has response-mode query, and this needs jwt or query.jwt',
    );
  });
});

const GOLDEN_CHANGED = `par.test  A test is refused
  scenarios/par/test.yaml:1
  area par, severity high, profile base
  variant consent intent, else the defaults

Requirements
  REQ-1  shall
  REQ-2  should (its text says shall)

Sequence (client primary)
     1  app_token  oauth.client_credentials scope=\${bank.scopes.accounts}
     2  consent    consent.create kind=accounts token=\${app_token.access_token}
  >  3  par        oauth.request scope=\${bank.scopes.accounts} consent=\${consent.id}
                   changed: param.scope drop

Changed
  par.param.scope: drop: drop of the tests

Controls
  before  to par, unchanged; must succeed (shared, <key>)
  after   to par, unchanged; must succeed (shared, <key>)

Expected
  pass    par: oauth.invalid_request
  fail    the run gets through to par

Detects par-defect
`;
const GOLDEN_ACTION = `par.test  A test is refused
  scenarios/par/test.yaml:1
  area par, severity high, profile base
  variant consent intent, else the defaults

Requirements
  REQ-1  shall

Sequence (client primary, certificate sibling)
     1  app_token  oauth.client_credentials scope=\${bank.scopes.accounts}
     2  consent    consent.create kind=accounts token=\${app_token.access_token}
     3  par        oauth.request scope=\${bank.scopes.accounts} consent=\${consent.id}
     4  authorize  oauth.authorize request_uri=\${par.request_uri}
     5  token      oauth.token code=\${authorize.code} code_verifier=\${par.code_verifier}
     6  resource   api.accounts token=\${token.access_token}
                   after it: cert.revoke identity=sibling publish=crl
  >  7  again      api.accounts token=\${token.access_token} connection=same  [then]

Changed
  after resource: cert.revoke: cert.revoke of the tests

Controls
  before  to again, unchanged; must succeed (for this case alone)
  after   to again, unchanged, certificate of the client; must succeed (shared, <key>)

Expected
  pass    again: oauth.invalid_token
  warn    again: tls.refused
  fail    a step gets through that has to be refused
  settle  asked again every 5 s for up to 60 s; late is a warning

Detects par-defect
`;
const GOLDEN_FACTS = `par.test[row]  The row
  scenarios/par/test.yaml:10
  area par, severity high, profile base
  variant consent intent, else the defaults

Requirements
  REQ-1  shall

Sequence (client primary)
     1  app_token  oauth.client_credentials scope=\${bank.scopes.accounts}
     2  consent    consent.create kind=accounts token=\${app_token.access_token}
                   before it: clock.wait plus=61s
  >  3  par        oauth.request scope=\${bank.scopes.accounts} consent=\${consent.id}
     4  authorize  oauth.authorize request_uri=\${par.request_uri}

Changed
  before par: clock.wait: clock.wait of the tests

Controls
  before  to authorize, unchanged; must succeed (shared, <key>)
  after   to authorize, unchanged; must succeed (shared, <key>)

Expected
  pass    authorize: sca.required
  holds   authorize: jarm.alg {"in":["PS256"]}
  fail    the bank refuses, or goes another way
  verify  none: jwt.alg-none on authorize.jarm must be noticed

Runs alone, because it changes something for the whole bank

Detects par-defect
`;
