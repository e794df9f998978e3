/** What a call to management is made of, and how its body is read. */

/** A call that cannot be carried out as it was made; the message goes back to the caller. */
export class Mistake extends Error {}

export interface Call {
  /** The captured path segment, or empty. */
  id: string;
  query: URLSearchParams;
  body: { [member: string]: unknown };
}

/** What management can be asked of a subject, such as a bank. */
export interface Route<Subject> {
  method: 'GET' | 'POST' | 'PUT';
  path: RegExp;
  run(subject: Subject, call: Call): unknown;
}

export function text(body: Call['body'], name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new Mistake(`${name} is missing or not text`);
  return value;
}

export function word<T extends string>(value: unknown, words: readonly T[], name: string): T {
  const found = words.find((one) => one === value);
  if (found === undefined) throw new Mistake(`${name} is one of ${words.join(', ')}`);
  return found;
}
