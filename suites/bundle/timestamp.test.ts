/** Time stamps, against the authority that openssl can play. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { authority, OPENSSL } from './testing-authority.ts';
import { BadTimestamp, readTimestamp, timestampRequest } from './timestamp.ts';

const NEEDS = OPENSSL ? '' : ' (not tried: openssl is not installed here)';

describe(`a time stamp${NEEDS}`, () => {
  const content = Buffer.from('what was there');
  let folder: string;
  let answer: Buffer;
  let root: X509Certificate;
  before(function () {
    if (!OPENSSL) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'assay-timestamp-'));
    const stamp = authority(folder);
    answer = stamp(timestampRequest(content));
    root = new X509Certificate(readFileSync(join(folder, 'root.pem')));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it('is asked for as openssl asks', () => {
    writeFileSync(join(folder, 'content'), content);
    const asked = spawnSync('openssl', ['ts', '-query', '-data', 'content', '-sha256', '-cert', '-no_nonce'], {
      cwd: folder,
    });
    expect(timestampRequest(content).equals(asked.stdout)).to.equal(true);
  });

  it('says when, by whom, and whether that one is trusted', () => {
    const { at, authority: who, trusted } = readTimestamp(answer, content, [root]);
    expect(Number.isNaN(Date.parse(at))).to.equal(false);
    expect([who, trusted]).to.deep.equal(['CN=Example Time', true]);
    expect(readTimestamp(answer, content, []).trusted).to.equal(false);
  });

  it('is of the authority that was named, and not of one with its name', () => {
    const other = mkdtempSync(join(tmpdir(), 'assay-timestamp-'));
    authority(other);
    const stranger = new X509Certificate(readFileSync(join(other, 'root.pem')));
    rmSync(other, { recursive: true });
    expect(stranger.subject).to.equal(root.subject);
    expect(readTimestamp(answer, content, [stranger]).trusted).to.equal(false);
  });

  it('is refused when it is of another content, or no token at all', () => {
    expect(() => readTimestamp(answer, Buffer.from('other'), [])).to.throw(BadTimestamp, 'about something else');
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), answer.subarray(0, 100), timestampRequest(content)])
      expect(() => readTimestamp(bytes, content, [])).to.throw(BadTimestamp);
  });

  it('never holds with a byte of it changed, but for the certificates, which are not signed by it', () => {
    const outcomes = new Map<string, number>();
    for (let at = 0; at < answer.length; at += 7) {
      const changed = Buffer.from(answer);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      let told = 'holds';
      try {
        const read = readTimestamp(changed, content, [root]);
        const same = read.at === readTimestamp(answer, content, []).at;
        told = same ? 'holds' : 'another time';
      } catch (error) {
        told = error instanceof BadTimestamp ? 'refused' : String(error);
      }
      outcomes.set(told, (outcomes.get(told) ?? 0) + 1);
    }
    expect([...outcomes.keys()].every((told) => told === 'refused' || told === 'holds')).to.equal(true);
    expect(outcomes.get('refused')).to.be.above(outcomes.get('holds') ?? 0);
  });
});
