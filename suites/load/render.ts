/** Shows a problem as an author wants it: place, code, the line with a caret, what is wrong, and what to do. */
import type { Problem } from './scenario.ts';
import type { Files } from './source.ts';

const WIDEST = 160;

/** Several lines of text without colour; the source line is left out when the file is not at hand. */
export function renderProblem(problem: Problem, files: Files): string {
  const { file, line, column } = problem.place;
  const out = [`${file}:${line}:${column} ${problem.code}`];
  const written = files.get(file)?.split(/\r?\n/)[line - 1];
  if (written !== undefined && written.trim() !== '') {
    const from = Math.max(0, column - 1 - WIDEST / 2);
    const shown = written.slice(from, from + WIDEST).replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ');
    const number = String(line);
    out.push(`${number} | ${shown}`, `${' '.repeat(number.length)} | ${' '.repeat(column - 1 - from)}^`);
  }
  out.push(`  ${problem.message}`);
  if (problem.hint) out.push(`  ${problem.hint}`);
  if (problem.allowed.length > 0) out.push(`  allowed: ${problem.allowed.join(', ')}`);
  return out.join('\n');
}
