import { expect } from 'chai';
import { lookOf } from './screen.ts';

describe('what a stream takes', () => {
  // biome-ignore format: a table, one row a line
  const table: [what: string, terminal: boolean, env: { [name: string]: string }, live: boolean, color: boolean][] = [
    ['a terminal', true, { TERM: 'xterm' }, true, true],
    ['a file', false, { TERM: 'xterm' }, false, false],
    ['a file, with colours asked for', false, { FORCE_COLOR: '1' }, false, true],
    ['a file, with colours asked for with 0', false, { FORCE_COLOR: '0' }, false, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, true, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true, true],
    ['NO_COLOR beside FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, false, false],
  ];
  for (const [what, terminal, env, live, color] of table)
    it(`${what}: ${live ? 'drawn over' : 'lines only'}, ${color ? 'coloured' : 'plain'}`, () => {
      expect(lookOf(terminal, env)).to.deep.equal({ live, color });
    });
});
