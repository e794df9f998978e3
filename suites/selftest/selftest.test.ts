import { expect } from 'chai';
import pc from 'picocolors';
import type { CaseTrace } from '../evidence/index.ts';
import { blankTrace } from '../execute/index.ts';
import { negative, OK, refused } from '../execute/testing-tpp.ts';
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/bank-catalogue.ts';
import { type SwitchableBank, switchableBank } from './bank.ts';
import { killMatrix } from './kill-matrix.ts';
import { SelfTestInterrupted, selfTest } from './selftest.ts';

const record = (role: 'control-before' | 'case' | 'control-after', accepted: boolean) => ({
  ...{
    role,
    key: 'k',
    lane: 'l',
    startedAt: '',
    durationMs: 1,
    actions: [],
    endedAt: 'second',
    broken: null,
    settledAfterMs: null,
  },
  steps: ['first', 'second'].map((id) => ({
    ...{
      id,
      use: id,
      phase: 'flow' as const,
      startedAt: '',
      durationMs: 1,
      changed: [],
      inputs: {},
      outputs: {},
      facts: {},
      exchanges: [],
    },
    outcome: id === 'second' && !accepted ? refused('oauth.invalid_request') : OK,
  })),
});

/** A bank in which a defect lets through exactly the cases named for it. */
function bank(
  lets: { [deviation: string]: string[] },
  uses: (caseId: string) => string[] = () => ['order', 'status', 'age'],
): SwitchableBank & { states: string[]; ran: string[] } {
  let active: string[] = [];
  let last = '';
  const ran: string[] = [];
  const states: string[] = [];
  const parts = switchableBank({
    async switchTo({ defects, variations }) {
      active = [...defects, ...variations];
      states.push(active.join('+') || 'compliant');
    },
    recordUse: async () => uses(last),
    async run(cases, onCase, walked) {
      for (const planned of cases) {
        last = planned.id;
        ran.push(`${active.join('+') || 'compliant'} ${planned.id}`);
        const open = active.some((id) => lets[id]?.includes(planned.id));
        const attempts = [record('control-before', true), record('case', open), record('control-after', true)];
        onCase({ ...blankTrace(planned, 'l', { explain: () => [] }), attempts } as CaseTrace);
        await walked?.([planned]);
      }
      return true;
    },
  });
  return { ...parts, states, ran };
}

const claims = (id: string, ...detects: string[]): PlannedCase => negative(id, { detects });
const defect = (id: string, implies: string[] = [], clients: string[] = []): Deviation => ({
  ...{ id, title: id, implies },
  ...(clients.length > 0 ? { clients } : {}),
});

async function run(cases: PlannedCase[], defects: Deviation[], lets: { [id: string]: string[] }, full = false) {
  const used = bank(lets);
  const told: string[] = [];
  const result = await selfTest({
    cases,
    casesUnder: () => cases,
    defects,
    variations: [{ id: 'v-1', title: 'v' }],
    clientId: (name) => `tpp-${name}`,
    full,
    only: [],
    banks: [used],
    onRow: (row) => told.push(`${row.ok ? 'ok' : 'no'} ${row.title}`),
  });
  return { result, told, states: used.states };
}

