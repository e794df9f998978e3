/** A plain search through all that a real run has written, for every secret the run has used; apart from the scan that ends each run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { createTaint, type Taint } from '../evidence/index.ts';
import { conduct, newRunId } from './conduct.ts';
import { prepare } from './prepare.ts';
import { DEFAULT_TARGET } from './project.ts';

/** Few cases, and between them every kind of secret: both ways to authenticate, signed requests, JARM, pages, refresh, payment. */
const CASES = [
  'authorization.code[reuse]',
  'client-auth.assertion[expired-request]',
  'client-auth.mtls[grant]',
  'consent.page[accounts]',
  'jarm.response[signature]',
  'pkce.verifier[wrong]',
  'binding.grant[refresh-token]',
  'request-object.validation[claims-outside-differ]',
  'sca.dynamic-linking[amount]',
];

interface Secret {
  value: string;
  kind: string;
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** Private keys and passwords that the bank has put down for us, line by line and member by member. */
function keyMaterial(state: string): Secret[] {
  return files(state).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    if (text.includes('PRIVATE KEY'))
      return text
        .split('\n')
        .filter((line) => line.length >= 40 && !line.startsWith('-----'))
        .map((value) => ({ value, kind: 'key' }));
    return [...text.matchAll(/"(d|p|q|dp|dq|qi|password)"\s*:\s*"([^"]+)"/g)].map(([, name, value]) => ({
      value: value ?? '',
      kind: name === 'password' ? 'password of the bank' : 'key',
    }));
  });
}

/** What lies inside the single page of Allure is base64; it is searched as what it says. */
function readable(path: string): string {
  const text = readFileSync(path, 'latin1');
  if (!path.endsWith('.html')) return text;
  const inside = [...text.matchAll(/\bd\("[^"]+","([^"]*)"\)/g)].map((hit) =>
    Buffer.from(hit[1] ?? '', 'base64').toString('latin1'),
  );
  return [text, ...inside].join('\n');
}

const forms = (value: string): Set<string> =>
  new Set([
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ]);

function search(folder: string, secrets: readonly Secret[]): string[] {
  const sought = new Map(secrets.map(({ value, kind }) => [value, kind]));
  const texts = files(folder).map((path) => ({ file: relative(folder, path), text: readable(path) }));
  return [...sought].flatMap(([value, kind]) => {
    const spellings = [...forms(value)];
    const found = texts.filter(({ text }) => spellings.some((spelling) => text.includes(spelling)));
    return found.map(({ file }) => `${kind} in ${file}`);
  });
}

describe('the secrets of a run', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-secrets-'));
  const secrets: Secret[] = [];
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    const prepared = await prepare({ target: DEFAULT_TARGET, only: CASES });
    secrets.push(...keyMaterial(prepared.launched?.state ?? ''));
    const inner = createTaint();
    const taint: Taint = {
      ...inner,
      add(value, kind) {
        secrets.push({ value, kind });
        inner.add(value, kind);
      },
    };
    try {
      const done = await conduct(newRunId(new Date()), {
        ...{ prepared, folder, taint, argv: ['run'], shard: null, concurrency: 4, bail: false, strict: false },
        signal: new AbortController().signal,
        reproduce: (id) => `npx assay run --only '${id}'`,
        onCase: () => undefined,
        onStage: () => undefined,
      });
      expect(done.leaks).to.deep.equal([]);
      expect(done.run.totals.pass).to.be.at.least(CASES.length - 1);
    } finally {
      await prepared.close();
    }
  });

  it('are of every kind', () => {
    expect([...new Set(secrets.map(({ kind }) => kind))]).to.include.members([
      'key',
      'password of the bank',
      'access_token',
      'refresh_token',
      'id_token',
      'authorization code',
      'authorization response',
      'client assertion',
      'request object',
      'code_verifier',
      'cookie',
    ]);
  });

  it('are in no file, in no form', () => {
    // Six digits stand by chance in any file of this size, and are spent when they are written.
    const sought = secrets.filter(({ value }) => value.length > 6);
    expect(sought.length).to.be.above(100);
    expect(search(folder, sought)).to.deep.equal([]);
  });

  it('would have been found', () => {
    const secret = secrets.find(({ kind }) => kind === 'access_token') ?? { value: '', kind: '' };
    const planted = mkdtempSync(join(tmpdir(), 'assay-planted-'));
    for (const [index, form] of [...forms(secret.value)].entries())
      writeFileSync(join(planted, `${index}.json`), `{"x":"${form}"}`);
    const page = Buffer.from(`{"deep":"${secret.value}"}`).toString('base64');
    writeFileSync(join(planted, 'page.html'), `<script>d("data/x.json","${page}")</script>`);
    expect(search(planted, [secret])).to.have.length(readdirSync(planted).length);
    rmSync(planted, { recursive: true });
  });
});
