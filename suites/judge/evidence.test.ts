/** The parts below the verdict: patterns, endings that need a second try, and facts. */
import { expect } from 'chai';
import type { Ending, Hold, Json } from '../evidence/record.ts';
import { describeEnding, needsRepeat, outcomes, passed } from './ending.ts';
import { describeHold, holdFindings } from './holds.ts';
import { fits, matches } from './match.ts';
import { attempt, bracket, ENDING, expectation, hold, IDS, stepRecord, walk } from './testing-trace.ts';

describe('outcome patterns', () => {
  for (const [pattern, atom, wanted] of [
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
    it(`${pattern} ${wanted ? 'fits' : 'does not fit'} ${atom}`, () => {
      expect(fits(pattern, atom)).to.equal(wanted);
    });
  it('fit when any of them fits any atom', () => {
    expect(matches(['http.401', 'oauth.*'], ['oauth.x', 'http.400'])).to.equal(true);
    expect(matches([], ['ok'])).to.equal(false);
    expect(matches(undefined, ['ok'])).to.equal(false);
  });
});

describe('a second try', () => {
  const run = (ending: (typeof ENDING)[keyof typeof ENDING], more = {}) =>
    attempt('case', walk(IDS, 'token', ending), more);
  it('is due for a closed connection or an unreachable host that would count', () => {
    expect(needsRepeat(run(ENDING.closed), expectation())).to.equal(true);
    expect(
      needsRepeat(run(ENDING.unreachable), expectation({ ends: {}, tolerates: { token: ['unreachable'] } })),
    ).to.equal(true);
    expect(needsRepeat(run(ENDING.closed), expectation({ ends: { token: ['tls.refused'] } }))).to.equal(true);
  });
  it('is not due for anything else', () => {
    expect(needsRepeat(run(ENDING.closed), expectation({ ends: { token: ['oauth.*'] }, tolerates: {} }))).to.equal(
      false,
    );
    expect(needsRepeat(run(ENDING.listed), expectation())).to.equal(false);
    expect(needsRepeat(run(ENDING.timeout), expectation({ ends: { token: ['timeout'] } }))).to.equal(false);
    expect(needsRepeat(run(ENDING.ok), expectation())).to.equal(false);
    expect(needsRepeat(run(ENDING.closed, { broken: 'x' }), expectation())).to.equal(false);
    expect(needsRepeat(attempt('case', []), expectation())).to.equal(false);
  });
  it('looks at every step that is judged for itself', () => {
    const steps = [
      ...walk(IDS, 'resource', ENDING.ok),
      stepRecord('again', ENDING.closed, { phase: 'then' }),
      stepRecord('more', ENDING.listed, { phase: 'then' }),
    ];
    const each = { again: { ends: ['tls.refused'], tolerates: [] }, more: { ends: ['oauth.*'], tolerates: [] } };
    expect(needsRepeat(attempt('case', steps), expectation({ ends: {}, each }))).to.equal(true);
    expect(needsRepeat(attempt('case', steps), expectation({ ends: {}, each: { more: each.more } }))).to.equal(false);
  });
});

describe('endings that are judged', () => {
  const each = (given: { [step: string]: string[] }) =>
    Object.fromEntries(Object.entries(given).map(([step, ends]) => [step, { ends, tolerates: [] }]));
  const judged = (expect: Parameters<typeof expectation>[0], steps: ReturnType<typeof walk>, repeat?: typeof steps) => {
    const run = attempt('case', steps);
    const given = { ...bracket({ expect: { ends: {}, tolerates: {}, ...expect } }), target: steps.at(-1)?.id ?? '' };
    return outcomes(given, run, repeat ? attempt('repeat', repeat) : null);
  };
  const then = (id: string, ending: Ending) => stepRecord(id, ending, { phase: 'then' });

  it('with each: every named step once, and those that never ran as not reached', () => {
    const steps = [...walk(IDS, 'resource', ENDING.ok), then('again', ENDING.listed)];
    const found = judged({ each: each({ again: ['oauth.*'], more: ['oauth.*'], last: ['ok'] }) }, steps);
    expect(found.map(({ step, early }) => [step, early])).to.deep.equal([
      ['again', false],
      ['more', true],
      ['last', true],
    ]);
  });
  it('with each, when the flow failed: the step it failed at', () => {
    const found = judged({ each: each({ again: ['oauth.*'] }) }, walk(IDS, 'token', ENDING.closed));
    expect(found.map(({ step, repeat }) => [step, repeat])).to.deep.equal([['token', 'not-needed']]);
  });
  it('with each: whether a success is wanted is told step by step', () => {
    const steps = [...walk(IDS, 'resource', ENDING.ok), then('again', ENDING.other), then('more', ENDING.other)];
    const found = judged({ each: each({ again: ['http.401', 'ok'], more: ['http.401'] }) }, steps);
    expect(found.map(({ successWanted }) => successWanted)).to.deep.equal([true, false]);
  });
  it('a success in the middle counts when any success was wanted there, beside refusals too', () => {
    const steps = walk(IDS, 'resource', ENDING.ok).map((one) =>
      one.id === 'authorize' ? stepRecord('authorize', ENDING.exempted) : one,
    );
    const wanted = {
      polarity: 'positive' as const,
      ends: { authorize: ['sca.required', 'page.error'], resource: ['ok'] },
    };
    expect(judged(wanted, steps).map(({ step, listed }) => [step, listed])).to.deep.equal([
      ['resource', 'ends'],
      ['authorize', 'none'],
    ]);
    expect(judged({ ...wanted, ends: { authorize: ['page.error'], resource: ['ok'] } }, steps)).to.have.length(1);
  });
  it('a repeat is the same only when every atom is', () => {
    const refused = (...atoms: string[]): Ending => ({ ok: false, atoms, clear: false, detail: '' });
    const at = (ending: Ending) => walk(IDS, 'token', ending);
    const closed = at(refused('tls.closed', 'tls.refused'));
    const repeat = (again: Ending) => judged({ ends: { token: ['tls.refused'] } }, closed, at(again))[0]?.repeat;
    expect(repeat(refused('tls.refused', 'tls.closed'))).to.equal('same');
    expect(repeat(refused('tls.alert.bad_certificate', 'tls.refused'))).to.equal('differs');
    expect(repeat(refused('tls.closed'))).to.equal('differs');
  });
});

describe('a control', () => {
  it('passes only when it sent something, all of it was ok and nothing was missing', () => {
    expect(passed(attempt('control-before', walk(IDS, 'token', ENDING.ok)))).to.equal(true);
    expect(passed(attempt('control-before', walk(IDS, 'token', ENDING.listed)))).to.equal(false);
    expect(passed(attempt('control-before', []))).to.equal(false);
    expect(passed(attempt('control-before', walk(IDS, 'token', ENDING.ok), { broken: 'x' }))).to.equal(false);
    expect(passed(attempt('control-before', [stepRecord('a', ENDING.crash), stepRecord('b', ENDING.ok)]))).to.equal(
      false,
    );
  });
  it('is described by where it ended', () => {
    expect(describeEnding(null)).to.equal('not run');
    expect(describeEnding(attempt('case', []))).to.equal('sent nothing');
    expect(describeEnding(attempt('case', [], { broken: 'no hook' }))).to.equal('proves nothing: no hook');
    expect(describeEnding(attempt('case', walk(IDS, 'token', ENDING.crash)))).to.equal('token: http.500 (500)');
  });
});

describe('facts', () => {
  const found = (test: Partial<Hold>, fact: Json | undefined): string => {
    const facts = fact === undefined ? {} : { authorize: { 'jarm.alg': fact } };
    const given = bracket({ facts, expect: { polarity: 'positive', ends: { resource: ['ok'] }, holds: [hold(test)] } });
    const run = given.attempts.find(({ role }) => role === 'case');
    return run ? (holdFindings(given, run)[0]?.state ?? 'holds') : 'no run';
  };
  // biome-ignore format: one row, one line
  const table: [string, Partial<Hold>, Json | undefined, string][] = [
    ['equal', { equals: 'PS256' }, 'PS256', 'holds'],
    ['not equal', { equals: 'PS256' }, 'RS256', 'violated'],
    ['equal to false', { equals: false }, false, 'holds'],
    ['true where false is asked', { equals: false }, true, 'violated'],
    ['a number is no text', { equals: 1 }, '1', 'violated'],
    ['equal lists', { equals: ['a', 'b'] }, ['a', 'b'], 'holds'],
    ['lists in another order', { equals: ['a', 'b'] }, ['b', 'a'], 'violated'],
    ['equal objects', { equals: { a: 1 } }, { a: 1 }, 'holds'],
    ['other objects', { equals: { a: 1 } }, { a: 1, b: 2 }, 'violated'],
    ['in the list', { in: ['PS256', 'ES256'] }, 'ES256', 'holds'],
    ['not in the list', { in: ['PS256'] }, 'none', 'violated'],
    ['every one in the list', { in: ['PS256', 'ES256'] }, ['PS256'], 'holds'],
    ['one not in the list', { in: ['PS256'] }, ['PS256', 'none'], 'violated'],
    ['at most', { atMost: 5 }, 5, 'holds'],
    ['above at most', { atMost: 5 }, 6, 'violated'],
    ['at least', { atLeast: 5 }, 5, 'holds'],
    ['short of at least', { atLeast: 5 }, 4, 'violated'],
    ['below', { below: 5 }, 4, 'holds'],
    ['not below', { below: 5 }, 5, 'violated'],
    ['no number at all', { below: 5 }, 'soon', 'violated'],
    ['includes a text', { includes: 'Shop' }, 'Assay Shop', 'holds'],
    ['a text in a number', { includes: '5' }, 5, 'violated'],
    ['an unlike list', { equals: ['a', 'b'] }, ['a', 'c'], 'violated'],
    ['a list is no text', { equals: ['a'] }, 'a', 'violated'],
    ['a list is no object', { equals: {} }, [], 'violated'],
    ['an object is no text', { equals: { a: 1 } }, 'a', 'violated'],
    ['an object with another name', { equals: { a: 1, c: 2 } }, { a: 1, b: 2 }, 'violated'],
    ['an object with another value', { equals: { a: 1, b: 2 } }, { a: 1, b: 3 }, 'violated'],
    ['a null deep inside', { equals: { a: null } }, { a: null }, 'holds'],
    ['includes a member', { includes: 'a' }, ['a'], 'holds'],
    ['does not include', { includes: 'x' }, ['a'], 'violated'],
    ['excludes', { excludes: 'none' }, ['PS256'], 'holds'],
    ['does not exclude', { excludes: 'none' }, ['PS256', 'none'], 'violated'],
    ['both of two operators', { atLeast: 1, atMost: 3 }, 2, 'holds'],
    ['one of two operators', { atLeast: 1, atMost: 3 }, 4, 'violated'],
    ['missing', { equals: true }, undefined, 'missing'],
    ['null', { equals: true }, null, 'missing'],
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

  it('that have to be there are not missed of an answer that never came clearly', () => {
    const of = (ending: Ending) => {
      const expected = {
        polarity: 'positive' as const,
        ends: { resource: ['ok'] },
        holds: [hold({ of: 'token', present: true })],
      };
      const given = bracket({ at: 'token', ending, expect: expected });
      const run = given.attempts.find(({ role }) => role === 'case');
      return run ? holdFindings(given, run).length : -1;
    };
    expect([of(ENDING.listed), of(ENDING.crash)]).to.deep.equal([1, 0]);
  });

  it('are described as they are asked for', () => {
    expect(describeHold(hold({ present: true, in: ['PS256'] }))).to.equal(
      'jarm.alg at authorize is there and is one of ["PS256"]',
    );
    expect(describeHold(hold({ present: false }))).to.equal('jarm.alg at authorize is absent');
    expect(describeHold(hold({ excludes: 'none' }))).to.equal('jarm.alg at authorize does not include "none"');
    expect(describeHold(hold({ equals: 'x'.repeat(300) })).length).to.be.below(200);
  });
});
