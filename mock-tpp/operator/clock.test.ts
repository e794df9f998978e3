import { expect } from 'chai';
import type { Json, Moment } from '../contract.ts';
import { TppFault } from '../fault.ts';
import type { ActionContext } from '../step.ts';
import { waitForClock } from './clock.ts';

const NOW = 1_000_000_250;

describe('clock.wait', () => {
  type Shown = 'date' | 'token' | 'nothing';

  /** A bank whose hook moves its clock, or only says so, and which shows its clock in one way or in none. */
  const wait = async (
    inputs: { [name: string]: Json },
    hooked: boolean,
    shown: Shown = 'date',
    moves = true,
    otherCasesMs = 0,
    bySelf = false,
  ) => {
    const told: [string, number][] = [];
    let [ours, theirs] = [NOW, NOW + 3000];
    const token = () =>
      `eyJhbGciOiJQUzI1NiJ9.${Buffer.from(JSON.stringify({ iat: theirs / 1000 })).toString('base64url')}.c2ln`;
    const context = {
      inputs,
      waits: {
        until: async (_: Moment, move: () => Promise<unknown>) => {
          ours += otherCasesMs;
          theirs += otherCasesMs;
          return bySelf ? null : move();
        },
      },
      around: {
        now: () => ours,
        advance: (ms: number) => {
          ours += ms;
          told.push(['advance', ms]);
        },
        sleep: async (ms: number) => void told.push(['sleep', ms]),
      },
      bank: {
        issuer: 'https://bank.example',
        scopes: shown === 'token' ? { accounts_app: 'accounts' } : {},
        operator: hooked ? { 'clock.advance': {}, 'clock.reset': {} } : {},
        limits: { waitMs: 90_000 },
      },
      browse: async () => ({
        response: { headers: shown === 'date' ? [['date', new Date(theirs).toUTCString()]] : [] },
      }),
      inner: async () => ({ outputs: { access_token: token() } }),
      hook: async (name: string, { seconds = 0 }: { seconds?: number }) => {
        told.push([name, seconds]);
        if (moves) theirs += seconds * 1000;
      },
    } as unknown as ActionContext;
    return { result: await waitForClock(context), told };
  };

  const MOVED = [
    ['clock.advance', 91],
    ['advance', 91_000],
  ];

  for (const shown of ['date', 'token'] as const)
    it(`moves the clock of bank and harness together, as the ${shown} of the bank shows`, async () => {
      const { result, told } = await wait({ plus: '91s' }, true, shown);
      expect(result.ok).to.equal(true);
      expect(result.detail).to.match(new RegExp(`moved by 91 s, and .*${shown}`, 'i'));
      expect(told).to.deep.equal(MOVED);
    });

  for (const [what, shown, moves] of [
    ['whose Date stays where it was', 'date', false],
    ['whose tokens are signed at the old time', 'token', false],
    ['that shows its clock nowhere', 'nothing', true],
  ] as const)
    it(`takes no operator's word for a bank ${what}`, async () => {
      const { result, told } = await wait({ plus: '91s' }, true, shown, moves);
      expect(result.ok).to.equal(false);
      expect(result.detail).to.match(/^the hook clock\.advance answered, but the bank does not show/);
      expect(told).to.deep.equal([...MOVED, ['advance', -91_000], ['clock.reset', 0]]);
    });

  it('never rounds over the edge it is about', async () => {
    expect((await wait({ until: NOW + 99_750, plus: '-1s' }, true)).told[0]).to.deep.equal(['clock.advance', 98]);
    expect((await wait({ until: NOW + 99_750, plus: '1s' }, true)).told[0]).to.deep.equal(['clock.advance', 101]);
  });

  it('does nothing for a moment that has passed', async () => {
    const { result, told } = await wait({ until: NOW - 5 }, true);
    expect(result).to.deep.include({ ok: true });
    expect(told).to.deep.equal([]);
  });

  it('goes by the time that is left when its turn comes, for other cases may move the clock before', async () => {
    expect((await wait({ plus: '91s' }, true, 'date', true, 60_000)).told[0]).to.deep.equal(['clock.advance', 31]);
    const past = await wait({ until: NOW + 60_000, plus: '5s' }, true, 'date', true, 66_000);
    expect([past.result.ok, past.told]).to.deep.equal([true, []]);
  });

  it('moves no clock when time has brought the moment by itself', async () => {
    const before = { until: NOW + 60_000, plus: '-1s' };
    const near = await wait(before, true, 'date', true, 58_500, true);
    expect([near.result.ok, near.told]).to.deep.equal([true, []]);
    expect(near.result.detail).to.equal('the moment came while other cases were under way');
    const late = await wait(before, true, 'date', true, 59_500, true);
    expect([late.result.ok, late.result.detail]).to.deep.equal([false, 'the moment has passed already']);
    const after = await wait({ until: NOW + 60_000 }, true, 'date', true, 60_000, true);
    expect([after.result.ok, after.told]).to.deep.equal([true, []]);
  });

  for (const hooked of [true, false])
    it(`leaves in doubt what was to happen before an edge that may be over, with${hooked ? '' : 'out'} a hook`, async () => {
      const { result, told } = await wait({ until: NOW + 500, plus: '-1s' }, hooked);
      expect([result.ok, result.detail, told]).to.deep.equal([false, 'the moment has passed already', []]);
    });

  it('really waits where no clock can be moved, but only so long', async () => {
    expect((await wait({ plus: '60s' }, false)).told).to.deep.equal([['sleep', 60_000]]);
    const { result, told } = await wait({ plus: '91s' }, false);
    expect(result).to.deep.include({ ok: false });
    expect(result.needs).to.match(/^it would have to wait 91 s and limits\.wait allows 90 s\. .*clock\.advance/);
    expect(told).to.deep.equal([]);
  });

  for (const inputs of [{}, { until: null }, { until: 'soon' }, { plus: '5 minutes' }]) {
    it(`refuses ${JSON.stringify(inputs)}`, async () => {
      const told = await wait(inputs, true).catch((error: unknown) => error);
      expect(told).to.be.instanceOf(TppFault);
    });
  }
});
