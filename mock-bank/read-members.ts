/** Reading JSON that somebody else wrote: each value is what it has to be, or the reader fails and says where. */
import type { ConfigReader } from './read-registration.ts';

export type Members = Readonly<Record<string, unknown>>;

/** `problem` makes the error of a sentence; places are such as `clients[0].jwks`. */
export class MembersReader implements ConfigReader {
  readonly #problem: (sentence: string) => Error;

  constructor(problem: (sentence: string) => Error) {
    this.#problem = problem;
  }

  object(value: unknown, at: string): Members {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(`${at}: an object is needed`);
    return value as Members;
  }

  array(value: unknown, at: string): unknown[] {
    return Array.isArray(value) ? value : this.fail(`${at}: a list is needed`);
  }

  text(value: unknown, at: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(`${at}: a text is needed`);
  }

  onlyKnown(value: Members, known: ReadonlySet<string>, at: string): void {
    const unknown = Object.keys(value).find((key) => !known.has(key));
    if (unknown !== undefined)
      this.fail(`${at}: unknown key ${JSON.stringify(unknown)} (known: ${[...known].join(', ')})`);
  }

  fail(problem: string): never {
    throw this.#problem(problem);
  }
}
