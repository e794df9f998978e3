import { expect } from 'chai';
import { CommanderError } from 'commander';
import { UnreadableRun } from '../evidence/index.ts';
import { Rejected } from '../run/exit.ts';
import { exitOf } from './failure.ts';

describe('what went wrong, told', () => {
  function told(error: unknown): { exit: number; text: string } {
    let text = '';
    const exit = exitOf(error, (more) => {
      text += more;
    });
    return { exit, text };
  }

  it('shows a mistake of the author with its line, and ends with 2', () => {
    const place = { file: 'a.yaml', line: 2, column: 3 };
    const problem = {
      code: 'unknown-key',
      place,
      message: 'unknown key "exepct"',
      hint: 'did you mean "expect"?',
      allowed: [],
    };
    const { exit, text } = told(
      new Rejected('one problem; nothing was sent', [problem], new Map([['a.yaml', 'id: a\n  exepct: 1\n']])),
    );
    expect(exit).to.equal(2);
    expect(text)
      .to.contain('a.yaml:2:3 unknown-key')
      .and.contain('exepct: 1')
      .and.contain('did you mean')
      .and.contain('nothing was sent');
  });

  it('leaves the words about the command line to the parser, and ends with 2', () => {
    expect(told(new CommanderError(1, 'commander.unknownOption', 'unknown'))).to.deep.equal({ exit: 2, text: '' });
    expect(told(new UnreadableRun('x/run.json cannot be read')).exit).to.equal(2);
  });

  it('tells our own fault in short and without a stack, and ends with 70', () => {
    const { exit, text } = told(new TypeError('x is not a function'));
    expect(exit).to.equal(70);
    expect(text)
      .to.contain('x is not a function')
      .and.not.match(/\n\s+at /);
  });
});
