import { expect } from 'chai';
import { chainsOf, runChain } from './chain.ts';
import type { Lane } from './controls.ts';
import { attempt, means, negative, refused, type Script, scriptedTpp, step, strict } from './testing-tpp.ts';

const lane = (): Lane => ({ name: 'l', psu: 0, lastControl: null });
const three = ['a.one', 'a.two', 'a.three'].map((id) => negative(id));

async function run(script: Script, needed = true) {
  const { tpp, log } = scriptedTpp({ step: strict, ...script });
  const traces = await runChain(three, lane(), means(tpp), { needsAfter: () => needed });
  const roles = traces.map(({ attempts }) => attempts.map(({ role }) => role).join(' '));
  return { traces, roles, ends: log.filter((line) => line.includes('second')).map((line) => line.slice(2)) };
}

const BETWEEN = Array(3).fill('control-before case control-after');
const EACH_BY_ITSELF = ['second', 'second!', 'second', 'second!', 'second', 'second!', 'second'];

describe('a chain of cases', () => {
  it('stands between one control before and one after, which the trace of each holds', async () => {
    const { traces, roles, ends } = await run({});
    expect(ends).to.deep.equal(['second', 'second!', 'second!', 'second!', 'second']);
    expect(roles).to.deep.equal(BETWEEN);
    expect(traces.map(({ id }) => id)).to.deep.equal(['a.one', 'a.two', 'a.three']);
    expect(traces.every(({ controlsPlanned }) => controlsPlanned.before && controlsPlanned.after)).to.equal(true);
  });

  it('is given no control after when no verdict depends on it', async () => {
    const { roles, ends } = await run({}, false);
    expect(ends).to.deep.equal(['second', 'second!', 'second!', 'second!']);
    expect(roles).to.deep.equal(Array(3).fill('control-before case'));
  });

  it('is run again case by case when the control after does not pass', async () => {
    const { roles, ends } = await run({
      step: (call, nth) => (call.id === 'second' && nth === 5 ? refused('http.503') : strict(call)),
    });
    expect(ends.slice(5)).to.deep.equal(EACH_BY_ITSELF);
    expect(roles).to.deep.equal(BETWEEN);
  });

  it('is run case by case when the control before does not pass, or a case breaks', async () => {
    const closed = await run({
      step: (call, nth) => (call.id === 'second' && nth === 1 ? refused('http.503') : strict(call)),
    });
    expect(closed.ends.slice(-7)).to.deep.equal(EACH_BY_ITSELF);
    const broken = await run({
      step: (call, nth) => {
        if (call.id === 'second' && nth === 3) throw new Error('ours');
        return strict(call);
      },
    });
    expect(broken.ends.slice(-7)).to.deep.equal(EACH_BY_ITSELF);
    expect(broken.traces.every(({ fault }) => fault === null)).to.equal(true);
  });

  it('tells whoever looks on what was walked for which cases', async () => {
    const { tpp } = scriptedTpp({ step: strict });
    const told: string[] = [];
    const walked = async (cases: readonly { id: string }[]) => void told.push(cases.map(({ id }) => id).join(' '));
    await runChain(three, lane(), means(tpp), { needsAfter: () => true, walked });
    expect(told).to.deep.equal(['a.one a.two a.three', 'a.one', 'a.two', 'a.three', 'a.one a.two a.three']);
    told.length = 0;
    const plain = negative('f.plain', { before: null, after: null });
    await runChain([plain], lane(), means(tpp), { needsAfter: () => true, walked });
    expect(told).to.deep.equal(['f.plain', 'f.plain']);
  });

  it('is made of neighbours with the same control on both sides, and of nothing else', () => {
    const other = attempt('other', [step('first')]);
    const cases = [
      ...three.slice(0, 2),
      negative('b.other', { before: other, after: other }),
      negative('c.sides', { after: other }),
      negative('d.settles', { settle: { maxMs: 1, everyMs: 1 } }),
      negative('e.own', { before: attempt('own', [], false), after: attempt('own', [], false) }),
      negative('f.plain', { before: null, after: null }),
    ];
    expect(chainsOf(cases).map((chain) => chain.map(({ id }) => id).join(' '))).to.deep.equal([
      'a.one a.two',
      'b.other',
      'c.sides',
      'd.settles',
      'e.own',
      'f.plain',
    ]);
  });
});
