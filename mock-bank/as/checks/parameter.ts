/** Parameters of an authorization request as checks read them. */
import { type Context, present } from '../../http/context.ts';
import { invalidRequest } from '../../http/refusal.ts';

/** A parameter as text; an empty one counts as not sent. @requirement RFC6749-3.1-3 */
export function parameter(context: Context, name: string): string | undefined {
  const value = present(context.as.parameters, 'the parameters')[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalidRequest(`${name} must be a string`);
  // Half of a surrogate pair is no text: it could not be written back.
  if (/\p{Surrogate}/u.test(value)) throw invalidRequest(`${name} is not Unicode`);
  return value;
}
