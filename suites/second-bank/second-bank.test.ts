/** A certified server of others stands beside the bundled bank: it is not accused, and a fault that it is given is found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { assay } from '../commands/testing-command.ts';
import { type JudgedCase, readRunFolder } from '../evidence/index.ts';
import { FAULTS, FURTHER_FAULTS } from './testing-faults.ts';
import { type Standing, standing, targetOf } from './testing-found-out.ts';

/** At least so many cases pass; fewer would mean that the plan lost some. */
const PASSING = { mtls: 120, dpop: 200 };
/** Why a case may be left out: the test has no clock of the bank to move, and no certificate or client of that kind. */
const LEFT_OUT =
  /would have to wait|Declare hosting|needs the TLS certificate "|needs another registered client|whose signing key is RSA|with --aggressive/;

const BINDS = ['shall', 'shall-not'];
const cites = (one: JudgedCase, id: string): boolean => one.requirements.some((cited) => cited.id === id);

/** Runs as a user would, and reads what the run left behind. */
async function reported(target: string, ...flags: string[]) {
  const output = mkdtempSync(join(tmpdir(), 'assay-second-bank-run-'));
  const { code, out, err } = await assay('run', '--target', targetOf(target), '--output', output, ...flags);
  const { run } = readRunFolder(output);
  rmSync(output, { recursive: true, force: true });
  return { code, run, told: out + err };
}

describe('a second bank', function () {
  this.timeout(240_000);
  let bank: Standing;
  before(async () => {
    bank = await standing();
  });
  after(() => bank.remove());

  for (const [name, passing] of Object.entries(PASSING))
    it(`that keeps the rules is spotless but for its known deviations (${name})`, async () => {
      bank.belongings.open();
      const { code, run, told: said } = await reported(name);
      const { cases } = run;
      const told = (one: JudgedCase): string => `${one.verdict} ${one.id}: ${one.reason}`;
      const calm = ['pass', 'observed', 'not-applicable', 'skipped'];
      expect(cases.filter((one) => !calm.includes(one.verdict) && !one.deviation).map(told)).to.deep.equal([]);
      expect(cases.filter((one) => one.verdict === 'skipped' && !LEFT_OUT.test(one.reason)).map(told)).to.deep.equal(
        [],
      );
      expect(cases.filter((one) => one.verdict === 'pass').length).to.be.at.least(passing);
      expect(code, said).to.equal(0);
    });

  for (const fault of FAULTS)
    it(`that ${fault.name} is found out`, async () => {
      for (const { id, verdict, is, why } of await bank.foundOut([fault], fault.target))
        expect(is, `${id}: ${why}`).to.equal(verdict);
    });

  for (const target of ['mtls', 'dpop'] as const)
    it(`with many further faults at once is found out in each (${target})`, async () => {
      const many = FURTHER_FAULTS.filter((fault) => fault.target === target && !fault.alone);
      const wrong = (await bank.foundOut(many, target)).filter(({ verdict, is }) => verdict !== is);
      expect(wrong).to.deep.equal([]);
    });

  it('with more than thirty faults at once is told each of them by its own clause, as if it were alone', async () => {
    const many = FAULTS.filter((fault) => fault.target === 'mtls' && !fault.alone);
    expect(many.length).to.be.at.least(30);
    bank.belongings.open(many);
    const caught = many.flatMap((fault) => Object.entries(fault.caught));
    const { code, run } = await reported('mtls', '--keep-going', ...caught.flatMap(([id]) => ['--only', id]));
    const verdicts = new Map(run.cases.map(({ id, verdict }) => [id, verdict]));
    expect(caught.filter(([id, verdict]) => verdicts.get(id) !== verdict).map(([id]) => id)).to.deep.equal([]);
    const failed = new Set(caught.filter(([, verdict]) => verdict === 'fail').map(([id]) => id));
    const broken = run.requirements.filter(
      ({ id, level }) => BINDS.includes(level) && run.cases.some((one) => failed.has(one.id) && cites(one, id)),
    );
    expect(broken.length).to.be.at.least(30);
    expect(broken.filter(({ status }) => status !== 'violated').map(({ id }) => id)).to.deep.equal([]);
    expect(code).to.equal(1);
  });
});
