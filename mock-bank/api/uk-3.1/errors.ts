/** Refusals in the words of the API. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { challenge } from '../../http/challenge.ts';
import type { Context } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { empty, json, type Reply } from '../../http/reply.ts';

const PREFIX = 'UK.OBIE.';

/** A 400 with one of the API's own codes, given without the common prefix. */
export function badRequest(code: string, description: string): Refusal {
  return new Refusal(400, 'invalid_request', description, { reason: PREFIX + code });
}

/** The codes for what rules of every dialect find. */
const CODES: Readonly<Record<string, string>> = {
  'header-missing': `${PREFIX}Header.Missing`,
  'header-invalid': `${PREFIX}Header.Invalid`,
};

/** 401 has no body; everything else has the API's code. */
export function refuseApi(context: Context, refusal: Refusal): Reply {
  const headers = [...refusal.headers, ...challenge(context, refusal)];
  if (refusal.status === 401) return empty(401, headers);
  const { status, message, reason } = refusal;
  const code = reason === null ? (status === 400 ? `${PREFIX}Field.Invalid` : null) : (CODES[reason] ?? reason);
  const body = {
    Code: `${status} ${(STATUS_CODES[status] ?? '').replaceAll(' ', '')}`,
    Id: randomUUID(),
    Message: message,
    Errors: code === null ? [] : [{ ErrorCode: code, Message: message }],
  };
  return json(status, body, headers);
}
