/** What the controls of a case walk, with which certificate, and which of them are the same. */
import { expect } from 'chai';
import type { Scenario } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import type { PlannedAttempt, PlannedCase } from './case.ts';
import { type PlanOptions, plan } from './plan.ts';
import { action, expecting, library, mutation, scenario, step, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();
const toResource = ['app_token', 'consent', 'par', 'authorize', 'token', 'resource'];

function planned(given: Partial<Scenario>, bank: Partial<Target> = {}, options: PlanOptions = {}): PlannedCase {
  const [first] = plan(library([scenario(given)]), target(bank), vocabulary, options).cases;
  if (!first) throw new Error('nothing was planned');
  return first;
}

function ids(attempt: PlannedAttempt | null): string[] {
  return attempt?.steps.map((one) => one.id) ?? [];
}

describe('planning: controls', () => {
  const again = step('again', 'api.accounts', { token: '${token.access_token}' });
  const negative = (given: Partial<Scenario>): PlannedCase => planned(given);

  it('walk the same plan without the change, to the step where it comes, where the run stops as well', () => {
    const one = negative({});
    expect(one.target).to.equal('par');
    expect(ids(one.attempt)).to.deep.equal(['app_token', 'consent', 'par']);
    expect(ids(one.before)).to.deep.equal(['app_token', 'consent', 'par']);
    expect(one.before?.steps.flatMap((step) => step.mutations)).to.deep.equal([]);
    expect(one.before).to.deep.equal(one.after);
    expect(one.before?.shared).to.equal(true);
  });

  it('walk on with the run to the last step at which an outcome counts', () => {
    const one = negative({ expect: expecting({ outcome: { par: ['oauth.*'], authorize: ['page.error'] } }) });
    expect(ids(one.before).at(-1)).to.equal('authorize');
    expect(ids(one.attempt).at(-1)).to.equal('authorize');
  });

  it('leave out the steps that are the attack themselves', () => {
    const one = negative({ mutate: [], then: [again], expect: expecting({ outcome: { again: ['http.401'] } }) });
    expect(one.target).to.equal('again');
    expect(ids(one.before)).to.deep.equal(toResource);
  });

  it('take in the steps after the flow when the change is elsewhere', () => {
    const changed = { mutate: [mutation('consent.json.x', 'drop')], then: [again] };
    const one = negative({ ...changed, expect: expecting({ outcome: { again: ['http.403'] } }) });
    expect(one.target).to.equal('consent');
    expect(ids(one.after)).to.deep.equal([...toResource, 'again']);
  });

  it('can be told to stay in the flow, or to go on', () => {
    const control = { with: 'flow' as const, identity: null, client: null };
    const one = negative({
      actions: [action({ before: 'again' }, 'clock.wait', { plus: '1s' })],
      mutate: [],
      then: [again],
      expect: expecting({ outcome: { again: ['http.401'] } }),
      controls: { before: control, after: 'none' },
    });
    expect(ids(one.before)).to.deep.equal(toResource);
    expect(one.after).to.equal(null);
    const on = { mutate: [], then: [again], expect: expecting({ outcome: { again: ['http.401'] } }) };
    expect(
      ids(negative({ ...on, controls: { before: { ...control, with: 'then' }, after: null } }).before).at(-1),
    ).to.equal('again');
  });

  it('put the target of an action that follows a step at the next one', () => {
    const one = negative({
      mutate: [],
      actions: [action({ after: 'resource' }, 'consent.revoke', { consent: '${consent.id}' })],
      then: [again],
      expect: expecting({ outcome: { again: ['http.401'] } }),
    });
    expect(one.target).to.equal('again');
    expect(ids(one.before).at(-1)).to.equal('again');
    expect(one.attempt.steps.at(-2)?.actions).to.deep.equal([
      { do: 'consent.revoke', at: 'after', with: { consent: '${consent.id}' } },
    ]);
    expect(one.before?.steps.flatMap((step) => step.actions)).to.deep.equal([]);
  });

  it('keep certificate and change before an action, and drop both after it', () => {
    const one = negative({
      identity: 'sibling',
      actions: [action({ before: 'par' }, 'cert.revoke', { identity: 'sibling', publish: 'crl' })],
      mutate: [mutation('par', 'tls.present', { identity: 'sibling' })],
    });
    expect([one.before?.identity, one.after?.identity]).to.deep.equal(['sibling', null]);
    expect(one.before?.steps.at(-1)?.mutations).to.have.length(1);
    expect(one.after?.steps.at(-1)?.mutations).to.have.length(0);
    expect([one.before?.shared, one.after?.shared]).to.deep.equal([false, true]);
  });

  it('of two cases with a certificate of their own are never the same', () => {
    const own = { identity: 'sibling' };
    const planned = plan(
      library([
        scenario(own),
        scenario({ ...own, id: 'par.twin' }),
        scenario({ id: 'par.plain' }),
        scenario({ id: 'par.plain-twin' }),
      ]),
      target(),
      vocabulary,
    );
    const [first, twin, plain, plainTwin] = planned.cases.map((one) => one.before?.key);
    expect(first).to.not.equal(twin);
    expect(plain).to.equal(plainTwin);
  });

  it('differ when anything that is sent differs', () => {
    const keys = [{}, { client: 'second' }, { identity: 'second' }, { with: { par: { response_mode: 'jwt' } } }].map(
      (given) => planned(given).before?.key,
    );
    expect(new Set(keys).size).to.equal(4);
  });

  it('surround a success only when something is changed', () => {
    const success = expecting({ outcome: { resource: ['ok'] } });
    expect(planned({ mutate: [], expect: success }).before).to.equal(null);
    const changed = planned({ mutate: [mutation('authorize', 'browser.open-twice')], expect: success });
    expect(ids(changed.before)).to.deep.equal(toResource);
  });

  it('are none where nothing is judged', () => {
    const one = planned({ mutate: [], expect: expecting({ observe: { authorize: ['sca.*'] } }) });
    expect([one.before, one.after]).to.deep.equal([null, null]);
    expect(ids(one.attempt).at(-1)).to.equal('authorize');
  });

  it('make a case lonely when it moves the bank, and not when it only waits', () => {
    const waits = { actions: [action({ before: 'par' }, 'clock.wait', { plus: '1s' })], mutate: [] };
    expect(planned(waits).exclusive).to.equal(true);
    expect(planned(waits, {}, { hooks: [] }).exclusive).to.equal(false);
    expect(planned({}).exclusive).to.equal(false);
  });
});
