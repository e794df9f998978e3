/** The door of operator/: hooks of the bank's operator and the actions that use them. */
export { operatorActions } from './actions.ts';
export { decision } from './decision.ts';
export { HookFailed } from './hook-failed.ts';
export { HOOKS } from './hook-types.ts';
export { callHook, type HookWire } from './hooks.ts';
export { issueToken } from './issue-token.ts';
