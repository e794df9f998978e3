/** What `assay plan` says is what `assay run` does: the same cases, and each lane begins with its own, in their order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRunFolder } from '../evidence/index.ts';
import type { Schedule } from '../plan/index.ts';
import { lanesOf } from '../run/lanes.ts';
import { assay } from './testing-command.ts';

describe('a plan and its run', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-lanes-'));
  after(() => rmSync(folder, { recursive: true }));

  // With a case that runs alone, and some that do not apply.
  const only = ['pkce.*', 'par.push.*', 'authorization.code', 'dpop.nonce'].flatMap((id) => ['--only', id]);
  const idsOf = (cases: { id: string }[]): string[] => cases.map(({ id }) => id);

  async function planned(words: string[]): Promise<Schedule> {
    const { code, out, err } = await assay('plan', ...only, ...words, '--json');
    expect(code, err).to.equal(0);
    return JSON.parse(out);
  }

  /** Cases of each lane in the order in which they began. */
  async function done(words: string[], name: string): Promise<{ [lane: string]: string[] }> {
    const output = join(folder, name);
    const { code, out, err } = await assay('run', ...only, ...words, '--output', output);
    expect(code, `${out}${err}`).to.equal(0);
    const traces = [...readRunFolder(output).traces].map(({ id, lane, startedAt }) => ({ id, lane, startedAt }));
    traces.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
    const lanes: { [lane: string]: string[] } = {};
    for (const { id, lane } of traces) lanes[lane] = [...(lanes[lane] ?? []), id];
    return lanes;
  }

  for (const words of [[], ['--concurrency', '40'], ['--shard', '1/2', '--concurrency', '3']])
    it(`agree on lanes with ${words.join(' ') || 'nothing said'}`, async () => {
      const { lanes, exclusive, withheld } = await planned(words);
      const { none = [], ...ran } = await done(words, words.join('').replace('/', '-') || 'plain');
      // A lane that is done takes over the end of another, and a case that moves the clock is taken by whoever is free.
      for (const [index, cases] of lanes.entries()) {
        const planned = idsOf(cases);
        const own = (ran[`lane-${index + 1}`] ?? []).filter((id) => planned.includes(id));
        expect(own[0]).to.equal(planned[0]);
        expect(own).to.deep.equal(planned.filter((id) => own.includes(id)));
      }
      const all = [...lanes.flat(), ...exclusive];
      expect(Object.values(ran).flat().toSorted()).to.deep.equal(idsOf(all).toSorted());
      expect(none.toSorted()).to.deep.equal(idsOf(withheld).toSorted());
      expect(lanes.length).to.be.above(1);
    });

  it('agree that no two lanes share a user, whatever is asked for', () => {
    const user = { name: null, username: 'a', password: 'b', otp: null, totp: null };
    const bank = (users: number, concurrency: number) => ({
      limits: { concurrency },
      psu: { users: Array.from({ length: users }, () => user) },
    });
    for (const [users, limit, asked, lanes] of [
      [2, 4, undefined, 2],
      [5, 4, undefined, 4],
      [5, 4, 9, 5],
      [5, 1, 3, 3],
      [5, 4, 0.5, 1],
    ] as const)
      expect(lanesOf(bank(users, limit) as never, asked), `${users} ${limit} ${asked}`).to.equal(lanes);
  });
});
