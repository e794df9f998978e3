import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { close, listen } from './loopback.ts';
import type { ReadyLine } from './state.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'main.js');

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(...options: string[]): { bank: ChildProcess; ended: Promise<Ended>; ready: Promise<ReadyLine> } {
  const bank = spawn(process.execPath, [PROGRAM, ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  bank.stderr.on('data', (chunk: Buffer) => {
    told.err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => bank.once('close', (code) => resolve({ code, ...told })));
  const ready = new Promise<ReadyLine>((resolve, reject) => {
    bank.stdout.on('data', (chunk: Buffer) => {
      told.out += chunk.toString();
      if (told.out.endsWith('\n') && told.out.startsWith('{"ready"')) resolve(JSON.parse(told.out) as ReadyLine);
    });
    void ended.then(({ code, err }) => reject(new Error(`ended with ${code}: ${err}`)));
  });
  ready.catch(() => undefined);
  return { bank, ended, ready };
}

describe('the bank as a program', function () {
  this.timeout(60_000);
  let folder: string;
  let occupant: Server;
  let taken: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mock-bank-main-'));
    occupant = createServer();
    taken = String(await listen(occupant, 0, '--port'));
  });
  after(async () => {
    await close(occupant);
    rmSync(folder, { recursive: true });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`says what there is, and ends cleanly on ${signal}`, async () => {
      const { bank, ended, ready } = start('--json', '--defect', 'pkce-optional', '--variation', 'field-order');
      const { issuer, management, state, clients } = await ready;
      expect(clients).to.include.members(['tpp-primary', 'tpp-second', 'tpp-mtls', 'tpp-fapi1', 'tpp-rar']);
      expect(readFileSync(join(state, 'ca.pem'), 'utf8')).to.include('BEGIN CERTIFICATE');
      expect(await (await fetch(`${management}/health`)).json()).to.deep.equal({ ok: true, issuer });
      bank.kill(signal);
      const { code, err } = await ended;
      expect(code).to.equal(0);
      for (const word of ['tests only', issuer, management, `${state}/ca.pem`, 'tpp-mtls (tls_client_auth'])
        expect(err).to.include(word);
      expect(err)
        .to.match(/defects +pkce-optional\n/)
        .and.match(/variations +field-order\n/);
      expect(existsSync(state)).to.equal(false);
    });
  }

  it('stops when whoever started it is gone, even while it opens, and keeps the folder it was given', async () => {
    const state = join(folder, 'state');
    const { bank, ended } = start('--exit-with-parent', '--state', state);
    bank.stdin?.end();
    expect((await ended).code).to.equal(0);
    expect(existsSync(join(state, 'clients', 'primary', 'transport.key'))).to.equal(true);
  });

  const mistakes: [name: string, options: () => string[], said: RegExp][] = [
    ['an unknown option', () => ['--prot', '1'], /--prot/],
    ['a port that is no number', () => ['--port', 'x'], /--port: not a port: x/],
    ['a public port in use', () => ['--port', taken], /--port \d+: another program .* omit --port/],
    ['a management port in use', () => ['--management-port', taken], /--management-port \d+: another program/],
    ['a directory port in use', () => ['--directory-port', taken], /--directory-port \d+: another program/],
    ['an unknown defect', () => ['--defect', 'pkce-optinal'], /did you mean "pkce-optional"\?/],
    ['an unknown client', () => ['--client', 'tertiary'], /no bundled client tertiary; there are primary, second, /],
    ['an unknown variation', () => ['--variation', 'field-ordr'], /did you mean "field-order"\?/],
    [
      'a missing configuration',
      () => ['--config', join(folder, 'none.json')],
      /none\.json: cannot be read .*clients\.md/,
    ],
    ['a folder that cannot be', () => ['--state', join(folder, 'file', 'x')], /--state .*: cannot be written to/],
    [
      'a configuration that is not JSON',
      () => ['--config', join(folder, 'file')],
      /file: not JSON: .*nothing of the kind/,
    ],
  ];
  for (const [name, options, said] of mistakes) {
    it(`ends with 2 and says what to do about ${name}`, async () => {
      writeFileSync(join(folder, 'file'), 'nothing of the kind');
      const { code, out, err } = await start(...options()).ended;
      expect(err)
        .to.match(said)
        .and.not.match(/\n +at /);
      expect([code, out]).to.deep.equal([2, '']);
    });
  }
});
