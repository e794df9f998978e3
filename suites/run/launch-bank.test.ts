import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { launchOf } from '../load/index.ts';
import { Rejected } from './exit.ts';
import { launchBank } from './launch-bank.ts';

describe('the launcher of the bundled bank', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-launch-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function program(name: string, text: string): string {
    const path = join(folder, `${name}.cjs`);
    writeFileSync(path, text);
    return path;
  }

  async function failure(text: string, startMs?: number): Promise<Error> {
    try {
      const bank = await launchBank({
        program: program('failing', text),
        ...(startMs === undefined ? {} : { startMs }),
      });
      await bank.stop();
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('it started');
  }

  it('hands over defects and variations, waits for the ready line, and stops the process', async () => {
    const heard = join(folder, 'heard');
    const bank = await launchBank({
      defects: ['one', 'two'],
      variations: ['three'],
      clients: ['four'],
      program: program(
        'good',
        `const { writeFileSync } = require('node:fs');
         process.stdout.write('a word first\\n{"ready":true,"issuer":"https://localhost:1","state":"/s",');
         setTimeout(() => process.stdout.write('"management":"http://127.0.0.1:2","defects":["one","two"]}\\n'), 20);
         process.stdin.resume();
         process.stdin.on('end', () => { writeFileSync(${JSON.stringify(heard)}, process.argv.slice(2).join(' ')); process.exit(0); });
         process.on('SIGTERM', () => undefined);`,
      ),
    });
    expect(bank.issuer).to.equal('https://localhost:1');
    expect(bank.defects).to.deep.equal(['one', 'two']);
    await bank.stop();
    const args = readFileSync(heard, 'utf8');
    expect(args)
      .to.contain('--json --exit-with-parent --port 0')
      .and.contain('--defect one --defect two --variation three --client four');
    await bank.stop();
  });

  it('is asked for the clients whose files the target names, and for none by the target of another bank', () => {
    const clientsOf = (name: string) => launchOf(join('targets', name)).launch?.clients;
    expect(clientsOf('mock-bank.yaml')).to.deep.equal(['primary', 'second', 'mtls', 'self-signed']);
    expect(clientsOf('mock-bank-dpop.yaml')).to.include('dpop-second').and.not.include('second');
    expect(clientsOf('bank.example.yaml')).to.equal(undefined);
  });

  it("passes on what the bank says of the operator's mistake", async () => {
    const error = await failure(
      `process.stderr.write('no defect "pkce-opt", did you mean pkce-optional?'); process.exitCode = 2;`,
    );
    expect(error).to.be.instanceOf(Rejected);
    expect(error.message).to.contain('did you mean pkce-optional');
  });

  it('tells when the bank crashes or never gets ready', async () => {
    expect((await failure(`process.stderr.write('boom'); process.exitCode = 70;`)).message).to.equal(
      'the bundled bank ended with 70: boom',
    );
    expect((await failure(`process.stdin.resume();`, 300)).message).to.contain('was not ready within 300 ms');
  });
});
