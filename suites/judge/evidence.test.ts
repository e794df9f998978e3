/** The parts below the verdict: patterns, outcomes that need a second try, and facts. */
import { expect } from 'chai';
import { fits, matches } from '../evidence/outcome-code.ts';
import type { Hold, Json, Outcome, StepRecord } from '../evidence/record.ts';
import { describeHold, holdFindings } from './holds.ts';
import { needsAfter } from './judge.ts';
import { describeOutcome, needsRepeat, outcomeChecks, passed } from './outcome.ts';
import {
  attempt,
  type Controlled,
  controlled,
  expectation,
  hold,
  IDS,
  OUTCOME,
  stepRecord,
  walk,
} from './testing-trace.ts';

describe('outcome patterns', () => {
  for (const [pattern, code, wanted] of [
    ['oauth.invalid_request', 'oauth.invalid_request', true],
    ['oauth.invalid_request', 'oauth.invalid_request_uri', false],
    ['oauth.*', 'oauth.invalid_request', true],
    ['oauth.*', 'redirect.invalid_request', false],
    ['oauth.*', 'oauth', false],
    ['tls.alert.*', 'tls.alert.certificate_revoked', true],
    ['tls.alert.*', 'tls.closed', false],
    ['*', 'ok', false],
    ['*.invalid', 'oauth.invalid', false],
    ['oauth.*.x', 'oauth.a.x', false],
    ['oauth.inv*', 'oauth.invalid_request', false],
    ['sca.by-now', 'sca.required', true],
    ['sca.required', 'sca.by-now', false],
    ['sca.by-now', 'sca.exempted', false],
  ] as const)
    it(`${pattern} ${wanted ? 'fits' : 'does not fit'} ${code}`, () => {
      expect(fits(pattern, code)).to.equal(wanted);
    });
  it('fit when any of them fits any code', () => {
    expect(matches(['http.401', 'oauth.*'], ['oauth.x', 'http.400'])).to.equal(true);
    expect(matches([], ['ok'])).to.equal(false);
    expect(matches(undefined, ['ok'])).to.equal(false);
  });
});

describe('a comparison that failed', () => {
  const facts = { 'jarm.iss_matches': false };
  const found = (differences: StepRecord['differences']) => {
    const steps = [stepRecord('authorize', OUTCOME.ok, { facts, ...(differences ? { differences } : {}) })];
    const trace = controlled({ expect: { holds: [hold({ fact: 'jarm.iss_matches', is: true })] } });
    return holdFindings(trace, attempt('case', steps)).map(({ text }) => text);
  };
  it('tells both sides', () => {
    expect(found({ 'jarm.iss_matches': { seen: 'https://a/', due: 'https://a' } })).to.deep.equal([
      'jarm.iss_matches at authorize is false; expected: is true (the bank sent "https://a/", where "https://a" was due)',
    ]);
  });
  it('says when the bank sent nothing', () => {
    expect(found({ 'jarm.iss_matches': { seen: null, due: 'https://a' } })[0]).to.include(
      'the bank sent nothing, where',
    );
  });
  it('of which nothing was kept tells the fact alone', () => {
    expect(found(undefined)).to.deep.equal(['jarm.iss_matches at authorize is false; expected: is true']);
  });
});

describe('a second try', () => {
  const run = (outcome: (typeof OUTCOME)[keyof typeof OUTCOME], more = {}) =>
    attempt('case', walk(IDS, 'token', outcome), more);
  it('is due for a closed connection or an unreachable host that would count', () => {
    expect(needsRepeat(run(OUTCOME.closed), expectation())).to.equal(true);
    expect(
      needsRepeat(run(OUTCOME.unreachable), expectation({ outcome: {}, tolerates: { token: ['unreachable'] } })),
    ).to.equal(true);
    expect(needsRepeat(run(OUTCOME.closed), expectation({ outcome: { token: ['tls.refused'] } }))).to.equal(true);
  });
  it('is not due for anything else', () => {
    expect(needsRepeat(run(OUTCOME.closed), expectation({ outcome: { token: ['oauth.*'] }, tolerates: {} }))).to.equal(
      false,
    );
    expect(needsRepeat(run(OUTCOME.listed), expectation())).to.equal(false);
    expect(needsRepeat(run(OUTCOME.timeout), expectation({ outcome: { token: ['timeout'] } }))).to.equal(false);
    expect(needsRepeat(run(OUTCOME.ok), expectation())).to.equal(false);
    expect(needsRepeat(run(OUTCOME.closed, { broken: 'x' }), expectation())).to.equal(false);
    expect(needsRepeat(attempt('case', []), expectation())).to.equal(false);
  });
  it('looks at every step that is judged for itself', () => {
    const steps = [
      ...walk(IDS, 'resource', OUTCOME.ok),
      stepRecord('again', OUTCOME.closed, { phase: 'then' }),
      stepRecord('more', OUTCOME.listed, { phase: 'then' }),
    ];
    const each = { again: { outcome: ['tls.refused'], tolerates: [] }, more: { outcome: ['oauth.*'], tolerates: [] } };
    expect(needsRepeat(attempt('case', steps), expectation({ outcome: {}, each }))).to.equal(true);
    expect(needsRepeat(attempt('case', steps), expectation({ outcome: {}, each: { more: each.more } }))).to.equal(
      false,
    );
  });
});

