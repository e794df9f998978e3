/** The `${env.x}` and `${launch.x}` of a target file, filled in while it is read. */
import { didYouMean } from './did-you-mean.ts';
import { badReference, replaceReferences, wellFormed } from './reference.ts';
import type { Source } from './source.ts';

interface Held {
  source: Source;
  /** References that get their value later and stay as they are; `*` for any. */
  later: readonly string[];
  env: { [name: string]: string | undefined };
  launch: { [name: string]: string };
}

/** Null when a reference has no value, which is reported. */
export function substitute(text: string, node: unknown, { source, later, env, launch }: Held): string | null {
  if (!wellFormed(text)) {
    source.tell('bad-reference', node, badReference(text));
    return null;
  }
  let whole = true;
  const undefinedValue = (reference: string, hint: string | null): string => {
    whole = false;
    source.tell('undefined-value', node, `${reference} has no value`, { hint });
    return reference;
  };
  const filled = replaceReferences(text, ({ text: reference, root: first, path: members }) => {
    const path = [first, ...members].join('.');
    const root = members.length === 1 && (first === 'env' || first === 'launch') ? first : undefined;
    const [name] = members;
    if (root === 'env' && name !== undefined)
      return env[name] || undefinedValue(reference, `set the environment variable ${name}`);
    const known = [...later.filter((one) => one !== '*'), ...Object.keys(launch).map((one) => `launch.${one}`)];
    if (root === 'launch' && name !== undefined && Object.hasOwn(launch, name)) return launch[name] ?? '';
    if (root === undefined && (later.includes('*') || later.includes(path))) return reference;
    const otherwise =
      root === 'launch'
        ? 'only a target with `launch: mock-bank` has such values'
        : 'only ${env.NAME} is filled in here';
    return undefinedValue(reference, didYouMean(path, known) ?? otherwise);
  });
  return whole ? filled : null;
}
