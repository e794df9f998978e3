import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { packFiles } from './packed-files.ts';

const file = (name: string, text: string) => ({ name, content: Buffer.from(text) });

describe('files packed into a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-packed-'));
  after(() => rmSync(folder, { recursive: true }));

  it('come back whole, equal ones kept once in all blocks, alike ones side by side', async () => {
    const seen: string[] = [];
    const packed = packFiles(join(folder, 'blocks'), (bytes) => seen.push(bytes.toString('utf8')));
    expect(await packed.add([file('b.json', 'control'), file('a.txt', 'plan ä'), file('a.json', '{}')])).to.equal(0);
    expect(await packed.add([file('c.json', 'control'), file('d.json', 'another')])).to.equal(1);
    const text = readFileSync(packed.close(), 'utf8');
    expect(packed.bytes).to.equal(Buffer.byteLength(text));
    const blocks = [...text.matchAll(/id="block-\d">([^<]*)</g)].map(([, base64 = '']) =>
      inflateRawSync(Buffer.from(base64, 'base64')).toString('utf8'),
    );
    expect(blocks).to.deep.equal([
      '{"a.json":[0,0,2],"b.json":[0,2,7],"a.txt":[0,9,7]}\n{}controlplan ä',
      '{"c.json":[0,2,7],"d.json":[1,0,7]}\nanother',
    ]);
    expect(seen, 'each was shown before it was packed').to.deep.equal(blocks);
    packed.remove();
  });
});
