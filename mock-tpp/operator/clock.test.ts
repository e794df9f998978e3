import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import type { ActionContext } from '../step.ts';
import { waitForClock } from './clock.ts';

const NOW = 1_000_000_250;

describe('clock.wait', () => {
  const wait = async (inputs: { [name: string]: Json }, hooked: boolean) => {
    const told: [string, number][] = [];
    const context = {
      inputs,
      around: {
        now: () => NOW,
        advance: (ms: number) => told.push(['advance', ms]),
        sleep: async (ms: number) => void told.push(['sleep', ms]),
      },
      bank: { operator: hooked ? { 'clock.advance': {} } : {}, limits: { waitMs: 90_000 } },
      hook: async (_name: string, { seconds }: { seconds: number }) => void told.push(['hook', seconds]),
    } as unknown as ActionContext;
    return { result: await waitForClock(context), told };
  };

  it('moves the clock of bank and harness together', async () => {
    const { result, told } = await wait({ plus: '91s' }, true);
    expect(result.ok).to.equal(true);
    expect(told).to.deep.equal([
      ['hook', 91],
      ['advance', 91_000],
    ]);
  });

  it('never rounds over the edge it is about', async () => {
    expect((await wait({ until: NOW + 99_750, plus: '-1s' }, true)).told[0]).to.deep.equal(['hook', 98]);
    expect((await wait({ until: NOW + 99_750, plus: '1s' }, true)).told[0]).to.deep.equal(['hook', 101]);
  });

  it('does nothing for a moment that has passed', async () => {
    const { result, told } = await wait({ until: NOW - 5 }, true);
    expect(result).to.deep.include({ ok: true });
    expect(told).to.deep.equal([]);
  });

  it('really waits where no clock can be moved, but only so long', async () => {
    expect((await wait({ plus: '60s' }, false)).told).to.deep.equal([['sleep', 60_000]]);
    const { result, told } = await wait({ plus: '91s' }, false);
    expect(result).to.deep.include({ ok: false });
    expect(told).to.deep.equal([]);
  });

  for (const inputs of [{}, { until: null }, { until: 'soon' }, { plus: '5 minutes' }]) {
    it(`refuses ${JSON.stringify(inputs)}`, async () => {
      const told = await wait(inputs, true).catch((error: unknown) => error);
      expect(told).to.be.instanceOf(TppFault);
    });
  }
});