describe('outcomes that are judged', () => {
  const each = (given: { [step: string]: string[] }) =>
    Object.fromEntries(Object.entries(given).map(([step, patterns]) => [step, { outcome: patterns, tolerates: [] }]));
  const judged = (expect: Parameters<typeof expectation>[0], steps: ReturnType<typeof walk>, repeat?: typeof steps) => {
    const run = attempt('case', steps);
    const given = {
      ...controlled({ expect: { outcome: {}, tolerates: {}, ...expect } }),
      target: steps.at(-1)?.id ?? '',
    };
    return outcomeChecks(given, run, repeat ? [attempt('repeat', repeat), attempt('repeat', repeat)] : []);
  };
  const then = (id: string, outcome: Outcome) => stepRecord(id, outcome, { phase: 'then' });

  it('with each: every named step once, and those that never ran as not reached', () => {
    const steps = [...walk(IDS, 'resource', OUTCOME.ok), then('again', OUTCOME.listed)];
    const found = judged({ each: each({ again: ['oauth.*'], more: ['oauth.*'], last: ['ok'] }) }, steps);
    expect(found.map(({ step, early }) => [step, early])).to.deep.equal([
      ['again', false],
      ['more', true],
      ['last', true],
    ]);
  });
  it('with each, when the flow failed: the step it failed at', () => {
    const found = judged({ each: each({ again: ['oauth.*'] }) }, walk(IDS, 'token', OUTCOME.closed));
    expect(found.map(({ step, repeat }) => [step, repeat])).to.deep.equal([['token', 'not-needed']]);
  });
  it('with each: whether a success is wanted is told step by step', () => {
    const steps = [...walk(IDS, 'resource', OUTCOME.ok), then('again', OUTCOME.other), then('more', OUTCOME.other)];
    const found = judged({ each: each({ again: ['http.401', 'ok'], more: ['http.401'] }) }, steps);
    expect(found.map(({ successWanted }) => successWanted)).to.deep.equal([true, false]);
  });
  it('a success in the middle counts when any success was wanted there, beside refusals too', () => {
    const steps = walk(IDS, 'resource', OUTCOME.ok).map((one) =>
      one.id === 'authorize' ? stepRecord('authorize', OUTCOME.exempted) : one,
    );
    const wanted = {
      polarity: 'positive' as const,
      outcome: { authorize: ['sca.required', 'page.error'], resource: ['ok'] },
    };
    expect(judged(wanted, steps).map(({ step, listed }) => [step, listed])).to.deep.equal([
      ['resource', 'outcome'],
      ['authorize', 'none'],
    ]);
    expect(judged({ ...wanted, outcome: { authorize: ['page.error'], resource: ['ok'] } }, steps)).to.have.length(1);
  });
  it('a repeat is the same only when every code is', () => {
    const refused = (...codes: string[]): Outcome => ({ ok: false, codes, clear: false, detail: '' });
    const at = (outcome: Outcome) => walk(IDS, 'token', outcome);
    const closed = at(refused('tls.closed', 'tls.refused'));
    const repeat = (again: Outcome) => judged({ outcome: { token: ['tls.refused'] } }, closed, at(again))[0]?.repeat;
    expect(repeat(refused('tls.refused', 'tls.closed'))).to.equal('same');
    expect(repeat(refused('tls.alert.bad_certificate', 'tls.refused'))).to.equal('differs');
    expect(repeat(refused('tls.closed'))).to.equal('differs');
  });
});

