/** What a person does about a step that did not end as it had to, by how it ended: one row each, the first that fits counts. */
import type { AttemptRecord, CaseVariant, Outcome } from '../evidence/record.ts';

// biome-ignore format: a table, one row a line
const STEPS: readonly [begins: string, next: string][] = [
  ['tls.server-untrusted', 'Give the root of the server certificate as `trust` in the target file, or mend the chain and name the bank sends.'],
  ['tls.alert.', 'The bank ended the TLS handshake: check that the certificate under `identities` is known to it, in date, and sent with its chain.'],
  ['tls.', 'The connection was closed: check the certificate under `identities`, then what stands between here and the bank.'],
  ['unreachable', 'Nothing listens at that address, or it cannot be reached from here: check the address, the network and any proxy.'],
  ['timeout', 'The bank did not answer in time: run it again, and raise `limits.request` in the target file if it is slow.'],
  ['oversized.limit', 'The harness looks at no more than that, so the answer has to be looked at by a person: it is in the trace.'],
  ['oversized', 'Raise `limits.body` in the target file if the bank is right to send so much.'],
  ['proxy', 'The proxy stands in the way, not the bank: check its address, its credentials and what it lets through; `proxy` in the target file, HTTPS_PROXY and NO_PROXY say which one is used.'],
  ['host-not-allowed', 'Add the host to `hosts` in the target file if it belongs to the bank.'],
  ['redirect.loop', 'Follow the redirects in the trace: they go round, or there are more than `limits.redirects` in the target file.'],
  ['http.429', 'The bank asks us to slow down: lower `limits.concurrency` in the target file and run it again.'],
  ['http.5', 'The bank broke: look into its log at the time of the exchange.'],
];

/** A step that was never sent has no code: what the target lacks is told in its detail. */
const TARGET = 'Mend the target file, as the observed line says; the bank is not to blame.';

/** The sentence for an outcome, or null when its codes say nothing of how to go on. */
export function nextFor(outcome: Outcome): string | null {
  if (outcome.ok) return null;
  if (outcome.codes.length === 0) return TARGET;
  return STEPS.find(([begins]) => outcome.codes.some((code) => code.startsWith(begins)))?.[1] ?? null;
}

/**
 * What to do about a plain flow that the bank refused in so many words, or null when something else stopped it.
 * Names what the steps of the case chose: a bank that does not offer it is described wrongly, and breaks nothing.
 */
export function nextForPlainRefusal(
  outcome: Outcome,
  attempt: AttemptRecord | null,
  variant: CaseVariant,
): string | null {
  if (!/^(?:oauth|redirect)\.|^http\.4/.test(outcome.codes[0] ?? '')) return null;
  const inputs = (attempt?.steps ?? []).flatMap((step) => Object.entries(step.inputs));
  // Inputs are called as the axis is: response_mode, delivery.
  const chose = ([axis, value]: [string, string]): boolean =>
    inputs.some(([name, given]) => given === value && `-${axis}`.endsWith(`-${name.replaceAll('_', '-')}`));
  const chosen = Object.entries(variant).filter(chose);
  const named = chosen.map(([axis, value]) => `${axis} ${value}`).join(', ');
  return `The bank refused a request in which nothing is wrong. If it does not offer this${named && ` (here ${named})`}, say so in the target file, under variant, capabilities or without; else find out why.`;
}
