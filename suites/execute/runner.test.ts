import { expect } from 'chai';
import type { CaseTrace } from '../evidence/record.ts';
import type { Schedule } from '../plan/index.ts';
import { runSchedule } from './runner.ts';
import { means, negative, scriptedTpp, strict } from './testing-tpp.ts';

const bare = { before: null, after: null };
const schedule = (over: Partial<Schedule>): Schedule => ({
  lanes: [],
  waiting: [],
  exclusive: [],
  withheld: [],
  concurrency: 4,
  users: 4,
  ...over,
});

async function run(over: Partial<Schedule>, options: { stopAfter?: (t: CaseTrace) => string | null } = {}) {
  const { tpp, log } = scriptedTpp({ step: strict });
  const traces: CaseTrace[] = [];
  const finished = await runSchedule({
    schedule: schedule(over),
    means: means(tpp),
    resetClock: async () => void log.push('reset'),
    onCase: (trace) => traces.push(trace),
    ...(options.stopAfter ? { stopAfter: options.stopAfter } : {}),
  });
  return { traces, log: log.filter((line) => !line.endsWith('close')), finished };
}

describe('a schedule', () => {
  it('runs lanes side by side and lonely cases alone at the end, with the clock put back after each', async () => {
    const { log, traces, finished } = await run({
      lanes: [[negative('a.one', bare)], [negative('b.one', bare)]],
      exclusive: [negative('c.one'), negative('c.two')],
      concurrency: 1,
    });
    expect(finished).to.equal(true);
    expect(new Set(log.slice(0, 4).map((line) => line.split(' ')[0]))).to.deep.equal(new Set(['lane-1', 'lane-2']));
    const alone = log.slice(4);
    expect(alone.filter((line) => line === 'reset')).to.have.length(2);
    expect(alone.every((line) => line === 'reset' || line.startsWith('alone '))).to.equal(true);
    expect(alone.at(-1)).to.equal('reset');
    // No control is shared across a moved clock: two controls around each.
    expect(alone.filter((line) => line !== 'reset')).to.have.length(12);
    expect(traces.slice(-2).map((trace) => trace.id)).to.deep.equal(['c.one', 'c.two']);
  });

  it('records what is withheld, and what --bail left undone, with the reason', async () => {
    const withheld = { ...negative('w.one'), withheld: { verdict: 'not-applicable' as const, reason: 'no jarm' } };
    const { traces } = await run(
      {
        withheld: [withheld],
        lanes: [[negative('a.one', bare), negative('a.two', bare)]],
        exclusive: [negative('c.one')],
        concurrency: 1,
      },
      { stopAfter: (trace) => (trace.id === 'a.one' ? 'stopped by --bail' : null) },
    );
    expect(traces.map((trace) => [trace.id, trace.withheld?.reason ?? null])).to.deep.equal([
      ['w.one', 'no jarm'],
      ['a.one', null],
      ['a.two', 'stopped by --bail'],
      ['c.one', 'stopped by --bail'],
    ]);
  });

  it('ends early when it is interrupted, and keeps what was finished', async () => {
    const stop = new AbortController();
    const { tpp } = scriptedTpp({
      step: (call, nth) => {
        if (call.id === 'first' && nth === 2) stop.abort();
        return strict(call);
      },
    });
    const traces: CaseTrace[] = [];
    const finished = await runSchedule({
      schedule: schedule({ lanes: [[negative('a.one', bare), negative('a.two', bare), negative('a.three', bare)]] }),
      means: means(tpp, { signal: stop.signal }),
      resetClock: null,
      onCase: (trace) => traces.push(trace),
    });
    expect(finished).to.equal(false);
    expect(traces.map((trace) => trace.id)).to.deep.equal(['a.one']);
  });
});
