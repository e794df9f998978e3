import { expect } from 'chai';
import type { Outcome } from '../evidence/record.ts';
import { runCase } from './controls.ts';
import { attempt, means, negative, OK, refused, scriptedTpp, step } from './testing-tpp.ts';

describe('settling', () => {
  const acted = step('first', { actions: [{ do: 'consent.revoke', at: 'after', with: {} }] });
  const planned = negative('a.one', {
    attempt: attempt('k', [acted, step('second')], false),
    before: null,
    after: null,
    settle: { maxMs: 60_000, everyMs: 1000 },
  });

  async function run(
    second: (nth: number) => Outcome,
  ): Promise<{ settled: number | null | undefined; log: string[]; waits: number[] }> {
    const waits: number[] = [];
    const { tpp, log } = scriptedTpp({ step: (call, nth) => (call.id === 'second' ? second(nth) : OK) });
    const trace = await runCase(
      planned,
      { name: 'l', psu: 0, lastControl: null },
      means(tpp, { sleep: async (ms) => void waits.push(ms) }),
    );
    return { settled: trace.attempts[0]?.settledAfterMs, log: log.filter((line) => !line.endsWith('close')), waits };
  }

  it('asks again from the parting step until the change shows, without doing the actions again', async () => {
    const { settled, log, waits } = await run((nth) => (nth < 3 ? OK : refused('http.401')));
    expect(log).to.deep.equal(['l first', 'l action consent.revoke', 'l second', 'l second', 'l second']);
    expect(waits).to.deep.equal([1000, 1000]);
    expect(settled).to.be.a('number');
  });

  it('makes a new connection each time where the case asked for one', async () => {
    const actions = ['cert.revoke', 'session.reconnect'].map((name) => ({ do: name, at: 'before' as const, with: {} }));
    const fresh = { ...planned, attempt: attempt('k', [step('first'), step('second', { actions })], false) };
    const { tpp, log } = scriptedTpp({ step: ({ id }, nth) => (id === 'first' || nth < 2 ? OK : refused('http.401')) });
    await runCase(fresh, { name: 'l', psu: 0, lastControl: null }, means(tpp));
    const asked = ['l action session.reconnect', 'l second'];
    expect(log.slice(0, -1)).to.deep.equal(['l first', 'l action cert.revoke', ...asked, ...asked]);
  });

  it('asks again from the step that was let through, for one before it can be done only once', async () => {
    const steps = [step('first'), step('once'), step('second')];
    const later = { ...planned, target: 'once', attempt: attempt('k', steps, false) };
    const { tpp, log } = scriptedTpp({
      step: ({ id }, nth) => (id === 'once' && nth > 1 ? refused('oauth.invalid_grant') : OK),
    });
    const outcome = { second: ['oauth.invalid_token'] };
    const short = { ...later, settle: { maxMs: 3, everyMs: 1 }, expect: { ...later.expect, outcome } };
    const tools = means(tpp, { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
    const trace = await runCase(short, { name: 'l', psu: 0, lastControl: null }, tools);
    expect(log.filter((line) => line === 'l once')).to.have.length(1);
    expect(trace.attempts[0]?.steps.map(({ id, outcome: { ok } }) => [id, ok])).to.deep.equal([
      ['first', true],
      ['once', true],
      ['second', true],
    ]);
  });

  it('does not wait when the change shows at once', async () => {
    const { settled, waits } = await run(() => refused('http.401'));
    expect(waits).to.deep.equal([]);
    expect(settled).to.equal(null);
  });

  it('stops when the time allowed is over, with the last answer on record', async () => {
    const { tpp, log } = scriptedTpp();
    const short = { ...planned, settle: { maxMs: 3, everyMs: 1 } };
    const tools = means(tpp, { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
    const trace = await runCase(short, { name: 'l', psu: 0, lastControl: null }, tools);
    expect(trace.attempts[0]?.settledAfterMs).to.equal(null);
    expect(trace.attempts[0]?.steps.map((one) => one.id)).to.deep.equal(['first', 'second']);
    expect(log.filter((line) => line === 'l second').length).to.be.above(1);
  });
});
