/** What a person sees while a run goes on: on a terminal each finished case and how far it is, in a log what needs a look. */
import type { JudgedCase, Verdict } from '../evidence/index.ts';
import type { Colors, Screen } from './screen.ts';

export interface Progress {
  start(text: string): void;
  finished(judged: JudgedCase): void;
  done(): void;
}

interface Look {
  mark: string;
  paint: keyof Pick<Colors, 'green' | 'yellow' | 'red' | 'dim' | 'cyan' | 'magenta'>;
}

export const LOOK: { [V in Verdict]: Look } = {
  pass: { mark: '✔', paint: 'green' },
  warn: { mark: '!', paint: 'yellow' },
  observed: { mark: '○', paint: 'cyan' },
  review: { mark: '?', paint: 'yellow' },
  'not-applicable': { mark: '–', paint: 'dim' },
  skipped: { mark: '–', paint: 'dim' },
  inconclusive: { mark: '?', paint: 'magenta' },
  fail: { mark: '✖', paint: 'red' },
  error: { mark: '✖', paint: 'red' },
};

const WIDEST = 'not-applicable'.length;

/** A verdict with its mark, in its colour, padded so that ids stand below each other. */
export function verdictText(verdict: Verdict, color: Colors): string {
  const { mark, paint } = LOOK[verdict];
  return color[paint](`${mark} ${verdict.padEnd(WIDEST)}`);
}

/** A log has a line for each case of a run as short as this. */
const SHORT = 40;
/** Told at once and without a word to the bank, so that they say nothing of how far a run is. */
const WITHHELD: readonly Verdict[] = ['not-applicable', 'skipped'];
/** A log of a longer run says as often as this how far it is. */
const STEPS = 20;

export interface ProgressOptions {
  /** Cases of the plan that are still to come. */
  total: number;
  /** Those of them that are not run, because they do not apply or are skipped. */
  withheld: number;
  /** Nothing at all. */
  quiet: boolean;
  /** A line for each case, in a log as well. */
  verbose: boolean;
}

export function createProgress(screen: Screen, { total, withheld, quiet, verbose }: ProgressOptions): Progress {
  if (quiet) return { start: () => undefined, finished: () => undefined, done: () => undefined };
  return screen.live || verbose || total <= SHORT ? everyCase(screen, total) : inSteps(screen, total - withheld);
}

/** For a log: what needs a look, and now and then a line that says how far the run is. Nothing is drawn over. */
function inSteps(screen: Screen, total: number): Progress {
  const step = Math.ceil(total / STEPS);
  const counts = new Map<Verdict, number>();
  let count = 0;
  return {
    start: (text) => screen.write(`${text}\n`),
    finished(judged) {
      if (WITHHELD.includes(judged.verdict)) return;
      count += 1;
      counts.set(judged.verdict, (counts.get(judged.verdict) ?? 0) + 1);
      if (EXPLAINED.includes(judged.verdict)) screen.write(`${caseLine(judged, screen.color)}\n`);
      if (count % step !== 0 && count !== total) return;
      const told = [...counts].map(([verdict, number]) => `${number} ${verdict}`).join(', ');
      screen.write(`${count} of ${total} cases: ${told}\n`);
    },
    done: () => undefined,
  };
}

function everyCase(screen: Screen, total: number): Progress {
  let count = 0;
  let bad = 0;
  const clear = (): void => {
    if (screen.live) screen.write('\r\u001b[K');
  };
  const status = (): void => {
    if (!screen.live || count === total) return;
    const wrong = bad === 0 ? '' : screen.color.red(`, ${bad} bad`);
    screen.write(`${screen.color.dim(`${count} of ${total}`)}${wrong}`);
  };
  return {
    start(text) {
      screen.write(`${text}\n`);
      status();
    },
    finished(judged) {
      count += 1;
      if (['fail', 'error', 'inconclusive'].includes(judged.verdict)) bad += 1;
      clear();
      screen.write(`${caseLine(judged, screen.color)}\n`);
      status();
    },
    done: clear,
  };
}

/** Verdicts that a person who follows the run wants explained at once; the rest is in the report. */
const EXPLAINED: readonly Verdict[] = ['warn', 'review', 'inconclusive', 'fail', 'error'];

/** `✔ pass  par.push.method (41 ms)`; below it what was seen, when someone may have to look into it. */
export function caseLine(judged: JudgedCase, color: Colors): string {
  const time = judged.durationMs > 0 ? color.dim(` (${Math.round(judged.durationMs)} ms)`) : '';
  const known = judged.deviation ? color.dim(` known deviation: ${judged.deviation.reason}`) : '';
  const line = `${verdictText(judged.verdict, color)} ${judged.id}${time}${known}`;
  if (!EXPLAINED.includes(judged.verdict)) return line;
  const below = `\n  ${' '.repeat(WIDEST)} `;
  return `${line}${below}${judged.title}${below}${color.dim(`${judged.meaning} Observed: ${judged.observed}`)}`;
}
