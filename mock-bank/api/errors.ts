/** Refusals in the words of the UK Open Banking API. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { challenge } from '../http/challenge.ts';
import type { Context } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { empty, json, type Reply } from '../http/reply.ts';

/** A 400 with one of the API's own codes, given without the common prefix. */
export function badRequest(code: string, description: string): Refusal {
  return new Refusal(400, 'invalid_request', description, { apiCode: `UK.OBIE.${code}` });
}

/** The credential is fine, the right is not there. */
export function forbidden(description: string): Refusal {
  return new Refusal(403, 'insufficient_scope', description, { kind: 'scope' });
}

/** 401 has no body; everything else tells the API's code. */
export function refuseApi(context: Context, refusal: Refusal): Reply {
  const headers = [...refusal.headers, ...challenge(context, refusal)];
  if (refusal.status === 401) return empty(401, headers);
  const { status, message, apiCode } = refusal;
  const code = apiCode ?? (status === 400 ? 'UK.OBIE.Field.Invalid' : null);
  const body = {
    Code: `${status} ${(STATUS_CODES[status] ?? '').replaceAll(' ', '')}`,
    Id: randomUUID(),
    Message: message,
    Errors: code === null ? [] : [{ ErrorCode: code, Message: message }],
  };
  return json(status, body, headers);
}
