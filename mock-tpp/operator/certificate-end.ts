/** The action cert.outlive: waits for the end of a certificate. */
import { X509Certificate } from 'node:crypto';
import { textInput } from '../inputs.ts';
import type { ActionContext, ActionResult } from '../step.ts';

/** The last second belongs to the certificate (RFC 5280, 4.1.2.5), and clocks differ a little. */
const AFTER_MS = 2000;

/** By the clock of the system: bank and harness may have moved their own. */
export async function waitForEnd(context: ActionContext): Promise<ActionResult> {
  const { inputs, around, bank } = context;
  const identity = textInput(inputs, 'identity');
  const { validTo } = new X509Certificate((await context.identity(identity)).pem);
  const left = Date.parse(validTo) + AFTER_MS - (around.machineNow ?? around.now)();
  const { waitMs } = bank.limits;
  if (left > waitMs) {
    const detail = `the certificate of ${identity} is good for another ${Math.ceil(left / 1000)} s and limits.wait allows ${Math.floor(waitMs / 1000)} s`;
    return {
      ok: false,
      detail,
      needs: `${detail}. Have the hook cert.issue make one for the flaw short-lived that ends sooner`,
    };
  }
  if (left > 0) await around.sleep(left);
  return { ok: true, detail: `the certificate of ${identity} ran out at ${new Date(validTo).toISOString()}` };
}
