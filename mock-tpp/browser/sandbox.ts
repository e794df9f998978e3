/** Whether Chromium keeps its sandbox: it refuses it to root; everybody else has it, unless they say that the machine has none to give. */
export const sandboxed = (
  env: { readonly [name: string]: string | undefined },
  user: number | undefined = process.getuid?.(),
): boolean => user !== 0 && env.ASSAY_BROWSER_SANDBOX !== 'off';
