/** Cases that let time pass, side by side: those that really wait, and those that move the clock of the bank. */
import { setImmediate as soon } from 'node:timers/promises';
import { expect } from 'chai';
import type { CaseTrace } from '../evidence/record.ts';
import type { PlannedCase, Schedule } from '../plan/index.ts';
import { runSchedule } from './runner.ts';
import { createSlots } from './slots.ts';
import { attempt, means, negative, refused, type Script, scriptedTpp, step, strict } from './testing-tpp.ts';

const MINUTE = 60_000;

/** A case with a wait before its second step. */
function waiting(id: string, over: Partial<PlannedCase> = {}): PlannedCase {
  const wait = { do: 'clock.wait', at: 'before' as const, with: {} };
  const second = step('second', { actions: [wait], mutations: [{ at: '', do: 'change', with: {} }] });
  return negative(id, { attempt: attempt(`case-${id}`, [step('first'), second], false), ...over });
}

/** Time that passes when everybody who is left waits for it to. */
function inventedTime() {
  let now = 0;
  const sleepers: { until: number; wake(): void }[] = [];
  return {
    now: () => now,
    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: now + milliseconds, wake });
      }),
    async until(done: Promise<unknown>): Promise<void> {
      let over = false;
      done.finally(() => {
        over = true;
      });
      while (!over) {
        for (let turn = 0; turn < 50; turn += 1) await soon();
        sleepers.sort((a, b) => a.until - b.until);
        const next = sleepers.shift();
        if (!next) continue;
        now = next.until;
        next.wake();
      }
    },
  };
}

async function run(over: Partial<Schedule>, script: Script, sleep = async (_: number): Promise<void> => undefined) {
  const { tpp, log } = scriptedTpp({ step: strict, ...script });
  const traces: CaseTrace[] = [];
  await runSchedule({
    schedule: {
      lanes: [],
      waiting: [],
      exclusive: [],
      withheld: [],
      concurrency: 1,
      users: over.concurrency ?? 1,
      ...over,
    },
    means: means(tpp, { sleep }),
    resetClock: async () => void log.push('reset'),
    onCase: (trace) => traces.push(trace),
  });
  return { traces, log: log.filter((line) => !line.endsWith('close')) };
}

describe('cases that really wait', () => {
  it('wait side by side and hold up no lane, also where one case at a time is allowed', async () => {
    const time = inventedTime();
    const ended: { [id: string]: number } = {};
    const perform: Script['perform'] = async (_, waits) => {
      await waits?.sleep?.(MINUTE);
      return {};
    };
    const running = run(
      { waiting: ['w.one', 'w.two', 'w.three'].map((id) => [waiting(id)]), lanes: [[negative('a.one')]] },
      {
        perform,
        step: (call) => {
          ended[call.mutations.length > 0 ? 'changed' : 'plain'] = time.now();
          return strict(call);
        },
      },
      time.sleep,
    );
    await time.until(running);
    const { traces, log } = await running;
    expect(time.now()).to.equal(MINUTE);
    expect(traces.map(({ id }) => id)).to.deep.equal(['a.one', 'w.one', 'w.two', 'w.three']);
    expect(traces.every(({ attempts }) => attempts.length === 3)).to.equal(true);
    // The case of the lane is over before the first of them goes on.
    const plain = log.findLastIndex((line) => line.startsWith('lane-1'));
    expect(log.slice(plain + 1).every((line) => line.startsWith('waiting-'))).to.equal(true);
  });

  it('make room while they are away, and go on at once when they come back', async () => {
    const slots = createSlots(1);
    const told: string[] = [];
    let back: () => void = () => undefined;
    const first = (async () => {
      await slots.enter();
      await slots.away(() => new Promise<void>((resolve) => (back = resolve)));
      told.push('first is back');
      slots.leave();
    })();
    const second = (async () => {
      await slots.enter();
      told.push('second is in');
      back();
      await soon();
      slots.leave();
      told.push('second is out');
    })();
    const third = (async () => {
      await slots.enter();
      told.push('third is in');
      slots.leave();
    })();
    await Promise.all([first, second, third]);
    expect(told).to.deep.equal(['second is in', 'first is back', 'second is out', 'third is in']);
  });
});

