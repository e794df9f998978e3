/** The only door of the mock TPP: a correct client that can be asked to misbehave. */
import type { Tpp, TppBank, TppSurroundings } from './contract.ts';

export { findBrowser } from './browser/find-browser.ts';
export { sandboxed } from './browser/sandbox.ts';
export type * from './contract.ts';
export { TppFault } from './fault.ts';
export { AXES, type Axis, type AxisName, DEFAULT_VARIANT, type Variant } from './variant.ts';
export { vocabulary } from './vocabulary.ts';

/** What stands in the way of keys that are in a token, by identity, in words for an operator. */
export async function hardwareKeyProblems({ identities }: TppBank): Promise<{ identity: string; problem: string }[]> {
  const inTokens = Object.entries(identities).flatMap(([identity, one]) =>
    one.kind === 'pem' && one.engine !== undefined ? [{ identity, ...one, engine: one.engine }] : [],
  );
  if (inTokens.length === 0) return [];
  const { hardwareKeyProblem } = await import('./identity/hardware-key.ts');
  return inTokens.flatMap((one) => {
    const problem = hardwareKeyProblem(one.certificate, one);
    return problem === null ? [] : [{ identity: one.identity, problem }];
  });
}

/** The network is loaded apart: whoever asks for the vocabulary alone need not wait for that, and whoever has to wait anyway can ask for it. */
export const loadNetwork = (): Promise<typeof import('./open.ts')> => import('./open.ts');

/**
 * Opens a TPP for one bank. Lanes keep their connections between sessions; nothing is sent before a session runs a step.
 * Bank behaviour never throws; TppFault is thrown for what the caller got wrong.
 */
export async function openTpp(bank: TppBank, around: TppSurroundings): Promise<Tpp> {
  const { open } = await loadNetwork();
  return open(bank, around);
}
