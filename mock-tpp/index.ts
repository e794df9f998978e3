/** The only door of the mock TPP: a correct client that can be asked to misbehave. */
import type { Tpp, TppBank, TppSurroundings } from './contract.ts';

export type * from './contract.ts';
export { TppFault } from './fault.ts';
export { sandboxed } from './psu/chromium.ts';
export { findBrowser } from './psu/index.ts';
export { AXES, type Axis, type AxisName, DEFAULT_VARIANT, type Variant } from './variant.ts';
export { vocabulary } from './vocabulary.ts';

/**
 * Opens a TPP for one bank. Lanes keep their connections between sessions; nothing is sent before a session runs a step.
 * Bank behaviour never throws; TppFault is thrown for what the caller got wrong.
 */
export async function openTpp(bank: TppBank, around: TppSurroundings): Promise<Tpp> {
  // The network is loaded with it: whoever asks for the vocabulary alone need not wait for that.
  const { open } = await import('./open.ts');
  return open(bank, around);
}
