/** The operator did not do what the hook asks for: the bank is not to blame, and the case cannot be judged. */
export class HookFailed extends Error {}
