/** Shows a problem as an author wants it: place, code, the line with a caret, what is wrong, and what to do. */
import type { Problem } from './scenario.ts';
import type { Files } from './source.ts';

const WIDEST = 160;
/** What a terminal would act on instead of showing it. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Values of a target file that are nobody's business, in a line that is shown because something else in it is wrong. */
const SECRET = /(\b(?:password|passphrase|otp)["']?\s*:\s*)("[^"]*"?|'[^']*'?|[^\s,}]+)/g;

/** The password in an address, such as that of a proxy. */
const IN_ADDRESS = /(:\/\/[^\s/@:"']*:)([^\s/@"']+)(?=@)/g;

/** A reference to the environment is no secret, and may be what is wrong. */
const covered = (line: string): string =>
  [SECRET, IN_ADDRESS].reduce(
    (shown, shape) =>
      shown.replace(shape, (whole, key: string, value: string) =>
        value.includes('${') ? whole : `${key}${'*'.repeat(value.length)}`,
      ),
    line,
  );

/** All of them, in the order of their lines. */
export function renderProblems(problems: readonly Problem[], files: Files): string {
  const order = [...new Set(problems.map(({ place }) => place.file))];
  return problems
    .toSorted(
      ({ place: a }, { place: b }) =>
        order.indexOf(a.file) - order.indexOf(b.file) || lineOf(a) - lineOf(b) || a.column - b.column,
    )
    .map((problem) => `${renderProblem(problem, files)}\n`)
    .join('\n');
}

const LINES = 5;

function againText({ times, lines }: NonNullable<Problem['again']>): string {
  const often = `the same ${times === 1 ? 'once' : `${times} times`} more in this file`;
  if (lines.length === 0) return often;
  return `${often}, on line${lines.length === 1 ? '' : 's'} ${lines.slice(0, LINES).join(', ')}${lines.length > LINES ? ' and others' : ''}`;
}

/** What lies on no line comes last. */
const lineOf = ({ line }: Problem['place']): number => (line === 0 ? Number.POSITIVE_INFINITY : line);

/** Several lines of text without colour; place and source line are left out where there are none. */
export function renderProblem(problem: Problem, files: Files): string {
  const { file, line, column } = problem.place;
  const out = [`${line === 0 ? file : `${file}:${line}:${column}`} ${problem.code}`];
  const written = files.get(file)?.split(/\r?\n/)[line - 1];
  if (written !== undefined && written.trim() !== '') {
    const from = Math.max(0, column - 1 - WIDEST / 2);
    const shown = covered(written)
      .slice(from, from + WIDEST)
      .replace(UNSEEN, ' ');
    const number = String(line);
    out.push(`${number} | ${shown}`, `${' '.repeat(number.length)} | ${' '.repeat(column - 1 - from)}^`);
  }
  const said = [
    problem.message,
    ...(problem.hint ? [problem.hint] : []),
    ...(problem.allowed.length > 0 ? [`allowed: ${problem.allowed.join(', ')}`] : []),
    ...(problem.again ? [againText(problem.again)] : []),
  ];
  return [...out, ...said.map((text) => `  ${text.replace(UNSEEN, ' ')}`)].join('\n');
}
