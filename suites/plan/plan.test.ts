/** From declared scenarios to planned cases: what applies, what is filled in, and what the controls walk. */
import { expect } from 'chai';
import type { Library, Scenario } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import type { PlannedAttempt, PlannedCase } from './case.ts';
import { type PlanOptions, plan } from './plan.ts';
import {
  action,
  expecting,
  here,
  issuing,
  library,
  mutation,
  profile,
  requirement,
  row,
  scenario,
  step,
  target,
} from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();
const NO_CONSENTS: Partial<Target> = { dialect: 'plain', api: { resource: 'https://bank.example' } };
const ISSUED: Partial<Target> = {
  identities: {
    primary: { kind: 'issued', like: 'primary', flaw: null },
    second: { kind: 'issued', like: 'second', flaw: null },
    'aisp-only': { kind: 'issued', like: 'primary', flaw: null },
  },
  operator: issuing({ like: '${like}' }),
};
const TOLD: Partial<Target> = { ...ISSUED, operator: issuing({ like: '${like}', identity: '${identity}' }) };
const PSU = target().psu;
const WITH_DASHBOARD: Target['psu'] = { ...PSU, dashboard: { url: 'https://bank.example/', pages: [] } };
const BY_COMMAND: Partial<Target> = {
  psu: { ...PSU, agent: { kind: 'command', argv: ['x'], folder: '/', timeoutMs: 1 } },
};

function planned(
  given: Partial<Scenario>,
  bank: Partial<Target> = {},
  options: PlanOptions = {},
  shelf: Partial<Library> = {},
): PlannedCase {
  const planned = plan(library([scenario(given)], shelf), target(bank), vocabulary, options);
  expect(planned.problems).to.deep.equal([]);
  const [first] = planned.cases;
  if (!first) throw new Error('nothing was planned');
  return first;
}

function ids(attempt: PlannedAttempt | null): string[] {
  return attempt?.steps.map((one) => one.id) ?? [];
}

describe('planning: what is filled in', () => {
  it('binds profile values and row values, also in step names', () => {
    const one = planned({
      bind: { max: '${profile.limit}' },
      with: { consent: { amount: '${case.amount}' } },
      rows: [
        row('above', {
          title: 'More than ${case.amount}',
          values: { amount: 'above max', at: 'par' },
          mutate: [mutation('${case.at}.param.scope', 'set', { to: 'x ${bind.max} ${bank.issuer}' })],
          expect: expecting({ outcome: { '${case.at}': ['oauth.invalid_request'] } }),
          detects: ['${case.at}-defect'],
        }),
      ],
    });
    expect(one.id).to.equal('par.test[above]');
    expect(one.title).to.equal('More than 30.01');
    expect(one.detects).to.deep.equal(['par-defect']);
    expect(one.attempt.steps[1]?.with.amount).to.equal('30.01');
    expect(one.attempt.steps[2]?.mutations).to.deep.equal([
      { at: 'param.scope', do: 'set', with: { to: 'x 30.00 ${bank.issuer}' } },
    ]);
    expect(one.expect.outcome).to.deep.equal({ par: ['oauth.invalid_request'] });
  });

  it('adds what a row expects besides to what the scenario does, also where a key is filled in', () => {
    const base = expecting({ outcome: { par: ['oauth.invalid_request'] }, tolerates: { authorize: ['page.error'] } });
    const also = expecting({ outcome: { '${case.at}': ['oauth.access_denied'] }, tolerates: { par: ['oauth.other'] } });
    const one = planned({ expect: base, rows: [row('more', { values: { at: 'par' }, also })] });
    expect(one.expect.outcome).to.deep.equal({ par: ['oauth.invalid_request', 'oauth.access_denied'] });
    expect(one.expect.tolerates).to.deep.equal({ authorize: ['page.error'], par: ['oauth.other'] });
  });

  it('reads boundaries where a list is wanted', () => {
    const prime = step('prior', 'payment.prime', { amounts: '${case.prior}' });
    const shape = { bind: { max: '${profile.limit}', sum: '${profile.sum}' }, before: [prime] };
    const amounts = (prior: Scenario['rows'][number]['values'][string]) =>
      planned({ ...shape, rows: [row('r', { values: { prior } })] }).attempt.steps[0]?.with.amounts;
    expect(amounts('none')).to.deep.equal([]);
    expect(amounts({ fill: 'above sum' })).to.deep.equal(['30.00', '30.00', '30.00', '10.01']);
  });

  it('opens outcome sets and reads facts with durations', () => {
    const one = planned({
      mutate: [],
      expect: expecting({
        outcome: { authorize: ['@refused', 'page.error'], resource: ['ok'] },
        holds: [
          {
            of: 'par',
            fact: 'par.expires_in',
            test: [
              ['below', '10m'],
              ['at-least', 5],
            ],
            level: 'should',
            place: here(3),
          },
        ],
      }),
    });
    expect(one.expect.outcome.authorize).to.deep.equal(['redirect.invalid_request', 'page.error']);
    expect(one.expect.holds).to.deep.equal([
      { of: 'par', fact: 'par.expires_in', below: 600, 'at-least': 5, level: 'should' },
    ]);
  });

  it('takes settle times from the profile, and none when there is nothing to wait for', () => {
    const settle = { max: '${profile.settle}', every: '1s', place: here(4) };
    expect(planned({ settle }).settle).to.deep.equal({ maxMs: 30_000, everyMs: 1000 });
    expect(planned({ settle: { ...settle, max: '0s' } }).settle).to.equal(null);
  });

  it('gives a case the strongest level of what it cites in scope, and says where the profile differs', () => {
    const requirements = new Map(
      [requirement('REQ-1', { level: 'may' }), requirement('REQ-2', { source: 'recalled' }), requirement('OUT-1')].map(
        (one) => [one.id, one],
      ),
    );
    const one = planned({ requirement: ['REQ-1', 'REQ-2', 'OUT-1'] }, {}, {}, { requirements });
    expect(one.expect.level).to.equal('should');
    expect(one.requirements).to.deep.equal([
      { id: 'REQ-1', level: 'may' },
      { id: 'REQ-2', level: 'should', stated: 'shall' },
    ]);
  });

  for (const [name, given, polarity] of [
    ['a refusal', { outcome: { par: ['oauth.*'] } }, 'negative'],
    ['a success beside a refusal', { outcome: { par: ['oauth.*'], resource: ['ok'] } }, 'positive'],
    ['a success of the domain', { outcome: { authorize: ['sca.required'] } }, 'positive'],
    ['only observing', { observe: { authorize: ['sca.*'] } }, 'record'],
    ['each refused', { each: { again: { outcome: ['http.401'], tolerates: [] } } }, 'negative'],
    [
      'each, one to succeed and one refused',
      { each: { again: { outcome: ['http.401'], tolerates: [] }, more: { outcome: ['ok'], tolerates: [] } } },
      'negative',
    ],
    ['each to succeed', { each: { again: { outcome: ['ok'], tolerates: [] } } }, 'positive'],
  ] as const)
    it(`${name} is ${polarity}`, () => {
      const again = { token: '${token.access_token}' };
      const then = [step('again', 'api.accounts', again), step('more', 'api.accounts', again)];
      expect(planned({ then, expect: expecting(structuredClone(given) as object) }).expect.polarity).to.equal(polarity);
    });
});