describe('the self-test', () => {
  it('holds when each defect is caught by exactly the cases that claim it', async () => {
    const cases = [claims('a.one', 'd-1'), claims('a.two', 'd-2'), claims('a.three', 'd-1', 'd-2')];
    const { result, told, states } = await run(cases, [defect('d-1'), defect('d-2')], {
      'd-1': ['a.one', 'a.three'],
      'd-2': ['a.two', 'a.three'],
    });
    expect(result.ok).to.equal(true);
    expect(result.compliant.fail).to.deep.equal([]);
    expect(result.defects[0]).to.deep.include({
      id: 'd-1',
      expected: ['a.one', 'a.three'],
      failed: ['a.one', 'a.three'],
      missed: [],
      unexpected: [],
      ok: true,
    });
    expect(states).to.deep.equal(['compliant', 'd-1', 'd-2', 'v-1']);
    expect(told).to.deep.equal(['ok compliant bank', 'ok defect d-1', 'ok defect d-2', 'ok variation v-1']);
  });

  it('does not hold when a case misses its defect, and tells what it said instead', async () => {
    const { result } = await run([claims('a.one', 'd-1'), claims('a.two', 'd-1')], [defect('d-1')], {
      'd-1': ['a.one'],
    });
    expect(result.ok).to.equal(false);
    expect(result.defects[0]?.missed).to.deep.equal(['a.two']);
    expect(result.defects[0]?.why['a.two']).to.match(/^pass: /);
    expect(result.dead, 'nothing else turns it red').to.deep.equal(['a.two']);
  });

  it('takes an implied defect for claimed, and any other red case for unexpected', async () => {
    const cases = [claims('a.one', 'wide'), claims('a.two', 'narrow'), claims('a.three', 'other')];
    const lets = { wide: ['a.one', 'a.two'], narrow: ['a.two'], other: ['a.three'] };
    const defects = [defect('wide', ['narrow']), defect('narrow'), defect('other')];
    expect((await run(cases, defects, lets, true)).result.ok).to.equal(true);
    const { result } = await run(cases, defects, { ...lets, narrow: ['a.two', 'a.three'] }, true);
    expect(result.defects[1]?.unexpected).to.deep.equal(['a.three']);
    expect(result.ok).to.equal(false);
  });

  it('does not hold when nobody claims a defect, or a claimed one is unknown to the bank', async () => {
    const { result } = await run([claims('a.one', 'd-1', 'd-gone')], [defect('d-1'), defect('d-lost')], {
      'd-1': ['a.one'],
    });
    expect(result.defects.map((row) => [row.id, row.ok, row.note])).to.deep.equal([
      ['d-1', true, null],
      ['d-lost', false, 'no case claims it'],
      ['d-gone', false, 'the bundled bank has no such defect'],
    ]);
  });

  it('does not hold when the compliant bank is warned, and tells by which case; a variation may be', async () => {
    const one = claims('a.one', 'd-1');
    const expectation = { ...one.expect, outcome: { second: ['oauth.invalid_grant'] }, tolerates: one.expect.outcome };
    const { result, told } = await run([{ ...one, expect: expectation }], [defect('d-1')], { 'd-1': ['a.one'] });
    expect(result.compliant).to.deep.include({ fail: [], unclear: [], warned: ['a.one'], ok: false });
    expect(result.compliant.why['a.one']).to.match(/^warn: /);
    expect(result.variations[0]).to.deep.include({ warned: ['a.one'], ok: true });
    expect(told).to.include('no compliant bank');
    expect(killMatrix(result, { color: pc.createColors(false), seconds: 1 })).to.include('warned by 1');
  });

  it('does not hold when a good bank or a variation is accused', async () => {
    const { result } = await run([claims('a.one', 'd-1')], [defect('d-1')], { 'd-1': ['a.one'], 'v-1': ['a.one'] });
    expect(result.variations).to.have.length(1);
    expect(result.variations[0]).to.deep.include({ id: 'v-1', fail: ['a.one'], ok: false });
    expect(result.ok).to.equal(false);
  });

  it('tries variations together that change nothing in common, and each alone where they are accused', async () => {
    const used = bank({ 'd-1': ['a.one'], 'v-3': ['a.one'] });
    const options = {
      cases: [claims('a.one', 'd-1')],
      casesUnder: () => [claims('a.one', 'd-1')],
      defects: [defect('d-1')],
      variations: [
        { id: 'v-1', title: 'v', touches: ['order'] },
        { id: 'v-2', title: 'v', touches: ['order', 'mode'] },
        { id: 'v-3', title: 'v', touches: ['status'] },
        { id: 'v-4', title: 'v', touches: ['age'], withdraws: ['counter'] },
      ],
      clientId: () => undefined,
      only: [],
      onRow: () => undefined,
    };
    const result = await selfTest({ ...options, full: false, banks: [used] });
    expect(used.states).to.deep.equal(['compliant', 'd-1', 'v-1+v-3', 'v-1', 'v-3', 'v-2', 'v-4']);
    expect(result.variations.map(({ id, ok }) => [id, ok])).to.deep.equal([
      ['v-1', true],
      ['v-2', true],
      ['v-3', false],
      ['v-4', true],
    ]);
    const alone = bank({ 'd-1': ['a.one'] });
    await selfTest({ ...options, full: true, banks: [alone] });
    expect(alone.states).to.deep.equal(['compliant', 'v-1', 'v-2', 'v-3', 'v-4', 'd-1']);
  });

  it('leaves out the cases that make the bank use nothing of what is changed', async () => {
    const cases = [claims('a.one', 'd-1'), claims('a.two', 'd-2'), claims('a.three', 'd-2')];
    const changed = { ...claims('a.three', 'd-2'), settle: { maxMs: 1, everyMs: 1 } };
    const lets = { 'd-1': ['a.one'], 'd-2': ['a.two', 'a.three'] };
    const used = bank(lets, (id) => ({ 'a.one': ['par/pkce', 'order'], 'a.two': ['order'] })[id] ?? []);
    const result = await selfTest({
      cases,
      // A case that is another one under a variation may use anything.
      casesUnder: ({ id }) => (id === 'v-2' ? [...cases.slice(0, 2), changed, claims('a.new')] : cases),
      defects: [
        { ...defect('d-1'), touches: ['par/pkce'] },
        { ...defect('d-2'), touches: ['order'] },
      ],
      variations: [
        { id: 'v-1', title: 'v', touches: ['order'] },
        { id: 'v-2', title: 'v', touches: ['status'], withdraws: ['counter'] },
        { id: 'v-3', title: 'v' },
      ],
      clientId: () => undefined,
      full: true,
      only: [],
      banks: [used],
      onRow: () => undefined,
    });
    expect(result.ok).to.equal(true);
    const ran = (state: string) =>
      used.ran.filter((line) => line.startsWith(`${state} `)).map((line) => line.slice(state.length + 1));
    expect(ran('compliant')).to.deep.equal(['a.one', 'a.two', 'a.three']);
    expect(ran('v-1')).to.deep.equal(['a.one', 'a.two']);
    expect(ran('v-2')).to.deep.equal(['a.three', 'a.new']);
    expect(ran('v-3'), 'of which nothing is known').to.deep.equal(['a.one', 'a.two', 'a.three']);
    expect(ran('d-1')).to.deep.equal(['a.one']);
    expect(ran('d-2'), 'those that claim it, too').to.deep.equal(['a.one', 'a.two', 'a.three']);
  });

  it('holds a variation to what such a bank claims', async () => {
    const all = [claims('a.one', 'd-1'), claims('a.two', 'd-1')];
    const used = bank({ 'd-1': ['a.one', 'a.two'], 'v-1': ['a.one'] });
    const asked: unknown[] = [];
    const result = await selfTest({
      cases: all,
      casesUnder: ({ withdraws }) => {
        asked.push(withdraws);
        return all.slice(1);
      },
      defects: [defect('d-1')],
      variations: [{ id: 'v-1', title: 'v', withdraws: ['counter'] }],
      clientId: () => undefined,
      full: false,
      only: [],
      banks: [used],
      onRow: () => undefined,
    });
    expect(asked).to.deep.equal([['counter']]);
    expect(result.ok).to.equal(true);
  });

  it('says so when the only cases of a defect cannot run here', async () => {
    const page = { ...claims('a.page', 'd-1'), withheld: { verdict: 'skipped' as const, reason: 'no browser' } };
    const { result } = await run([page], [defect('d-1')], {});
    expect(result.defects[0]).to.deep.include({ ok: true, note: 'not visible here: no browser' });
  });

  it('expects a defect that is about some clients of their cases alone', async () => {
    const own = claims('a.own', 'd-1');
    const other = claims('a.other', 'd-1', 'd-2');
    const cases = [own, { ...other, attempt: { ...other.attempt, client: 'mtls' } }];
    const defects = [defect('d-1', [], [`tpp-${own.attempt.client}`]), defect('d-2')];
    const { result } = await run(cases, defects, { 'd-1': ['a.own'], 'd-2': ['a.other'] });
    expect(result.defects[0]).to.deep.include({ expected: ['a.own'], missed: [], ok: true });
    expect(result.ok).to.equal(true);
    const elsewhere = await run(cases, [defect('d-1', [], ['tpp-third']), defect('d-2')], { 'd-2': ['a.other'] });
    expect(elsewhere.result.defects[0]?.note).to.match(/^not visible here: it shows with tpp-third only/);
  });

  it('counts a broken `should` that only warns', async () => {
    const soft = { ...claims('a.one', 'd-1'), expect: { ...claims('a.one').expect, level: 'should' as const } };
    const { result } = await run([soft], [defect('d-1')], { 'd-1': ['a.one'] });
    expect(result.ok).to.equal(true);
  });

  it('is none when it was broken off', async () => {
    const stopped: SwitchableBank = {
      switchTo: async () => undefined,
      run: async () => null,
      record: async () => null,
    };
    let thrown: unknown;
    const options = {
      cases: [claims('a.one', 'd-1')],
      casesUnder: () => [],
      defects: [defect('d-1')],
      variations: [],
      clientId: () => undefined,
      full: false,
      only: [],
    };
    await selfTest({ ...options, banks: [stopped], onRow: () => undefined }).catch((error: unknown) => {
      thrown = error;
    });
    expect(thrown).to.be.instanceOf(SelfTestInterrupted);
  });
});
