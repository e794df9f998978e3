/** The `claims` parameter as its readers see it. */
import { type Context, present } from '../../http/context.ts';
import { invalidRequest } from '../../http/refusal.ts';

/** An object: as it stands in a request object, or read from text; undefined when the request has none. */
export function readClaims(context: Context): unknown {
  const sent = present(context.as.parameters, 'the parameters').claims;
  if (sent === undefined || sent === '') return undefined;
  let value = sent;
  if (typeof sent === 'string') {
    try {
      value = JSON.parse(sent);
    } catch {
      throw invalidRequest('claims is not JSON');
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('claims is not an object');
  }
  return value;
}
