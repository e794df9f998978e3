/** How a person goes on with a run that was broken off. */

/** Options with a value that another folder would go into. */
const FOLDERS = ['--output', '--resume'];

/**
 * The command that finishes a run: what was typed, in the folder of that run.
 * @param words of the command line, from `run` on
 */
export function resumeCommand(program: string, words: readonly string[], folder: string): string {
  const kept = words.filter(
    (word, index) =>
      !FOLDERS.some((option) => word === option || word.startsWith(`${option}=`) || words[index - 1] === option),
  );
  return [program, ...kept, '--resume', folder].map((word, index) => (index === 0 ? word : quoted(word))).join(' ');
}

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
