/** The terminal: where text for people goes, whether it may be drawn over, and whether it takes colour. */
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Screen {
  write(text: string): void;
  /** A terminal takes a status line that is drawn over. */
  live: boolean;
  color: Colors;
}

/** Text for people goes to the error stream when the output is for a program. */
export function openScreen(options: { json: boolean }): Screen {
  const stream = options.json ? process.stderr : process.stdout;
  const live = stream.isTTY === true;
  const forced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0';
  const wanted = process.env.NO_COLOR === undefined && (live || forced);
  return { live, color: pc.createColors(wanted), write: (text) => void stream.write(text) };
}
