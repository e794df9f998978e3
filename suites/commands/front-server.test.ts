import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type LaunchedBank, launchBank } from '../run/launch-bank.ts';
import { ROOT } from '../run/project.ts';
import { assay } from './testing-command.ts';
import {
  type Front,
  freePort,
  haproxyConfiguration,
  installed,
  type Nginx,
  nginxConfiguration,
  type Program,
  startFront,
} from './testing-front-server.ts';

const SET = 'proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert;';
const CLEAN = 'proxy_set_header Client-Cert "";';
const SAFE: Nginx = { server: 'ssl_verify_client optional;', location: `${SET} ${CLEAN}` };

const TAKE = 'http-request set-header client-cert :%[ssl_c_der,base64]: if { ssl_c_used }';
const DROP = ['client-cert', 'x-ssl-client-cert', 'x_ssl_client_cert']
  .map((name) => `http-request del-header ${name}`)
  .join('\n');

interface Row {
  what: string;
  program: Program;
  configuration: (front: Front) => string;
  /** By case; others are not run. */
  verdicts: { [id: string]: string };
}

const nginx = (what: string, change: Partial<Nginx>, verdicts: Row['verdicts']): Row => ({
  what,
  program: 'nginx',
  configuration: (front) => nginxConfiguration(front, { ...SAFE, ...change }),
  verdicts,
});
const haproxy = (what: string, rules: string, verdicts: Row['verdicts'], verify = 'verify optional'): Row => ({
  what,
  program: 'haproxy',
  configuration: (front) => haproxyConfiguration(front, { verify, rules }),
  verdicts,
});

const STRANGER = 'binding.token[look-alike]';
const NOBODY = 'binding.token[no-certificate]';
const RFC9440 = 'binding.smuggled[rfc9440]';
const ALONE = 'binding.smuggled[rfc9440-alone]';
const UNDERSCORES = 'binding.smuggled[underscores]';
const SOUND = { [STRANGER]: 'pass', [NOBODY]: 'pass', [RFC9440]: 'pass', [ALONE]: 'pass', [UNDERSCORES]: 'pass' };

// biome-ignore format: a table, one row a line
const ROWS: readonly Row[] = [
  // nginx ends the handshake and answers 400, which says less than it could.
  nginx('whose header is the only one', {}, { ...SOUND, [STRANGER]: 'warn' }),
  nginx('that hands another header on as it came', { location: SET }, { [RFC9440]: 'fail', [ALONE]: 'fail' }),
  nginx('that takes names with underscores', { server: `${SAFE.server} underscores_in_headers on;` }, { [UNDERSCORES]: 'fail' }),
  // What comes with the right certificate is refused at that path as well, so that nobody can tell.
  nginx('that leaves its header out at one path', { paths: 'location /open-banking/ { proxy_set_header Host $http_host; proxy_pass @bank; }' }, { [RFC9440]: 'inconclusive' }),
  nginx('that leaves the judgement to the bank', { server: 'ssl_verify_client optional_no_ca;' }, { [STRANGER]: 'pass', [ALONE]: 'pass' }),
  // HAProxy refuses a stranger in the handshake, by an alert.
  haproxy('whose header is the only one', `${DROP}\n${TAKE}`, SOUND),
  haproxy('that sets its header for who shows a certificate', TAKE, { [RFC9440]: 'pass', [ALONE]: 'fail' }),
  haproxy('that adds its header to the one that came', TAKE.replace('set-header', 'add-header'), { [RFC9440]: 'fail' }),
];

describe('the bundled bank behind a front server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-front-'));
  const target = join(folder, 'target.yaml');
  let bank: LaunchedBank;
  let front: Front;
  before(async () => {
    const port = await freePort();
    const headers = ['x_ssl_client_cert', 'client-cert', 'x-ssl-client-cert'];
    const more = headers.flatMap((name) => ['--certificate-header', name]);
    bank = await launchBank({ more: ['--front', `https://localhost:${port}`, ...more] });
    const listens = new URL(bank.listens).port;
    front = { port, bank: `127.0.0.1:${listens}`, files: join(bank.state, 'front'), folder: join(folder, 'server') };
    const told: { [name: string]: string } = { ...bank, host: `localhost:${port}` } as never;
    const text = readFileSync(join(ROOT, 'targets/mock-bank.yaml'), 'utf8')
      .replace('launch: mock-bank\n', '')
      .replace(/\$\{launch\.(\w+)\}/g, (_whole, name: string) => told[name] ?? '');
    writeFileSync(target, text);
  });
  after(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { what, program, configuration, verdicts } of ROWS)
    it(`is judged for what it does behind ${program} ${what}`, async function () {
      if (!installed(program)) this.skip();
      const stop = await startFront(program, configuration(front), front);
      try {
        const output = join(folder, 'out');
        const only = Object.keys(verdicts).flatMap((id) => ['--only', id]);
        const { out, err } = await assay('run', '--target', target, '--keep-going', '--output', output, ...only);
        expect(existsSync(join(output, 'run.json')), out + err).to.equal(true);
        const { cases } = JSON.parse(readFileSync(join(output, 'run.json'), 'utf8')) as {
          cases: { id: string; verdict: string }[];
        };
        const found = Object.fromEntries(cases.map(({ id, verdict }) => [id, verdict]));
        expect(
          Object.keys(verdicts).map((id) => [id, found[id]]),
          out + err,
        ).to.deep.equal(Object.entries(verdicts));
      } finally {
        await stop();
      }
    });
});
