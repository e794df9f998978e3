/** What is drawn well is never accused, what is not is found, and the rate of false alarms is what it is said to be. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { mostEntropy } from './entropy.ts';
import { DOUBT, largestSets } from './occupancy.ts';

/** Bytes that are as good as random and the same each time. */
function bytes(seed: string, count: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * 32 < count; at += 1) blocks.push(createHash('sha256').update(`${seed} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, count);
}

const drawn = (count: number, make: (seed: string) => string, run = 0): string[] =>
  Array.from({ length: count }, (_, at) => make(`${run} ${at}`));

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const inBase62 = (seed: string, length: number): string =>
  [...bytes(seed, 4 * length)]
    .filter((byte) => byte < 248)
    .slice(0, length)
    .map((byte) => BASE62[byte % 62])
    .join('');

const uuid = (seed: string): string => {
  const hex = bytes(seed, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${'89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]}${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** Ways to draw 128 bits and more. */
const GOOD: { [how: string]: (seed: string) => string } = {
  base64url: (seed) => bytes(seed, 16).toString('base64url'),
  hexadecimal: (seed) => bytes(seed, 16).toString('hex'),
  'base 62': (seed) => inBase62(seed, 22),
  'a prefix and hexadecimal': (seed) => `urn:ietf:params:oauth:request_uri:${bytes(seed, 16).toString('hex')}`,
  'a counter of growing length before it': (seed) => `${seed.split(' ')[1]}.${bytes(seed, 16).toString('hex')}`,
};

/** And to give less. */
const BAD: { [how: string]: (seed: string) => string } = {
  'a counter': (seed) => `${'k'.repeat(40)}${1000 + Number(seed.split(' ')[1])}`,
  'the time': (seed) => `token-${1_764_184_000_000 + 37 * Number(seed.split(' ')[1])}`,
  '64 bits': (seed) => bytes(seed, 8).toString('base64url'),
  '64 bits in hexadecimal, twice': (seed) => bytes(seed, 8).toString('hex'),
  'few bits with much around them': (seed) => `${'x'.repeat(100)}${bytes(seed, 4).toString('hex')}${'y'.repeat(100)}`,
  'a UUID of version 4, which holds 122': uuid,
};

describe('the most entropy of credentials', () => {
  for (const [how, make] of Object.entries(GOOD))
    it(`is enough for ${how}, however many are seen`, () => {
      for (const count of [1, 2, 5, 24, 200, 400])
        for (let run = 0; run < 5; run += 1)
          expect(mostEntropy(drawn(count, make, run)), `${count}`).to.be.at.least(128);
    });

  for (const [how, make] of Object.entries(BAD))
    it(`is too little for ${how}`, () => {
      expect(mostEntropy(drawn(200, make))).to.be.below(128);
    });

  it('is too little for a counter, the time and what is short when 24 are seen', () => {
    for (const how of ['a counter', 'the time', '64 bits'])
      expect(mostEntropy(drawn(24, BAD[how] ?? uuid)), how).to.be.below(128);
  });

  it('counts what is seen twice once, and nothing as nothing', () => {
    expect(mostEntropy(['abc', 'abc'])).to.equal(mostEntropy(['abc']));
    expect(mostEntropy([])).to.equal(0);
  });

  it('believes in a smaller set than there is with the probability that it says, and no more', () => {
    for (const [draws, size] of [
      [200, 16],
      [200, 64],
      [24, 10],
    ] as const) {
      const largest = largestSets(draws);
      // By inclusion and exclusion, another way to the same numbers.
      const below = Array.from({ length: size }, (_, at) => at + 1)
        .filter((seen) => (largest[seen] ?? 0) < size)
        .reduce((sum, seen) => sum + exactly(seen, draws, size), 0);
      expect(below, `${draws} of ${size}`).to.be.below(DOUBT);
    }
  });

  it('is told in a moment', () => {
    const long = drawn(400, (seed) => bytes(seed, 800).toString('base64url'));
    expect(mostEntropy(long)).to.be.above(1000);
  });
});

/** The probability to see just so many of `size` in `draws`. */
function exactly(seen: number, draws: number, size: number): number {
  let sum = 0;
  for (let without = 0; without < seen; without += 1)
    sum += (-1) ** without * choose(seen, without) * ((seen - without) / size) ** draws;
  return Math.max(0, choose(size, seen) * sum);
}

function choose(from: number, of: number): number {
  let ways = 1;
  for (let at = 1; at <= of; at += 1) ways = (ways * (from - of + at)) / at;
  return ways;
}
