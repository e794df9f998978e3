/** A bundle that was changed by somebody without the key is found out, whatever was changed. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openArchive } from './archive.ts';
import { type Checked, checkBundle } from './check.ts';
import { SUMS } from './names.ts';
import { detachedJws, dsseEnvelope, opensslSignature, publicPem } from './signature.ts';
import { readSums, sumsText } from './sums.ts';
import { bundleOf, KEYS, rewritten } from './testing-bundle.ts';

type Files = Map<string, Buffer>;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function check(file: string, trusted: KeyObject | null = null): Promise<Checked> {
  const archive = await openArchive(file);
  try {
    return await checkBundle(archive, { signer: trusted, authorities: [] });
  } finally {
    archive.close();
  }
}

/** Changes a file and every list that names it: what somebody does who knows how a bundle is made. */
function withLists(files: Files, path: string, content: Buffer): void {
  files.set(path, content);
  const manifest = JSON.parse(String(files.get('manifest.json'))) as { files: { path: string; sha256: string }[] };
  for (const one of manifest.files) if (one.path === path) one.sha256 = sha256(content);
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  const sums = readSums(String(files.get(SUMS))) ?? new Map<string, string>();
  for (const name of [path, 'manifest.json']) sums.set(name, sha256(files.get(name) ?? Buffer.alloc(0)));
  files.set(SUMS, Buffer.from(sumsText(sums)));
}

describe('a bundle', function () {
  this.timeout(60_000);
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const trace = 'run/traces/par.push[twice].json';
  let folder: string;
  let made: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-bundle-'));
    made = join(folder, 'made.zip');
    await bundleOf(folder, made, { signer: { key, certificates: [] } });
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is whole as it was made, and says who signed it', async () => {
    const { problems, signer, run, manifest } = await check(made, key);
    expect(problems).to.deep.equal([]);
    expect(signer?.fingerprint).to.match(/^[0-9a-f]{64}$/);
    expect(run?.run.id).to.equal('20260131-120000-abcdef');
    expect(manifest?.failed).to.deep.equal(['par.push[other-host]', 'par.push[twice]']);
  });

  it('of the same run is the same bytes', async () => {
    for (const name of ['one.zip', 'two.zip']) await bundleOf(folder, join(folder, name));
    expect(readFileSync(join(folder, 'one.zip')).equals(readFileSync(join(folder, 'two.zip')))).to.equal(true);
  });

  // biome-ignore format: a table, one row a line
  const CHANGED: [what: string, change: (files: Files) => unknown, told: RegExp][] = [
    ['has lost a trace', (files) => files.delete(trace), /par\.push\[twice\]\.json is missing/],
    ['has a trace that was changed', (files) => files.set(trace, Buffer.from('{}')), /par\.push\[twice\]\.json was changed/],
    ['has a trace that was added', (files) => files.set('run/traces/par.x.json', Buffer.from('{}')), /par\.x\.json was added/],
    ['has a file that was added beside the run', (files) => files.set('NEWS.txt', Buffer.from('x')), /NEWS\.txt was added/],
    ['has a file in another case', (files) => files.set('readme.txt', Buffer.from('x')), /readme\.txt was added/],
    ['has a trace that was changed, with the lists', (files) => withLists(files, trace, Buffer.from('{}')), /signature of SHA256SUMS does not hold/],
    ['has a run.json that was changed, with the lists', (files) => withLists(files, 'run/run.json', Buffer.from(String(files.get('run/run.json')).replaceAll('"fail"', '"pass"'))), /JWS of manifest\.json does not hold/],
    ['has a statement that was changed, with the lists', (files) => withLists(files, 'test-result.json', Buffer.from(String(files.get('test-result.json')).replace('FAILED', 'PASSED'))), /envelope of test-result\.json does not hold/],
    ['has another key', (files) => files.set('signer.pem', Buffer.from(publicPem(other))), /signature of SHA256SUMS does not hold/],
    ['has a private key in place of the public one', (files) => files.set('signer.pem', Buffer.from(other.export({ format: 'pem', type: 'pkcs8' }))), /signer\.pem holds no key/],
    ['has lost one of its signatures', (files) => files.delete('SHA256SUMS.sig'), /SHA256SUMS\.sig is missing/],
    ['has a JWS without a signature', (files) => files.set('manifest.json.jws', Buffer.from(`${Buffer.from('{"alg":"none"}').toString('base64url')}..`)), /JWS of manifest\.json does not hold/],
    ['has a scenario that was changed, with the lists', (files) => withLists(files, 'scenarios/par.yaml', Buffer.from('id: other\n')), /the scenarios are not those of the run/],
  ];
  for (const [what, change, told] of CHANGED)
    it(`is not whole when it ${what}`, async () => {
      const file = join(folder, 'changed.zip');
      copyFileSync(made, file);
      await rewritten(file, change);
      expect((await check(file)).problems.join('\n')).to.match(told);
    });

  it('that somebody signed anew with another key is told from the one whose key was named', async () => {
    const file = join(folder, 'anew.zip');
    await bundleOf(folder, file, { signer: { key: other, certificates: [] } });
    expect((await check(file)).problems).to.deep.equal([]);
    expect((await check(file, key)).problems.join()).to.match(
      /^it is signed with another key than the one that was named/,
    );
  });

  it('that lost all its signatures is told from one whose key was named', async () => {
    const file = join(folder, 'unsigned.zip');
    await bundleOf(folder, file);
    expect(await check(file))
      .to.include({ signer: null })
      .and.to.deep.include({ problems: [] });
    expect((await check(file, key)).problems).to.deep.equal([
      'nobody has signed it, and a key was named to check it by',
    ]);
  });

  for (const [kind, make] of KEYS)
    it(`can be signed with a key of the kind ${kind}`, async () => {
      const file = join(folder, `${kind}.zip`);
      const own = make();
      await bundleOf(folder, file, { signer: { key: own, certificates: [] } });
      expect((await check(file, own)).problems).to.deep.equal([]);
    });

  it('that one with a key makes of another verdict does not follow from its run.json', async () => {
    const file = join(folder, 'statement.zip');
    copyFileSync(made, file);
    const forged: { statement?: Buffer } = {};
    await rewritten(file, (files) => {
      forged.statement = Buffer.from(String(files.get('test-result.json')).replace('FAILED', 'PASSED'));
      withLists(files, 'test-result.json', forged.statement);
    });
    const archive = await openArchive(file);
    const manifest = await archive.read('manifest.json', 1e7);
    archive.close();
    const [jws, envelope] = [
      await detachedJws(manifest, key, []),
      await dsseEnvelope(forged.statement ?? manifest, key),
    ];
    await rewritten(file, (files) => {
      files.set('manifest.json.jws', Buffer.from(jws));
      files.set('test-result.dsse.json', Buffer.from(envelope));
      const sums = readSums(String(files.get(SUMS))) ?? new Map<string, string>();
      for (const name of ['manifest.json.jws', 'test-result.dsse.json'])
        sums.set(name, sha256(files.get(name) ?? manifest));
      const text = Buffer.from(sumsText(sums));
      files.set(SUMS, text).set('SHA256SUMS.sig', opensslSignature(text, key));
    });
    expect((await check(file, key)).problems).to.deep.equal(['test-result.json does not follow from run.json']);
  });
});