const REGISTERS = {
  json: {},
  headers: {},
  signed: null,
  certificate: false,
  management: false,
  managementCertificate: false,
};

describe('planning: what applies', () => {
  const when = (has: string[], not: string[] = [], profiles: string[] = []) => ({
    when: { has, not, profile: profiles },
  });
  // biome-ignore format: one row, one line
  const table: [
    string,
    Partial<Scenario>,
    Partial<Target>,
    PlanOptions,
    'not-applicable' | 'skipped' | null,
    string?,
  ][] = [
    ['everything is there', when(['par', 'client.second', 'identity.second', 'hook.cert.revoke']), {}, {}, null],
    ['a capability is not declared', when(['jarm']), {}, {}, 'not-applicable', 'The client primary has response-mode query, and this needs jwt or query.jwt'],
    ['a capability is in the way', when([], ['par']), {}, {}, 'not-applicable', 'would prove nothing'],
    ['no client of that name', when(['client.mtls']), {}, {}, 'skipped', 'clients.mtls'],
    ['no certificate of that name', when(['identity.look-alike']), {}, {}, 'skipped', 'identities.look-alike'],
    ['no hook of that name', when(['hook.psu.otp']), {}, {}, 'skipped', 'operator hook psu.otp'],
    ['no dashboard', when(['dashboard']), {}, {}, 'skipped', 'psu.dashboard'],
    ['a dashboard', when(['dashboard']), { psu: WITH_DASHBOARD }, {}, null],
    ['a dashboard that nobody here sees', when(['dashboard']), { psu: { ...WITH_DASHBOARD, agent: { kind: 'manual', timeoutMs: 1 } } }, {}, 'skipped', 'psu.agent: manual'],
    ['a key of that kind', when(['key.rsa']), {}, {}, null],
    ['it is not said what is registered', when(['registration']), {}, {}, 'not-applicable', 'say under registration'],
    ['a registration is open to everybody', when(['registration.certificate']), { registration: REGISTERS }, {}, 'not-applicable', 'write certificate: true'],
    ['a registration cannot be managed', when(['registration.management']), { registration: REGISTERS }, {}, 'not-applicable', 'write management: true'],
    ['a registration is managed by its token alone', when(['registration.management.certificate']), { registration: { ...REGISTERS, management: true } }, {}, 'not-applicable', 'write management: { certificate: true }'],
    ['a registration is managed over certificates', when(['registration.management', 'registration.management.certificate']), { registration: { ...REGISTERS, management: true, managementCertificate: true } }, {}, null],
    ['a registration is plain JSON', when(['registration.signed']), { registration: REGISTERS }, {}, 'not-applicable', 'write signed: { iss'],
    ['a registration is a JWT', when(['registration.signed']), { registration: { ...REGISTERS, signed: { iss: 'a', aud: 'b', mediaType: 'application/jwt' } } }, {}, null],
    ['a registration that is described', when(['registration']), { registration: REGISTERS }, {}, null],
    ['a registration that takes certificates', when(['registration', 'registration.certificate']), { registration: { ...REGISTERS, certificate: true } }, {}, null],
    ['the metadata have no registration', when(['registration']), { registration: REGISTERS }, { metadata: {} }, 'not-applicable', 'no registration_endpoint'],
    ['the metadata have it', when(['registration']), { registration: REGISTERS }, { metadata: { registration_endpoint: 'https://bank.example/register' } }, null],
    ['no key of that kind', when(['key.ec']), {}, {}, 'skipped', 'clients.primary signs with PS256'],
    ['no browser', when(['browser']), {}, { browser: false }, 'skipped', 'Install one'],
    ['it may hurt the bank', { aggressive: true }, {}, {}, 'skipped', '--aggressive'],
    ['it may, and that is asked for', { aggressive: true }, {}, { aggressive: true }, null],
    ['a row alone may hurt the bank', { rows: [{ ...row('r', {}), aggressive: true }] }, {}, {}, 'skipped', '--aggressive'],
    ['a browser', when(['browser']), {}, { browser: true }, null],
    ['another profile', when([], [], ['other']), {}, {}, 'not-applicable', 'this run uses base'],
    ['the profile itself', when([], [], ['base']), {}, {}, null],
    ['the row needs more than the scenario', { ...when(['par']), rows: [row('r', when(['revocation.crl']))] }, {}, {}, 'not-applicable', 'revocation.crl'],
    ['nothing cited is in scope', { requirement: ['OUT-1'] }, {}, {}, 'not-applicable', 'does not include OUT-1'],
    ['never applying beats lacking means', when(['client.mtls', 'jarm']), {}, {}, 'not-applicable', 'response-mode'],
    ['a mutation needs a certificate', { mutate: [mutation('par', 'tls.present', { identity: 'stolen' })] }, {}, {}, 'skipped', 'identities.stolen'],
    ['no certificate at all needs none', { mutate: [mutation('par', 'tls.present', { identity: 'nobody' })] }, {}, {}, null],
    ['a mutation needs a client', { mutate: [mutation('par', 'client.use', { client: 'third' })] }, {}, {}, 'skipped', 'clients.third'],
    ['a header holds a certificate', { mutate: [mutation('par.header.x', 'set', { to: '${identity.gone.pem}' })] }, {}, {}, 'skipped', 'identities.gone'],
    ['a part that is not sent cannot be changed', { mutate: [mutation('par.assertion.claim.aud', 'drop')] }, {}, {}, 'not-applicable', 'capability "jarm"'],
    ['nor by a change of the whole step', { mutate: [mutation('par', 'pkce.method', { value: 'plain' })] }, {}, {}, 'not-applicable', 'capability "jarm"'],
    ['a part that is sent can be changed', { mutate: [mutation('par.form.x', 'drop')] }, {}, {}, null],
    ['the whole flow needs a client', { client: 'mtls' }, {}, {}, 'skipped', 'clients.mtls'],
    ['a certificate is issued and no hook does it', { identity: 'sibling' }, {}, { hooks: ['cert.revoke'] }, 'skipped', 'cert.issue'],
    ['a certificate differs and its issuer is not told how', { mutate: [mutation('par', 'tls.present', { identity: 'aisp-only' })] }, ISSUED, {}, 'skipped', 'Hand ${identity} on'],
    ['a certificate differs and its issuer is told how', { mutate: [mutation('par', 'tls.present', { identity: 'aisp-only' })] }, TOLD, {}, null],
    ['an action needs a hook', { actions: [action({ before: 'par' }, 'cert.revoke', { identity: 'second', publish: 'crl' })] }, { operator: {} }, {}, 'skipped', 'cert.revoke'],
    ['a short wait needs no hook', { actions: [action({ before: 'par' }, 'clock.wait', { plus: '60s' })] }, { operator: {} }, {}, null],
    ['a long wait needs a hook', { actions: [action({ before: 'par' }, 'clock.wait', { plus: '10m' })] }, { operator: {} }, {}, 'skipped', 'limits.wait allows 90 s'],
    ['a step needs a browser', { then: [step('page', 'psu.consent-page', { request_uri: 'x' })], expect: expecting({ outcome: { page: ['page.error'] } }) }, {}, {}, 'skipped', 'browser'],
    ['nobody sees which outcome it is', { expect: expecting({ outcome: { authorize: ['sca.required'] } }) }, BY_COMMAND, {}, 'skipped', 'psu.agent: command'],
    ['nobody sees a fact', { expect: expecting({ holds: [{ of: 'authorize', fact: 'jarm.present', test: [['is', true]], level: null, place: here(5) }] }) }, BY_COMMAND, {}, 'skipped', 'psu.agent: command'],
    ['what everybody sees is enough', { expect: expecting({ outcome: { authorize: ['ok'] } }) }, BY_COMMAND, {}, null],
    ['the profile sets no value', { bind: { x: '${profile.nothing}' } }, {}, {}, 'not-applicable', '${profile.nothing}'],
    ['the changed step is left out', { mutate: [mutation('consent.json.x', 'drop')] }, NO_CONSENTS, {}, 'not-applicable', 'changes the step "consent"'],
    ['a required input is left out', { then: [step('read', 'consent.get', { consent: '${consent.id}', token: 'x' })] }, NO_CONSENTS, {}, 'not-applicable', 'Step "read" needs the step "consent"'],
    ['a mutation takes from a step left out', { mutate: [mutation('par.param.x', 'set', { to: '${app_token.access_token}' })] }, NO_CONSENTS, {}, 'not-applicable', 'set needs the step "app_token"'],
  ];
  for (const [name, given, bank, options, verdict, reason] of table)
    it(`${name}: ${verdict ?? 'runs'}`, () => {
      const requirements = new Map(['REQ-1', 'OUT-1'].map((id) => [id, requirement(id)]));
      const profiles = new Map([
        ['base', profile('base')],
        ['other', profile('other')],
      ]);
      const { withheld } = planned(given, bank, options, { requirements, profiles });
      expect(withheld?.verdict ?? null).to.equal(verdict);
      if (reason) expect(withheld?.reason).to.include(reason);
    });

  it('leaves out a changed step with others when each is judged for itself, but not the last one', () => {
    const when = { has: ['consents'], not: [], profile: [] };
    const read = { ...step('read', 'api.accounts', { token: 't' }), when };
    const more = step('more', 'api.accounts', { token: 't' });
    const mutate = ['read', 'more'].map((at) => mutation(at, 'tls.present', { identity: 'second' }));
    const refused = { outcome: ['http.401'], tolerates: [] };
    const both = { then: [read, more], mutate, expect: expecting({ each: { read: refused, more: refused } }) };
    const { attempt, expect: judged, withheld } = planned(both, NO_CONSENTS);
    expect(withheld).to.equal(null);
    expect(ids(attempt)).to.deep.equal(['par', 'authorize', 'token', 'resource', 'more']);
    expect(Object.keys(judged.each ?? {})).to.deep.equal(['more']);
    const alone = { then: [read], mutate: mutate.slice(0, 1), expect: expecting({ each: { read: refused } }) };
    expect(planned(alone, NO_CONSENTS).withheld?.reason).to.include('changes the step "read"');
  });

  it('leaves out the steps a bank has not, and the optional inputs that came from them', () => {
    const one = planned({}, NO_CONSENTS);
    expect(ids(one.attempt)).to.deep.equal(['par']);
    expect(one.attempt.steps[0]?.with).to.deep.equal({ scope: '${bank.scopes.accounts}' });
    expect(planned({}).attempt.steps[2]?.with).to.have.property('consent');
  });
});

describe('a case that expects a refusal of what its control expects to get through', () => {
  const problems = (given: Partial<Scenario>): string[] =>
    plan(library([scenario(given)]), target(), vocabulary).problems.map(({ code }) => code);
  const refused = expecting({ outcome: { par: ['oauth.invalid_request'] } });

  it('is the mistake of its author, also when it only sets what the flow sends anyway', () => {
    expect(problems({ mutate: [], expect: refused })).to.include('nothing-changed');
    expect(problems({ mutate: [], expect: refused, with: { par: { scope: 'accounts' } } })).to.include(
      'nothing-changed',
    );
  });

  it('is none when something is changed, done, or sent after the flow', () => {
    const changes: Partial<Scenario>[] = [
      { mutate: [mutation('par.param.scope', 'drop')] },
      { mutate: [], actions: [action({ before: 'par' }, 'clock.wait', { plus: '1s' })] },
    ];
    for (const change of changes) expect(problems({ expect: refused, ...change })).to.not.include('nothing-changed');
  });
});
