/** Selection, shards and lanes. */
import { expect } from 'chai';
import type { PlannedCase } from './case.ts';
import { sharedControl } from './controls.ts';
import { plan } from './plan.ts';
import { schedule } from './schedule.ts';
import { fits, parseShard, select, shardOf } from './selection.ts';
import { action, expecting, library, mutation, row, scenario, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const at = (name: string) => ({
  mutate: [mutation(name, 'client.use', { client: 'second' })],
  expect: expecting({ outcome: { [name]: ['oauth.*'] } }),
});
const shelf = library([
  ...Array.from({ length: 12 }, (_, index) =>
    scenario({ id: `par.case-${index}`, ...at(['par', 'token', 'authorize'][index % 3] ?? 'par') }),
  ),
  scenario({
    id: 'token.waits',
    area: 'token',
    mutate: [],
    actions: [action({ before: 'token' }, 'clock.wait', { plus: '61s' })],
    expect: expecting({ outcome: { token: ['oauth.*'] } }),
  }),
  scenario({ id: 'jarm.lacks', area: 'jarm', when: { has: ['jarm'], not: [], profile: [] } }),
  scenario({
    id: 'par.rows',
    was: ['par.old-name'],
    tags: ['rowed'],
    rows: [row('one', { tags: ['quick'] }), row('two', { requirement: ['REQ-2'] })],
  }),
]);
const { cases } = plan(shelf, target(), testingVocabulary());

/** Planned for a bank whose clock nobody can move. */
function scenarioThatWaits(): { cases: PlannedCase[] } {
  const rows = { short: '10s', long: '60s', medium: '30s' };
  const slow = Object.entries(rows).map(([id, plus]) =>
    row(id, { actions: [action({ before: 'token' }, 'clock.wait', { plus })] }),
  );
  const waits = scenario({
    id: 'token.slow',
    area: 'token',
    mutate: [],
    rows: slow,
    expect: expecting({ outcome: { token: ['oauth.*'] } }),
  });
  return plan(library([waits]), target(), testingVocabulary(), { hooks: [] });
}

const names = (all: PlannedCase[]): string[] => all.map((one) => one.id);

describe('schedule', () => {
  it('runs every case exactly once, lonely ones apart and withheld ones not at all', () => {
    const planned = schedule(cases, { concurrency: 3, users: 8 });
    expect(names([...planned.lanes.flat(), ...planned.exclusive, ...planned.withheld]).sort()).to.deep.equal(
      names(cases).sort(),
    );
    expect(names(planned.exclusive)).to.deep.equal(['token.waits']);
    expect(names(planned.withheld)).to.deep.equal(['jarm.lacks']);
  });

  it('puts equal controls side by side', () => {
    for (const concurrency of [1, 2, 4])
      for (const lane of schedule(cases, { concurrency, users: 8 }).lanes) {
        const posts = lane.map(sharedControl);
        const changes = posts.filter((post, index) => post !== posts[index - 1]).length;
        expect(changes).to.equal(new Set(posts).size);
      }
  });

  it('gives the lanes about the same work, in requests', () => {
    const requests = schedule(cases, { concurrency: 4, users: 8 }).lanes.map((lane) => {
      const controls = lane.filter((one, index) => one.before?.key !== lane[index - 1]?.after?.key);
      return [...lane.flatMap(({ attempt, after }) => [attempt, after]), ...controls.map(({ before }) => before)]
        .flatMap((attempt) => attempt?.steps ?? [])
        .reduce((sum, step) => sum + step.requests, 0);
    });
    expect(requests).to.have.length(4);
    const mean = requests.reduce((sum, one) => sum + one, 0) / requests.length;
    expect(Math.max(...requests)).to.be.at.most(1.2 * mean);
  });

  const waits = scenarioThatWaits();
  const slow = (room: { concurrency: number; users: number }) => {
    const { lanes, waiting } = schedule([...cases.filter((one) => !one.exclusive), ...waits.cases], room);
    return { lanes: lanes.map(names), waiting: waiting.map(names) };
  };

  it('gives cases that really wait users of their own, the longest wait first', () => {
    const { lanes, waiting } = slow({ concurrency: 2, users: 4 });
    expect(waiting).to.deep.equal([['token.slow[long]', 'token.slow[short]'], ['token.slow[medium]']]);
    expect(lanes.flat().filter((id) => id.startsWith('token.slow'))).to.deep.equal([]);
    expect(slow({ concurrency: 2, users: 16 }).waiting).to.have.length(3);
  });

  it('begins with cases in which the bank waits for a service that hangs', () => {
    const answers = (id: string, ocsp: string) =>
      row(id, { actions: [action({ before: 'token' }, 'cert.status-answer', { identity: 'primary', ocsp })] });
    const revoked = scenario({
      id: 'token.revoked',
      area: 'token',
      mutate: [],
      rows: [answers('error', 'error'), answers('hang', 'hang')],
      expect: expecting({ outcome: { token: ['oauth.*'] } }),
    });
    const made = plan(library([revoked]), target(), testingVocabulary(), { hooks: [] });
    expect(made.cases.map(({ withheld }) => withheld)).to.deep.equal([null, null]);
    const { lanes, waiting } = schedule(made.cases, { concurrency: 2, users: 4 });
    expect(lanes.map(names)).to.deep.equal([['token.revoked[error]']]);
    expect(waiting.map(names)).to.deep.equal([['token.revoked[hang]']]);
  });

  it('begins with them in the lanes where no user is left', () => {
    const { lanes, waiting } = slow({ concurrency: 2, users: 2 });
    expect(waiting).to.deep.equal([]);
    expect(lanes.map((lane) => lane[0])).to.deep.equal(['token.slow[long]', 'token.slow[medium]']);
    expect(lanes[0]?.[1]).to.equal('token.slow[short]');
  });

  it('opens no more lanes than there are users', () => {
    expect(schedule(cases, { concurrency: 4, users: 2 })).to.deep.include({ concurrency: 2 });
    expect(schedule(cases, { concurrency: 4, users: 2 }).lanes).to.have.length(2);
    expect(schedule(cases, { concurrency: 0.5, users: 0 }).lanes).to.have.length(1);
  });

  it('is the same whatever the order of the cases', () => {
    const lanes = (all: PlannedCase[]) =>
      schedule(all, { concurrency: 4, users: 8 }).lanes.map((lane) => names(lane).sort());
    expect(lanes([...cases])).to.deep.equal(lanes([...cases]));
    const sorted = (all: PlannedCase[]) => [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(schedule(sorted(cases), { concurrency: 4, users: 8 })).to.deep.equal(
      schedule(sorted([...cases].reverse()), { concurrency: 4, users: 8 }),
    );
  });

  it('opens no more lanes than there is work for', () => {
    const [one] = cases;
    expect(schedule(one ? [one] : [], { concurrency: 4, users: 8 }).lanes).to.have.length(1);
    expect(schedule([], { concurrency: 4, users: 8 }).lanes).to.have.length(0);
  });
});

const ALL = { only: [], area: [], tag: [], skip: [], excludeTag: [], requirements: [], shard: null };

describe('selection', () => {
  const chosen = (given: Partial<Parameters<typeof select>[1]>): string[] =>
    select(shelf, { ...ALL, ...given }).selected.map(({ scenario: { id }, row: one }) =>
      one ? `${id}[${one.id}]` : id,
    );

  it('takes an id for all its rows, a row for itself, and a former id', () => {
    expect(chosen({ only: ['par.rows'] })).to.deep.equal(['par.rows[one]', 'par.rows[two]']);
    expect(chosen({ only: ['par.rows[two]'] })).to.deep.equal(['par.rows[two]']);
    expect(chosen({ only: ['par.old-name[one]'] })).to.deep.equal(['par.rows[one]']);
    expect(chosen({ only: ['par.case-1*'] })).to.deep.equal(['par.case-1', 'par.case-10', 'par.case-11']);
  });
  it('takes a * anywhere for anything, and reads a name once however many there are', () => {
    expect(chosen({ only: ['*.rows[t*'] })).to.deep.equal(['par.rows[two]']);
    expect(chosen({ only: ['*as*-11'] })).to.deep.equal(['par.case-11']);
    expect(fits('a*a', 'a')).to.equal(false);
    expect(fits('*', '')).to.equal(true);
    expect(fits('*a'.repeat(20_000), `${'a'.repeat(200_000)}b`)).to.equal(false);
  });
  it('keeps what is left out by name in the plan, with what leaves it out', () => {
    const { selected } = select(shelf, { ...ALL, only: ['par.rows'], skip: ['*[two]'], excludeTag: ['quick'] });
    expect(selected.map(({ row: one, leftOut }) => [one?.id, leftOut])).to.deep.equal([
      ['one', '--exclude-tag quick'],
      ['two', '--skip *[two]'],
    ]);
  });
  it('takes a tag of the scenario or of the row', () => {
    expect(chosen({ tag: ['quick'] })).to.deep.equal(['par.rows[one]']);
    expect(chosen({ tag: ['rowed'] })).to.deep.equal(['par.rows[one]', 'par.rows[two]']);
    expect(select(shelf, { ...ALL, tag: ['quik'] }).problems).to.deep.include({
      code: 'unknown-tag',
      place: { file: 'command line', line: 0, column: 0 },
      message: 'there is no tag "quik"',
      hint: 'did you mean "quick"?',
      allowed: ['quick', 'rowed'],
    });
  });
  it('joins filters', () => {
    expect(chosen({ area: ['token', 'jarm'] })).to.deep.equal(['token.waits', 'jarm.lacks']);
    expect(chosen({ requirements: ['REQ-2'] })).to.deep.equal(['par.rows[two]']);
    expect(chosen({ area: ['token'], requirements: ['REQ-2'] })).to.deep.equal([]);
  });
  it('splits into shards that together are the whole, rows of a scenario together', () => {
    const shards = [1, 2, 3].map((index) => chosen({ shard: { index, count: 3 } }));
    expect(shards.flat().sort()).to.deep.equal(chosen({}).sort());
    expect(shards.filter((shard) => shard.some((id) => id.startsWith('par.rows')))).to.have.length(1);
    expect(shardOf('par.rows', 1)).to.equal(1);
  });
  it('keeps a scenario in its shard for ever', () => {
    expect(['pkce.downgrade', 'par.required', 'sca.low-value'].map((id) => shardOf(id, 4))).to.deep.equal([1, 4, 3]);
  });
  for (const [text, shard] of [
    ['2/4', { index: 2, count: 4 }],
    ['0/4', null],
    ['5/4', null],
    ['1', null],
    ['a/b', null],
  ] as const)
    it(`reads ${text}`, () => {
      expect(parseShard(text)).to.deep.equal(shard);
    });
});
