import { setImmediate as soon } from 'node:timers/promises';
import { expect } from 'chai';
import { createTurns } from './turns.ts';

const MINUTE = 60_000;

/** Turns at a time of their own, which passes when told to and when somebody moves the clock. */
function atTime(count: number) {
  let now = 0;
  const timers = new Set<{ atMs: number; call(): void }>();
  const told: string[] = [];
  const turns = createTurns(count, {
    now: () => now,
    later(milliseconds, call) {
      const timer = { atMs: now + milliseconds, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  return {
    turns,
    told,
    /** The case of this number waits, and tells how it came to go on. */
    async wait(nth: number, atMs: number, earlyMs = 0): Promise<void> {
      const move = async () => {
        now = atMs;
        return 'moved';
      };
      told.push(`${nth} ${(await turns[nth]?.until({ atMs, earlyMs }, move)) ?? 'came'}`);
    },
    async pass(milliseconds: number): Promise<void> {
      now += milliseconds;
      for (const timer of [...timers]) if (timer.atMs <= now && timers.delete(timer)) timer.call();
      await soon();
    },
  };
}

describe('cases in turn', () => {
  it('wait for nobody who has left, nor for one that gave up waiting', async () => {
    const { wait, told, turns } = atTime(3);
    turns[1]?.leave();
    const early = wait(0, 5);
    wait(2, 1);
    await soon();
    expect(told).to.deep.equal(['2 moved']);
    turns[2]?.leave();
    await early;
    expect(told).to.deep.equal(['2 moved', '0 moved']);
    const [gone, left] = atTime(2).turns;
    gone?.until({ atMs: 1, earlyMs: 0 }, async () => undefined);
    gone?.leave();
    await left?.afterAll();
  });

  it('go on beside others when time has brought their moment by itself, those before an edge a little earlier', async () => {
    const { wait, told, pass, turns } = atTime(5);
    const waits = [wait(0, 100), wait(1, 103), wait(2, 5_000, 4_895), wait(3, 9_000)];
    await pass(50);
    expect(told).to.deep.equal([]);
    turns[4]?.leave();
    await soon();
    // The clock has been moved from 50 to 100.
    expect(told).to.deep.equal(['0 moved']);
    await pass(2);
    expect(told).to.have.length(1);
    await pass(1);
    await pass(2);
    expect(told).to.deep.equal(['0 moved', '1 came', '2 came']);
    for (const nth of [0, 1, 2]) turns[nth]?.leave();
    await Promise.all(waits);
    expect(told.at(-1)).to.equal('3 moved');
  });

  it('come to no harm by a moment that comes while others still walk up to their wait', async () => {
    const { wait, told, pass } = atTime(2);
    wait(0, 100);
    await pass(99);
    expect(told).to.deep.equal([]);
    await pass(1);
    expect(told).to.deep.equal(['0 came']);
  });

  it('do not go on while the clock is being moved', async () => {
    const { wait, told, pass, turns } = atTime(2);
    let moved: () => void = () => undefined;
    const moving = turns[0]?.until({ atMs: 10, earlyMs: 0 }, () => new Promise<void>((resolve) => (moved = resolve)));
    wait(1, 12);
    await pass(20);
    expect(told).to.deep.equal([]);
    moved();
    await moving;
    await pass(0);
    expect(told).to.deep.equal(['1 came']);
  });

  it('do not go on beside one that has to be alone', async () => {
    const { wait, told, pass, turns } = atTime(2);
    const alone = turns[0]?.alone();
    const other = wait(1, MINUTE);
    await alone;
    await pass(MINUTE);
    expect(told).to.deep.equal([]);
    turns[0]?.leave();
    await other;
    expect(told).to.deep.equal(['1 moved']);
  });

  it('do not miss a moment before an edge by a move to one that comes right before it', async () => {
    const { wait, told, turns } = atTime(2);
    const waits = [wait(0, MINUTE), wait(1, MINUTE + 500, 1000)];
    await waits[1];
    turns[1]?.leave();
    await waits[0];
    expect(told).to.deep.equal(['1 moved', '0 moved']);
  });

  it('are given the time they need to be alone only when no moment comes soon', async () => {
    const { wait, told, turns } = atTime(3);
    const alone = turns[0]?.alone().then(() => told.push('0 alone'));
    const [soonest, later] = [wait(1, 10), wait(2, MINUTE)];
    await soonest;
    turns[1]?.leave();
    await alone;
    turns[0]?.leave();
    await later;
    expect(told).to.deep.equal(['1 moved', '0 alone', '2 moved']);
  });
});
