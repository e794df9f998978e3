/** An operator without an API: its programs do what hooks are for, in a run like any other, and nothing they are given is written. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';
import { judged } from './testing-judged.ts';

/** Asks the operator of the bundled bank, as the hooks over HTTP do; the key stands for one of an admin API. */
const PROGRAM = `
const [key, method, address] = process.argv.slice(2);
if (key !== 'key-of-an-operator') throw new Error('not this key: ' + key);
const answer = await fetch(address, { method });
if (!answer.ok) { console.error(key, 'was answered', answer.status); process.exit(3); }
console.log(await answer.text());
`;

describe('an operator whose hooks are commands', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-commands-'));
    writeFileSync(join(folder, 'ask.mjs'), PROGRAM);
    process.env.ASSAY_TEST_KEY = 'key-of-an-operator';
  });
  after(() => {
    delete process.env.ASSAY_TEST_KEY;
    rmSync(folder, { recursive: true });
  });

  async function revoked(path: string) {
    const target = join(folder, 'commands.yaml');
    const command = (method: string, address: string): string =>
      `command: [${JSON.stringify(process.execPath)}, ask.mjs, "\${env.ASSAY_TEST_KEY}", ${method}, "\${launch.management}${address}"]`;
    const text = readFileSync(join(ROOT, 'targets', 'mock-bank.yaml'), 'utf8')
      .replace(/psu\.otp: .*/, `psu.otp: { ${command('GET', '/otp/${username}')}, outputs: { otp: otp } }`)
      .replace(/consent\.revoke: .*/, `consent.revoke: { ${command('POST', path)} }`);
    writeFileSync(target, text);
    const prepared = await prepare({ target, only: ['consent.revoked*'] });
    try {
      return await judged(prepared);
    } finally {
      await prepared.close();
    }
  }

  it('has its cases pass, with one-time codes and revocations by programs', async () => {
    const { cases, traces } = await revoked('/consents/${consent}/revoke');
    const acting = traces.filter(({ attempts }) => JSON.stringify(attempts).includes('"consent.revoke"'));
    expect(acting).to.not.deep.equal([]);
    for (const { id } of acting) expect([id, cases.get(id)?.verdict]).to.deep.equal([id, 'pass']);
    expect(JSON.stringify(traces)).to.not.include('key-of-an-operator');
  });

  it('is not the bank: what a program complains of leaves its cases in doubt, without its secrets', async () => {
    const { cases, traces } = await revoked('/nowhere/${consent}');
    const told = [...cases.values()].filter(({ reason }) => reason.includes('ended with 3: '));
    expect(told).to.not.deep.equal([]);
    for (const { verdict } of told) expect(verdict).to.equal('inconclusive');
    expect(JSON.stringify([traces, [...cases.values()]])).to.not.include('key-of-an-operator');
  });
});
