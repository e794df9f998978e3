/** Challenges are read by their grammar, and nonsense is read as far as it goes. */
import { expect } from 'chai';
import { challengesIn } from './challenge.ts';

const read = (header: string): [string, { [name: string]: string }][] =>
  challengesIn(header).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);

describe('WWW-Authenticate', () => {
  const rows: [string, string, [string, { [name: string]: string }][]][] = [
    [
      'one scheme',
      'DPoP error="invalid_token", algs="ES256 PS256"',
      [['dpop', { error: 'invalid_token', algs: 'ES256 PS256' }]],
    ],
    [
      'several',
      'Bearer realm="a, b", DPoP ALGS=ES256',
      [
        ['bearer', { realm: 'a, b' }],
        ['dpop', { algs: 'ES256' }],
      ],
    ],
    [
      'schemes alone',
      'Bearer , ,DPoP',
      [
        ['bearer', {}],
        ['dpop', {}],
      ],
    ],
    ['what is quoted twice', 'Bearer realm="a\\"b", error="x"', [['bearer', { realm: 'a"b', error: 'x' }]]],
    ['spaces about the sign', 'Bearer error = "x"', [['bearer', { error: 'x' }]]],
    ['a word in a quoted text', 'Bearer realm="error=\\"x\\""', [['bearer', { realm: 'error="x"' }]]],
    ['a member twice', 'Bearer error="x", error="y"', [['bearer', { error: 'x' }]]],
    ['a text without an end', 'Bearer realm="a', [['bearer', {}]]],
    ['nothing', '', []],
    ['nonsense', '"=", =', []],
  ];
  for (const [what, header, expected] of rows)
    it(`is read with ${what}`, () => {
      expect(read(header)).to.deep.equal(expected);
    });
});
