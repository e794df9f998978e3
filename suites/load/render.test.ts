/** How a problem is shown: the right place below the right line, and nothing that a terminal would act on. */
import { expect } from 'chai';
import { renderProblem, renderProblems } from './render.ts';
import type { Problem } from './scenario.ts';

const problem = (line: number, column: number, given: Partial<Problem> = {}): Problem => ({
  code: 'unknown-key',
  place: { file: 'a.yaml', line, column },
  message: 'unknown key "x"',
  hint: null,
  allowed: [],
  ...given,
});

const shown = (text: string, one: Problem): string[] => renderProblem(one, new Map([['a.yaml', text]])).split('\n');

describe('a problem on the screen', () => {
  it('has place, line, caret, message, hint and what is allowed', () => {
    expect(shown('one: 1\n  x: 2\n', problem(2, 3, { hint: 'did you mean "y"?', allowed: ['y', 'z'] }))).to.deep.equal([
      'a.yaml:2:3 unknown-key',
      '2 |   x: 2',
      '  |   ^',
      '  unknown key "x"',
      '  did you mean "y"?',
      '  allowed: y, z',
    ]);
  });

  it('has no line when there is none to show', () => {
    expect(shown('\n', problem(1, 1))).to.deep.equal(['a.yaml:1:1 unknown-key', '  unknown key "x"']);
    expect(renderProblem(problem(9, 9), new Map())).to.equal('a.yaml:9:9 unknown-key\n  unknown key "x"');
    expect(renderProblem(problem(0, 0), new Map()).split('\n')[0]).to.equal('a.yaml unknown-key');
  });

  it('shows the part of a long line that matters', () => {
    const [, line = '', caret = ''] = shown(`${'a'.repeat(5000)}X${'b'.repeat(5000)}`, problem(1, 5001));
    expect(line.length).to.be.below(200);
    expect(line[caret.indexOf('^')]).to.equal('X');
  });

  it('keeps the caret in place after a tab and after Windows line ends', () => {
    const [, line = '', caret = ''] = shown('a: 1\r\n\tb: X\r\n', problem(2, 5));
    expect(line[caret.indexOf('^')]).to.equal('X');
    expect(line).to.not.match(/[\r\t]/);
  });

  it('lets nothing through that a terminal would act on', () => {
    const evil = '\u001b[2J\u009b31m\u202ex\u0007';
    const text = shown(`a: ${evil}`, problem(1, 1, { message: evil, hint: evil, allowed: [evil] })).join('\n');
    expect(text.replaceAll('\n', '')).to.not.match(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('covers what is secret in the line', () => {
    const lines = [
      'password: hunter2, otp: "123456"',
      "{ passphrase: 'open sesame', x: 1 }",
      'password: "${env.PW}"',
      'proxy: { url: "http://me:hunter2@proxy.example" }',
    ];
    const [first = '', second = '', third = '', fourth = ''] = lines.map((line) => shown(line, problem(1, 1))[1]);
    expect(first).to.equal('1 | password: *******, otp: ********');
    expect(second).to.equal('1 | { passphrase: *************, x: 1 }');
    expect(third).to.equal('1 | password: "${env.PW}"');
    expect(fourth).to.equal('1 | proxy: { url: "http://me:*******@proxy.example" }');
  });

  it('comes in the order of lines, file by file, and what has no line last', () => {
    const other = problem(1, 1, { place: { file: 'b.yaml', line: 1, column: 1 } });
    const text = renderProblems([problem(9, 1), other, problem(2, 5), problem(0, 0), problem(2, 1)], new Map());
    expect(text.match(/^\S+\.yaml\S*/gm)).to.deep.equal([
      'a.yaml:2:1',
      'a.yaml:2:5',
      'a.yaml:9:1',
      'a.yaml',
      'b.yaml:1:1',
    ]);
  });
});
