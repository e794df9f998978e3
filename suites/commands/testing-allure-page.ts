/** Reads the files back that Allure's page holds. */
import { inflateRawSync } from 'node:zlib';

const BLOCK = /<script type="application\/octet-stream" id="block-\d+">([A-Za-z0-9+/=]*)<\/script>/g;

/** What a page holds, by name. */
export function heldIn(html: string): Map<string, Buffer> {
  const blocks = [...html.matchAll(BLOCK)].map(([, base64 = '']) => {
    const plain = inflateRawSync(Buffer.from(base64, 'base64'));
    const end = plain.indexOf('\n');
    const places = JSON.parse(plain.subarray(0, end).toString('utf8')) as {
      [name: string]: [block: number, from: number, length: number];
    };
    return { places, contents: plain.subarray(end + 1) };
  });
  const held = new Map<string, Buffer>();
  for (const { places } of blocks)
    for (const [name, [block, from, length]] of Object.entries(places))
      held.set(name, blocks[block]?.contents.subarray(from, from + length) ?? Buffer.alloc(0));
  return held;
}
