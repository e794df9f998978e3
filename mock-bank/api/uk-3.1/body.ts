/** Reading the JSON body of an API request, member by member. */
import type { Context } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { readJson } from '../../http/request.ts';
import { readDateTime } from '../date-time.ts';
import { badRequest } from './errors.ts';

export type Members = Readonly<Record<string, unknown>>;

/** The body as an object; another media type is 415. */
export function readBody({ request }: Context): Members {
  if (request.mediaType !== 'application/json') {
    throw new Refusal(415, 'invalid_request', 'the body must be application/json');
  }
  let value: unknown;
  try {
    value = readJson(request);
  } catch {
    throw badRequest('Resource.InvalidFormat', 'the body is not JSON');
  }
  return object(value, 'the body');
}

export function object(value: unknown, at: string): Members {
  if (value === undefined) throw badRequest('Field.Missing', `${at} is missing`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('Field.Invalid', `${at} must be an object`);
  }
  return value as Members;
}

export function text(value: unknown, at: string, maxLength: number): string {
  if (value === undefined) throw badRequest('Field.Missing', `${at} is missing`);
  if (typeof value !== 'string' || value === '' || value.length > maxLength) {
    throw badRequest('Field.Invalid', `${at} must be a text of at most ${maxLength} characters`);
  }
  return value;
}

/** A date with time and zone, or null when it is absent. */
export function dateTime(value: unknown, at: string): { text: string; time: number } | null {
  if (value === undefined) return null;
  const written = text(value, at, 40);
  const time = readDateTime(written);
  if (time === null) throw badRequest('Field.InvalidDate', `${at} is not a date with time`);
  return { text: written, time };
}
