/** Refusals in the words of the API. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { challenge } from '../../http/challenge.ts';
import type { Context } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { empty, json, type Reply } from '../../http/reply.ts';
import { versionOf } from './versions.ts';

/** A 400 with one of the API's own codes, by its name in 3.1 without the common prefix. */
export function badRequest(name: string, description: string): Refusal {
  return new Refusal(400, 'invalid_request', description, { reason: name });
}

/** The codes for what rules of every dialect find. */
const CODES: Readonly<Record<string, string>> = {
  'header-missing': 'Header.Missing',
  'header-invalid': 'Header.Invalid',
};

/** The name of what is wrong; what is only said inside of the bank has none. */
function nameOf({ status, reason }: Refusal): string | null {
  const name = CODES[reason ?? ''] ?? reason;
  if (name !== null && /^[A-Z]/.test(name)) return name;
  return status === 400 ? 'Field.Invalid' : null;
}

/** 401 has no body; everything else has the API's code. */
export function refuseApi(context: Context, refusal: Refusal): Reply {
  const headers = [...refusal.headers, ...challenge(context, refusal)];
  if (refusal.status === 401) return empty(401, headers);
  const { status, message } = refusal;
  const name = nameOf(refusal);
  const body = {
    Code: `${status} ${(STATUS_CODES[status] ?? '').replaceAll(' ', '')}`,
    Id: randomUUID(),
    Message: message,
    Errors: name === null ? [] : [{ ErrorCode: versionOf(context).errorCode(name), Message: message }],
  };
  return json(status, body, headers);
}
