/** The parts below the verdict: patterns, endings that need a second try, and facts. */
import { expect } from 'chai';
import type { Hold, Json } from '../evidence/record.ts';
import { describeEnding, needsRepeat, passed } from './ending.ts';
import { holdFindings } from './holds.ts';
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
});
