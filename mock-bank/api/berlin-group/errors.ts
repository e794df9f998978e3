/** Refusals in the words of Berlin Group NextGenPSD2: `tppMessages`, each with a code of the standard. */
import { challenge } from '../../http/challenge.ts';
import type { Context } from '../../http/context.ts';
import { Refusal, type RefusalKind } from '../../http/refusal.ts';
import { json, type Reply } from '../../http/reply.ts';

/** A refusal with one of the standard's own codes. */
export function refused(status: number, code: string, description: string): Refusal {
  const kind: RefusalKind = status === 401 ? 'token' : 'request';
  return new Refusal(status, status === 401 ? 'invalid_token' : 'invalid_request', description, { kind, reason: code });
}

export const formatError = (description: string): Refusal => refused(400, 'FORMAT_ERROR', description);

/** The standard's code for what rules of every dialect find. */
const CODES: Readonly<Record<string, string>> = {
  'token-missing': 'TOKEN_UNKNOWN',
  'token-unknown': 'TOKEN_UNKNOWN',
  'token-expired': 'TOKEN_EXPIRED',
  'certificate-missing': 'CERTIFICATE_MISSING',
  'certificate-revoked': 'CERTIFICATE_REVOKED',
  'certificate-expired': 'CERTIFICATE_EXPIRED',
  'certificate-invalid': 'CERTIFICATE_INVALID',
  'consent-unauthorised': 'CONSENT_INVALID',
  'consent-expired': 'CONSENT_EXPIRED',
  'consent-revoked': 'CONSENT_INVALID',
  'consent-deleted': 'CONSENT_EXPIRED',
};

function codeOf({ reason, status }: Refusal): string {
  if (reason !== null) return CODES[reason] ?? reason;
  if (status === 401) return 'TOKEN_INVALID';
  return status === 403 ? 'CONSENT_INVALID' : 'FORMAT_ERROR';
}

export function refuseBerlin(context: Context, refusal: Refusal): Reply {
  const headers = [...refusal.headers, ...challenge(context, refusal)];
  const code = codeOf(refusal);
  return json(refusal.status, { tppMessages: [{ category: 'ERROR', code, text: refusal.message }] }, headers);
}
