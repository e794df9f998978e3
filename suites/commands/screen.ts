/** The terminal: where text for people goes, whether it may be drawn over, and whether it takes colour. */
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Screen {
  write(text: string): void;
  /** A terminal takes a status line that is drawn over. */
  live: boolean;
  color: Colors;
}

/**
 * What a stream takes. A dumb terminal takes neither colours nor a line that is drawn over; NO_COLOR, when it is not empty, and
 * `--no-color` turn colours off, and FORCE_COLOR turns them on where neither is said.
 */
export function lookOf(
  isTerminal: boolean,
  env: { [name: string]: string | undefined },
): { live: boolean; color: boolean } {
  const live = isTerminal && env.TERM !== 'dumb';
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const refused = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return { live, color: !refused && (live || forced) };
}

/** Text for people goes to the error stream when the output is for a program. */
export function openScreen(options: { json: boolean }): Screen {
  const stream = options.json ? process.stderr : process.stdout;
  const { live, color } = lookOf(stream.isTTY === true, process.env);
  return { live, color: pc.createColors(color), write: (text) => void stream.write(text) };
}