describe('a control', () => {
  it('passes only when it sent something, all of it was ok and nothing was missing', () => {
    expect(passed(attempt('control-before', walk(IDS, 'token', OUTCOME.ok)))).to.equal(true);
    expect(passed(attempt('control-before', walk(IDS, 'token', OUTCOME.listed)))).to.equal(false);
    expect(passed(attempt('control-before', []))).to.equal(false);
    expect(passed(attempt('control-before', walk(IDS, 'token', OUTCOME.ok), { broken: 'x' }))).to.equal(false);
    expect(passed(attempt('control-before', [stepRecord('a', OUTCOME.crash), stepRecord('b', OUTCOME.ok)]))).to.equal(
      false,
    );
  });
  it('is described by where it ended', () => {
    expect(describeOutcome(null)).to.equal('not run');
    expect(describeOutcome(attempt('case', []))).to.equal('sent nothing');
    expect(describeOutcome(attempt('case', [], { broken: 'no hook' }))).to.equal('proves nothing: no hook');
    expect(describeOutcome(attempt('case', walk(IDS, 'token', OUTCOME.crash)))).to.equal('token: http.500 (500)');
  });
});

describe('facts', () => {
  const found = (test: Partial<Hold>, fact: Json | undefined): string => {
    const facts = fact === undefined ? {} : { authorize: { 'jarm.alg': fact } };
    const given = controlled({
      facts,
      expect: { polarity: 'positive', outcome: { resource: ['ok'] }, holds: [hold(test)] },
    });
    const run = given.attempts.find(({ role }) => role === 'case');
    return run ? (holdFindings(given, run)[0]?.state ?? 'holds') : 'no run';
  };
  // biome-ignore format: one row, one line
  const table: [string, Partial<Hold>, Json | undefined, string][] = [
    ['equal', { is: 'PS256' }, 'PS256', 'holds'],
    ['not equal', { is: 'PS256' }, 'RS256', 'violated'],
    ['equal to false', { is: false }, false, 'holds'],
    ['true where false is asked', { is: false }, true, 'violated'],
    ['a number is no text', { is: 1 }, '1', 'violated'],
    ['equal lists', { is: ['a', 'b'] }, ['a', 'b'], 'holds'],
    ['lists in another order', { is: ['a', 'b'] }, ['b', 'a'], 'violated'],
    ['equal objects', { is: { a: 1 } }, { a: 1 }, 'holds'],
    ['other objects', { is: { a: 1 } }, { a: 1, b: 2 }, 'violated'],
    ['in the list', { in: ['PS256', 'ES256'] }, 'ES256', 'holds'],
    ['not in the list', { in: ['PS256'] }, 'none', 'violated'],
    ['every one in the list', { in: ['PS256', 'ES256'] }, ['PS256'], 'holds'],
    ['one not in the list', { in: ['PS256'] }, ['PS256', 'none'], 'violated'],
    ['at most', { 'at-most': 5 }, 5, 'holds'],
    ['above at most', { 'at-most': 5 }, 6, 'violated'],
    ['at least', { 'at-least': 5 }, 5, 'holds'],
    ['short of at least', { 'at-least': 5 }, 4, 'violated'],
    ['below', { below: 5 }, 4, 'holds'],
    ['not below', { below: 5 }, 5, 'violated'],
    ['no number at all', { below: 5 }, 'soon', 'violated'],
    ['includes a text', { includes: 'Shop' }, 'Assay Shop', 'holds'],
    ['a text in a number', { includes: '5' }, 5, 'violated'],
    ['an unlike list', { is: ['a', 'b'] }, ['a', 'c'], 'violated'],
    ['a list is no text', { is: ['a'] }, 'a', 'violated'],
    ['a list is no object', { is: {} }, [], 'violated'],
    ['an object is no text', { is: { a: 1 } }, 'a', 'violated'],
    ['an object with another name', { is: { a: 1, c: 2 } }, { a: 1, b: 2 }, 'violated'],
    ['an object with another value', { is: { a: 1, b: 2 } }, { a: 1, b: 3 }, 'violated'],
    ['a null deep inside', { is: { a: null } }, { a: null }, 'holds'],
    ['includes a member', { includes: 'a' }, ['a'], 'holds'],
    ['does not include', { includes: 'x' }, ['a'], 'violated'],
    ['excludes', { excludes: 'none' }, ['PS256'], 'holds'],
    ['does not exclude', { excludes: 'none' }, ['PS256', 'none'], 'violated'],
    ['both of two operators', { 'at-least': 1, 'at-most': 3 }, 2, 'holds'],
    ['one of two operators', { 'at-least': 1, 'at-most': 3 }, 4, 'violated'],
    ['missing', { is: true }, undefined, 'missing'],
    ['null', { is: true }, null, 'missing'],
    ['present', { present: true }, false, 'holds'],
    ['not present', { present: true }, undefined, 'violated'],
    ['null is not present', { present: true }, null, 'violated'],
    ['absent', { present: false }, undefined, 'holds'],
    ['not absent', { present: false }, 'x', 'violated'],
  ];
  for (const [name, test, fact, wanted] of table)
    it(`${name}: ${wanted}`, () => {
      expect(found(test, fact)).to.equal(wanted);
    });

  it('that have to be there are missed of an answer that the case expects, and of no other refusal', () => {
    const of = (outcome: Outcome, listed: { [step: string]: string[] } = {}) => {
      const expected = {
        polarity: 'positive' as const,
        outcome: { resource: ['ok'], ...listed },
        holds: [hold({ of: 'token', present: true })],
      };
      const given = controlled({ at: 'token', outcome, expect: expected });
      const run = given.attempts.find(({ role }) => role === 'case');
      return run ? holdFindings(given, run).length : -1;
    };
    expect([of(OUTCOME.ok), of(OUTCOME.listed, { token: OUTCOME.listed.codes })]).to.deep.equal([1, 1]);
    expect([of(OUTCOME.listed), of(OUTCOME.crash)]).to.deep.equal([0, 0]);
  });

  it('are not looked for in an answer that is only observed, which is another one', () => {
    const of = (
      observe: { [step: string]: string[] },
      facts: { [fact: string]: Json },
      asks: Partial<Hold> = { is: true },
    ) => {
      const holds = [hold({ of: 'token', fact: 'cnf', ...asks })];
      const expected = { polarity: 'positive' as const, outcome: { resource: ['ok'] }, observe, holds };
      const given = controlled({ facts: { token: facts }, expect: expected });
      const run = given.attempts.find(({ role }) => role === 'case');
      return run ? holdFindings(given, run).map(({ state }) => state) : null;
    };
    expect(of({}, { cnf: false })).to.deep.equal(['violated']);
    expect(of({ token: ['ok'] }, { cnf: false })).to.deep.equal([]);
    expect(of({ token: ['ok'] }, {})).to.deep.equal([]);
    expect(of({ token: ['http.500'] }, {})).to.deep.equal(['missing']);
    // What must not be there must not be there in any answer.
    expect(of({ token: ['ok'] }, { cnf: false }, { present: false })).to.deep.equal(['violated']);
    expect(of({ token: ['ok'] }, {}, { present: false })).to.deep.equal([]);
  });

  it('are described as they are asked for', () => {
    expect(describeHold(hold({ present: true, in: ['PS256'] }))).to.equal(
      'jarm.alg at authorize is there and is one of ["PS256"]',
    );
    expect(describeHold(hold({ present: false }))).to.equal('jarm.alg at authorize is absent');
    expect(describeHold(hold({ excludes: 'none' }))).to.equal('jarm.alg at authorize does not include "none"');
    expect(describeHold(hold({ is: 'x'.repeat(300) })).length).to.be.below(200);
  });
});

describe('the control after', () => {
  const needed = (given: Controlled) => needsAfter(controlled({ after: 'missing', ...given }));

  it('decides where the bank refused, and not where it let through what it must refuse', () => {
    expect(needed({ at: 'token', outcome: 'listed' })).to.equal(true);
    expect(needed({})).to.equal(false);
    expect(needed({ expect: { level: 'may' } })).to.equal(false);
  });
  it('decides where the bank refused what it must accept', () => {
    const success = { polarity: 'positive' as const, outcome: { token: ['ok'] }, tolerates: {} };
    expect(needed({ at: 'token', outcome: 'listed', expect: success })).to.equal(true);
  });
  it('decides nothing when the one before did not pass', () => {
    expect(needed({ before: 'crash', at: 'token', outcome: 'listed' })).to.equal(false);
  });
});
