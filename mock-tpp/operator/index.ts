/** The door of operator/: hooks of the bank's operator and the acts that use them. */
export { operatorActs } from './acts.ts';
export { HOOKS } from './hook-types.ts';
export { callHook, HookFailed, type HookWire } from './hooks.ts';