describe('cases that move the clock', () => {
  const moments = [300, 60, 90];
  const cases = ['c.one', 'c.two', 'c.three'].map((id) => waiting(id, { exclusive: true }));

  /** Moves a clock that all share to the moment of the lane, as the TPP does. */
  function moving(log: string[]) {
    let lane = 0;
    return async (_: string, waits: Parameters<NonNullable<Script['perform']>>[1]) => {
      lane += 1;
      const moment = moments[lane - 1] ?? 0;
      await waits?.until?.({ atMs: moment, earlyMs: 0 }, async () => log.push(`clock ${moment}`));
      return {};
    };
  }

  it('go from moment to moment, one at a time, and share the controls after at the last of them', async () => {
    const clock: string[] = [];
    const { traces, log } = await run({ exclusive: cases, concurrency: 3 }, { perform: moving(clock) });
    expect(clock).to.deep.equal(['clock 60', 'clock 90', 'clock 300']);
    const attacks = log.filter((line) => line.endsWith('second!'));
    expect(attacks).to.deep.equal(['clock-2 second!', 'clock-3 second!', 'clock-1 second!']);
    const lastAttack = log.lastIndexOf('clock-1 second!');
    expect(log.slice(lastAttack + 1).filter((line) => line.endsWith('second'))).to.have.length(3);
    expect(log.filter((line) => line === 'reset')).to.have.length(1);
    expect(log.at(-1)).to.equal('reset');
    expect(traces.map(({ attempts }) => attempts.map(({ role }) => role))).to.deep.equal(
      Array(3).fill(['control-before', 'case', 'control-after']),
    );
  });

  for (const [what, breaks] of [
    ['an action fails', { perform: { ok: false, detail: 'the moment has passed already' } }],
    ['a control after does not pass', { step: 9 }],
  ] as const)
    it(`are all run again alone when ${what} among them, and told of once`, async () => {
      let done = 0;
      const { traces, log } = await run(
        { exclusive: cases, concurrency: 3 },
        {
          perform: async (_, waits) => {
            await waits?.until?.({ atMs: 60, earlyMs: 0 }, async () => undefined);
            done += 1;
            return 'perform' in breaks && done === 1 ? breaks.perform : {};
          },
          step: (call, nth) =>
            'step' in breaks && nth === breaks.step && call.id === 'second' ? refused('http.503') : strict(call),
        },
      );
      expect(traces.map(({ id, lane }) => `${id} ${lane}`)).to.deep.equal([
        'c.one alone',
        'c.two alone',
        'c.three alone',
      ]);
      expect(traces.every(({ attempts }) => attempts.every(({ broken }) => broken === null))).to.equal(true);
      expect(traces.every(({ attempts }) => attempts.at(-1)?.steps.at(-1)?.outcome.ok)).to.equal(true);
      // After those side by side, and after each alone.
      expect(log.filter((line) => line === 'reset')).to.have.length(4);
    });

  it('walk up to their wait while other lanes still run, and go on when those are done', async () => {
    const clock: string[] = [];
    let walked: () => void = () => undefined;
    const parked = new Promise<void>((resolve) => (walked = resolve));
    const slow = attempt('case-b.one', [
      step('slow'),
      step('second', { mutations: [{ at: '', do: 'change', with: {} }] }),
    ]);
    const move = moving(clock);
    const { traces, log } = await run(
      {
        lanes: [[negative('a.one')], [negative('b.one', { attempt: slow })]],
        exclusive: cases.slice(0, 1),
        concurrency: 2,
      },
      {
        step: async (call) => {
          if (call.id === 'slow') await parked;
          return strict(call);
        },
        perform: (name, waits) => {
          walked();
          return move(name, waits);
        },
      },
    );
    expect(traces.at(-1)?.id).to.equal('c.one');
    const waits = log.indexOf('lane-1 action clock.wait');
    const goes = log.lastIndexOf('lane-1 second!');
    expect(log.slice(waits, goes).filter((line) => line.startsWith('lane-2'))).to.not.deep.equal([]);
    expect(log.slice(goes).filter((line) => line.startsWith('lane-2'))).to.deep.equal([]);
    // The control at the end of the lane is the one before the case: nobody had moved the clock by then.
    expect(log.slice(0, waits).filter((line) => line === 'lane-1 second')).to.have.length(2);
  });

  it('wait for none that does not begin any more, because the run was stopped', async () => {
    let walked: () => void = () => undefined;
    const parked = new Promise<void>((resolve) => (walked = resolve));
    const slow = negative('b.one', { attempt: attempt('case-b.one', [step('slow'), step('second')]) });
    const { tpp } = scriptedTpp({
      step: async (call) => {
        if (call.id === 'slow') await parked;
        return strict(call);
      },
      perform: async (_, waits) => {
        walked();
        await waits?.until?.({ atMs: 60, earlyMs: 0 }, async () => undefined);
        return {};
      },
    });
    const traces: CaseTrace[] = [];
    await runSchedule({
      schedule: {
        lanes: [[negative('a.one')], [slow]],
        waiting: [],
        exclusive: cases.slice(0, 2),
        withheld: [],
        concurrency: 2,
        users: 2,
      },
      means: means(tpp),
      resetClock: async () => undefined,
      onCase: (trace) => traces.push(trace),
      stopAfter: ({ id }) => (id === 'b.one' ? 'stopped' : null),
    });
    const skipped = traces.filter(({ withheld }) => withheld?.reason === 'stopped').map(({ id }) => id);
    expect(skipped).to.deep.equal(['c.one', 'c.two']);
  });

  it('take nothing from a case that has no wait in it', async () => {
    const { traces } = await run(
      { exclusive: [negative('c.one'), ...cases.slice(1)], concurrency: 4 },
      { perform: async () => ({}) },
    );
    expect(traces).to.have.length(3);
  });
});
