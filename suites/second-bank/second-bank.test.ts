/** A certified server of others stands beside the bundled bank: it is not accused, and a fault that it is given is found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { assay } from '../commands/testing-command.ts';
import { type JudgedCase, readRunFolder } from '../evidence/index.ts';
import { prepare } from '../run/prepare.ts';
import { ROOT } from '../run/project.ts';
import { judged } from '../run/testing-judged.ts';
import { FAULTS } from './testing-faults.ts';
import { type Belongings, makeBelongings, type SecondBank } from './testing-second-bank.ts';

const targetOf = (name: string): string => join(ROOT, 'suites', 'second-bank', `${name}.yaml`);

/** At least so many cases pass; fewer would mean that the plan lost some. */
const PASSING = { mtls: 120, dpop: 200 };
/** Why a case may be left out: the test has no clock of the bank to move, and no certificate or client of that kind. */
const LEFT_OUT =
  /would have to wait|needs the TLS certificate "|needs another registered client|whose signing key is RSA/;

describe('a second bank', function () {
  this.timeout(90_000);
  let belongings: Belongings;
  let bank: SecondBank | null = null;

  /** Opens the bank, and tells the target files where it is. */
  async function open(fault?: (typeof FAULTS)[number]): Promise<void> {
    bank = await belongings.open(fault);
    process.env.SECOND_BANK_ISSUER = bank.issuer;
    process.env.SECOND_BANK_HOST = new URL(bank.issuer).host;
    process.env.SECOND_BANK_FOLDER = belongings.folder;
  }

  before(async () => {
    belongings = await makeBelongings();
  });
  afterEach(async () => {
    await bank?.close();
    bank = null;
  });
  after(() => {
    belongings.remove();
    for (const name of ['ISSUER', 'HOST', 'FOLDER']) delete process.env[`SECOND_BANK_${name}`];
  });

  for (const [name, passing] of Object.entries(PASSING))
    it(`that keeps the rules is spotless but for its known deviations (${name})`, async () => {
      await open();
      const output = mkdtempSync(join(tmpdir(), 'assay-second-bank-run-'));
      const { code, out, err } = await assay('run', '--target', targetOf(name), '--output', output);
      const { cases } = readRunFolder(output).run;
      rmSync(output, { recursive: true, force: true });
      const told = (one: JudgedCase): string => `${one.verdict} ${one.id}: ${one.reason}`;
      const calm = ['pass', 'observed', 'not-applicable', 'skipped'];
      expect(cases.filter((one) => !calm.includes(one.verdict) && !one.deviation).map(told)).to.deep.equal([]);
      expect(cases.filter((one) => one.verdict === 'skipped' && !LEFT_OUT.test(one.reason)).map(told)).to.deep.equal(
        [],
      );
      expect(cases.filter((one) => one.verdict === 'pass').length).to.be.at.least(passing);
      expect(code, out + err).to.equal(0);
    });

  for (const fault of FAULTS)
    it(`that ${fault.name} is found out`, async () => {
      await open(fault);
      const { cases } = await judged(
        await prepare({ target: targetOf(fault.target), only: Object.keys(fault.caught) }),
      );
      for (const [id, verdict] of Object.entries(fault.caught))
        expect(cases.get(id)?.verdict, `${id}: ${cases.get(id)?.reason}`).to.equal(verdict);
    });
});
