import { expect } from 'chai';
import { endShown } from './end-shown.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const END = Date.parse('2027-02-14T23:30:00Z');

// biome-ignore format: a table, one row a line
const ROWS: [string, 'agreed' | 'another' | 'none'][] = [
  ['Until 2027-02-14T23:30:00+00:00', 'agreed'],
  ['until 14/02/2027', 'agreed'],
  ['until 2/14/2027', 'agreed'],
  ['bis 14.02.2027', 'agreed'],
  ['bis 14. Februar 2027', 'agreed'],
  ['until 14th February 2027', 'agreed'],
  ['until Feb 14, 2027', 'agreed'],
  ["jusqu'au 14 février 2027", 'agreed'],
  ['hasta el 14 de febrero de 2027', 'agreed'],
  ['until 15 February 2027, as your calendar has it', 'agreed'],
  ['Given 2026-11-26. Until 2028-02-14', 'another'],
  ['until 16 February 2027', 'another'],
  ['until 14 March 2027', 'another'],
  // What it was given on, and what has no date or none that can be read, says nothing of the end.
  ['Given 2026-11-26', 'none'],
  ['Given 11/12/2026, or so', 'none'],
  ['for 80 days', 'none'],
  ['until 99.99.2027', 'none'],
  ['', 'none'],
];

describe('the end that a page shows for a consent', () => {
  for (const [text, shown] of ROWS) {
    it(`is ${shown} in "${text}"`, () => {
      expect(endShown(text, END, NOW)).to.equal(shown);
    });
  }

  it('is looked for in linear time', () => {
    const started = process.cpuUsage();
    expect(endShown('1 de aaaaaaaaaaaa '.repeat(50_000), END, NOW)).to.equal('none');
    expect(process.cpuUsage(started).user).to.be.below(5_000_000);
  });
});
