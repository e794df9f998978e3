/** Lists of expected failures and skips of the suite's runner: what of them becomes a known deviation of ours. */
import type { Source } from '../load/source.ts';
import type { LeftOut } from './collected.ts';
import { commentedYaml, oneLine } from './commented-yaml.ts';
import { lineOf, listIn, membersIn, textIn } from './configuration.ts';
import type { SuitePlan } from './plan-name.ts';

export interface Deviation {
  case: string;
  verdict: 'fail' | 'warn';
  reason: string;
}

export interface Expected {
  deviations: Deviation[];
  leftOut: LeftOut[];
}

/** What a list is held against: the plan, and the name of the configuration that is imported. */
export interface Around {
  plan: SuitePlan;
  configuration: string;
  /** Our cases that ask what a module asks. */
  casesOf(module: string): readonly string[];
}

const MOST = 2000;

/** One list. The worst of several entries about one case stands. */
export function importExpected(read: unknown, source: Source, { plan, configuration, casesOf }: Around): Expected {
  const found = new Map<string, Deviation>();
  const leftOut: LeftOut[] = [];
  for (const [at, held] of listIn(read, MOST).entries()) {
    const entry = membersIn(held);
    const module = textIn(entry['test-name']);
    const drop = (reason: string): void => {
      leftOut.push({ part: `${source.file}: ${module ?? `entry ${at}`}`, line: lineOf(source, at), reason });
    };
    const result = textIn(entry['expected-result']);
    if (module === null) drop('it has no test-name');
    else if (!wildcard(textIn(entry['configuration-filename']) ?? '*', configuration))
      drop('it is for another configuration');
    else if (!fitsVariant(entry.variant, plan)) drop('it is for another variant');
    else if (result === null) drop(skipText(casesOf(module)));
    else if (result !== 'failure' && result !== 'warning') drop('its expected-result is neither failure nor warning');
    else if (casesOf(module).length === 0) drop('no case here asks what this module asks');
    else
      for (const id of casesOf(module))
        if (found.get(id)?.verdict !== 'fail')
          found.set(id, {
            case: id,
            verdict: result === 'failure' ? 'fail' : 'warn',
            reason: oneLine(
              `${textIn(entry.comment) ?? 'expected'} (${module}, ${textIn(entry.condition) ?? 'no condition'})`,
            ).replaceAll('${', '$ {'),
          });
  }
  return { deviations: [...found.values()], leftOut };
}

/** A deviation is about a verdict, and a skip has none. */
const skipText = (cases: readonly string[]): string =>
  `it expects a skip; a case that does not apply says so by itself${
    cases.length === 0 ? '' : `, and assay run --skip '${cases.join(',')}' leaves it out`
  }`;

/** The file of known deviations. */
export const deviationsText = (deviations: Deviation[]): string =>
  commentedYaml({ deviations }, new Map(), [
    'Made by `assay import oidf` from lists of expected failures. A case here asks what the module asks, but it may judge',
    'it differently: a case that passes after all is told by the run, and its line then has to go.',
  ]);

function fitsVariant(variant: unknown, plan: SuitePlan): boolean {
  if (typeof variant === 'string' || variant === undefined) return true;
  return Object.entries(membersIn(variant)).every(
    ([axis, value]) => !Object.hasOwn(plan.variant, axis) || plan.variant[axis] === value,
  );
}

/** `*` for any text, walked in linear time. */
export function wildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
