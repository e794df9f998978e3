/** What the decoders read, and what they tell of a value that they cannot read. */
import { expect } from 'chai';
import { bool, list, listOrOne, needed, object, oneOf, optional, record, text, wholeNumber } from './decoder.ts';
import { decoded, testFolder } from './testing-files.ts';
import { value, values } from './value-decoder.ts';

describe('decoders', () => {
  const folder = testFolder();

  // biome-ignore format: one row, one line
  const VALUES: [string, unknown][] = [
    ['7', 7],
    ['0', 0],
    ['-3', -3],
    ['0x10', 16],
    ['"30.00"', '30.00'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['true', true],
    ['[~]', [null]],
    ['2026-01-31', '2026-01-31'],
    ['12:30:00', '12:30:00'],
    ['${a.b-c} and ${d}', '${a.b-c} and ${d}'],
    ['[1, {a: b}]', [1, { a: 'b' }]],
  ];
  for (const [written, wanted] of VALUES)
    it(`read ${written} as it is meant`, () => {
      expect(decoded(folder, value, written)).to.deep.equal({ value: wanted, told: [] });
    });

  for (const written of ['30.00', '010', '0010.50', '+08', '1e3', '1.5', '-0.10', '.5'])
    it(`want ${written} quoted`, () => {
      expect(decoded(folder, value, written)).to.deep.equal({ value: undefined, told: ['1:1 unquoted-amount'] });
      expect(decoded(folder, text(), written).told).to.deep.equal(['1:1 unquoted-amount']);
    });

  it('want every amount of money quoted, also one that a number would hold', () => {
    const { told } = decoded(folder, values, 'amount: 30\namounts: [10, "20"]\nmax: 5\ncount: 5\n');
    expect(told).to.deep.equal(['1:9 unquoted-amount', '2:11 unquoted-amount', '3:6 unquoted-amount']);
  });

  it('tell of references that are not well-formed', () => {
    for (const written of ['"${"', '"${}"', '"${a.}"', '"${a b}"', '"x${a.b}${"', '"${${a}}"'])
      expect(decoded(folder, value, written).told, written).to.deep.equal(['1:1 bad-reference']);
  });

  const shape = object({
    id: needed(text({ pattern: /^[a-z]+$/, code: 'bad-name', wanted: 'a word' }), 'its name'),
    size: optional(wholeNumber(1), 'how large'),
    kind: optional(oneOf('left', 'right'), 'which side'),
    tags: optional(listOrOne(text()), 'marks'),
    deep: optional(record(list(bool), /^[a-z]+$/), 'more'),
  });

  it('read a map of known keys, and where it stands', () => {
    const { value: read } = decoded(folder, shape, '# x\nid: a\nkind: left\ntags: t\ndeep: { x: [true, false] }\n');
    expect(read).to.deep.include({ id: 'a', kind: 'left', tags: ['t'], deep: { x: [true, false] } });
    expect(read?.place).to.include({ line: 2, column: 1 });
  });

  it('tell all that is wrong at once, each at its place', () => {
    const wrong = 'id: A1\nsize: 0\nkind: lfet\ntags: [t, 1]\ndeep: { "x y": [], b: [no] }\nidd: x\n';
    const { value: read, told } = decoded(folder, shape, wrong);
    expect(read).to.equal(undefined);
    expect(told).to.deep.equal([
      '1:5 bad-name',
      '2:7 wrong-type',
      '3:7 unknown-word',
      '4:11 unquoted-amount',
      '5:9 bad-name',
      '5:24 wrong-type',
      '6:1 unknown-key',
    ]);
  });

  it('take no member of an object for a known key', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(decoded(folder, shape, `id: a\n${key}: { size: 1 }\n`).told, key).to.deep.equal(['2:1 unknown-key']);
    const { value: read } = decoded(folder, record(text()), '__proto__: x\nconstructor: y\n');
    expect(Object.entries(read ?? {})).to.deep.equal([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
  });

  it('tell of keys that are missing, but not of one that was only misspelt', () => {
    expect(decoded(folder, shape, 'size: 1\n').told).to.deep.equal(['1:1 missing-key']);
    const two = object({ first: needed(text(), 'one'), second: needed(text(), 'two') });
    expect(decoded(folder, two, 'frist: a\n').told).to.deep.equal(['1:1 unknown-key', '1:1 missing-key']);
    expect(decoded(folder, two, 'frist: a\nsecnd: b\n').told).to.deep.equal(['1:1 unknown-key', '2:1 unknown-key']);
  });

  it('keep what is secret out of what they tell', () => {
    const source = folder.read('1234567\n');
    expect(text({ secret: true }).read(source.root, source)).to.equal(undefined);
    expect(JSON.stringify(source.problems)).to.not.contain('1234567');
  });

  it('want a map, a list, a word where one is due', () => {
    for (const written of ['x', '[a]', '1', '~x: 1'])
      expect(decoded(folder, shape, written).value, written).to.equal(undefined);
    expect(decoded(folder, list(text()), 'a').told).to.deep.equal(['1:1 wrong-type']);
    expect(decoded(folder, bool, '"true"').told).to.deep.equal(['1:1 wrong-type']);
    expect(decoded(folder, wholeNumber(0), '9007199254740993').told).to.deep.equal(['1:1 wrong-type']);
    expect(decoded(folder, oneOf('a'), '[a]').told).to.deep.equal(['1:1 unknown-word']);
  });
});
