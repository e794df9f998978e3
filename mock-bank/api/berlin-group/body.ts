/** Reading the JSON body of a request, member by member. */
import type { Context } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { readJson } from '../../http/request.ts';
import { formatError } from './errors.ts';

export type Members = Readonly<Record<string, unknown>>;

export function object(value: unknown, at: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw formatError(`${at} must be an object`);
  return value as Members;
}

/** The body as an object; another media type is 415. */
export function readBody({ request }: Context): Members {
  if (request.mediaType !== 'application/json') {
    throw new Refusal(415, 'invalid_request', 'the body must be application/json', { reason: 'FORMAT_ERROR' });
  }
  try {
    return object(readJson(request), 'the body');
  } catch (error) {
    if (error instanceof Refusal && error.reason !== null) throw error;
    throw formatError('the body is not JSON');
  }
}

/** A text of at most `longest` characters. */
export function text(value: unknown, at: string, longest: number): string {
  if (typeof value !== 'string' || value === '' || value.length > longest) {
    throw formatError(`${at} must be a text of at most ${longest} characters`);
  }
  return value;
}
