import { expect } from 'chai';
import { negative } from '../execute/testing-tpp.ts';
import type { PlannedCase } from '../plan/index.ts';
import type { Outcome } from './bank.ts';
import { type Seen, straysOf } from './strays.ts';

const cases = ['a.one', 'a.two', 'a.three', 'a.four'].map((id) => negative(id, {}));
const defects = ['d-1', 'd-2', 'd-3', 'd-4'].map((id) => ({ id, title: id }));

const passed = (id: string): Outcome => ({ id, verdict: 'pass', red: false, reason: '' });
const failed = (id: string): Outcome => ({ id, verdict: 'fail', red: true, reason: 'let through' });
const unclear = (id: string): Outcome => ({ id, verdict: 'inconclusive', red: false, reason: 'control' });

/** With each defect, what becomes of a case, the first that says anything deciding. */
async function strays(effects: { [defect: string]: (id: string) => Outcome | null }) {
  const runs: string[] = [];
  const see = async (ids: string[], asked: PlannedCase[]): Promise<Seen> => {
    runs.push(`${ids.join('+')}: ${asked.map(({ id }) => id.slice(2)).join(' ')}`);
    const under = (id: string): Outcome =>
      ids.map((defect) => effects[defect]?.(id) ?? null).find((one) => one !== null) ?? passed(id);
    return new Map(asked.map(({ id }) => [id, under(id)]));
  };
  const good: Seen = new Map(cases.map(({ id }) => [id, passed(id)]));
  const found = await straysOf(defects, cases, { good, uses: new Map(), see });
  const told = [...found]
    .filter(([, seen]) => seen.size > 0)
    .map(([id, seen]) => `${id}: ${[...seen.keys()].join(' ')}`);
  return { told, runs };
}

describe('cases that defects turn red without their claim', () => {
  it('are found with all defects at once, and the one that does it by halves', async () => {
    const { told, runs } = await strays({ 'd-3': (id) => (id === 'a.two' ? failed(id) : null) });
    expect(told).to.deep.equal(['d-3: a.two']);
    expect(runs).to.deep.equal([
      'd-1+d-2+d-3+d-4: one two three four',
      'd-1+d-2: two',
      'd-3+d-4: two',
      'd-3: two',
      'd-4: two',
    ]);
  });

  it('are found behind a defect that leaves everything unclear, and behind another that turns the same case red', async () => {
    const { told } = await strays({
      'd-1': unclear,
      'd-2': (id) => (id === 'a.one' ? failed(id) : null),
      'd-4': (id) => (id === 'a.one' ? failed(id) : null),
    });
    expect(told).to.deep.equal(['d-2: a.one', 'd-4: a.one']);
  });

  it('are looked for once where there are none', async () => {
    const { told, runs } = await strays({});
    expect(told).to.deep.equal([]);
    expect(runs).to.have.length(1);
  });
});
