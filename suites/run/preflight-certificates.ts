/** Whether the client certificates of a target are in date. That each belongs to its key was seen when the file was loaded. */
import { X509Certificate } from 'node:crypto';
import type { Target } from '../load/target.ts';
import { bad, dayOf, type Finding, good, SOON_MS, warn } from './preflight-finding.ts';

export function certificateFindings({ identities }: Target, now: number): Finding[] {
  return Object.entries(identities).flatMap(([name, identity]) =>
    identity.kind === 'issued' || identity.pem === null
      ? []
      : [certificateFinding(`certificate ${name}`, identity.pem.certificate, now)],
  );
}

function certificateFinding(what: string, pem: string, now: number): Finding {
  const leaf = new X509Certificate(pem);
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (to < now) return bad(what, `ended on ${dayOf(to)}`, 'Have it renewed, and name the new one.', true);
  if (from > now) return bad(what, `begins on ${dayOf(from)}`, 'Check the clock of this machine, or wait.', true);
  const alone = (pem.match(/BEGIN CERTIFICATE/g) ?? []).length === 1 && leaf.subject !== leaf.issuer;
  const chain = alone
    ? '; sent without the certificate of its issuer, which a bank that knows only the root needs'
    : '';
  const says = `is its key's, and in date until ${dayOf(to)}${chain}`;
  return to - now < SOON_MS ? warn(what, says, 'Have it renewed soon.') : good(what, says);
}
