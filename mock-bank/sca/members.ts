/** Reads the members of a JSON object one by one: what is missing has its default, what is wrong or unknown is told by name. */
import { type Decimal, exactly, parseDecimal } from './decimal.ts';

/** What was sent is no situation; the message goes back to the caller. */
export class Unreadable extends Error {}

export type Members = { readonly [name: string]: unknown };

export function asMembers(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(`${name} is no object`);
  return value as Members;
}

/** Takes members out of an object by name; `end` refuses what nobody took. */
export class Reader {
  readonly #left: Map<string, unknown>;
  readonly #name: string;

  constructor(value: unknown, name: string) {
    this.#left = new Map(Object.entries(asMembers(value ?? {}, name)));
    this.#name = name;
  }

  #take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  #wrong(name: string, due: string): Unreadable {
    return new Unreadable(`${this.#name}.${name} is to be ${due}`);
  }

  text(name: string, otherwise: string): string {
    const value = this.#take(name) ?? otherwise;
    if (typeof value !== 'string') throw this.#wrong(name, 'text');
    return value;
  }

  word<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const value = this.#take(name) ?? otherwise;
    const found = words.find((one) => one === value);
    if (found === undefined) throw this.#wrong(name, `one of ${words.join(', ')}`);
    return found;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#take(name) ?? otherwise;
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false');
    return value;
  }

  /** A whole number from 0 up. */
  count(name: string, otherwise: number): number {
    const value = this.#take(name) ?? otherwise;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw this.#wrong(name, 'a whole number from 0');
    return value;
  }

  /** Decimal text; numbers of JSON are binary and refused. */
  decimal(name: string, otherwise: string): Decimal {
    return this.optionalDecimal(name) ?? exactly(otherwise);
  }

  optionalDecimal(name: string): Decimal | null {
    const value = this.#take(name) ?? null;
    if (value === null) return null;
    const read = typeof value === 'string' ? parseDecimal(value) : null;
    if (read === null) throw this.#wrong(name, 'a decimal as text, such as "30.00"');
    return read;
  }

  /** An ISO date with its time and zone, in milliseconds since 1970. */
  moment(name: string, otherwise: number): number {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    const at = typeof value === 'string' && /T.*(?:Z|[+-]\d\d:\d\d)$/u.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(at)) throw this.#wrong(name, 'a moment such as 2026-01-15T09:00:00Z');
    return at;
  }

  texts(name: string, otherwise: readonly string[] = []): readonly string[] {
    const value = this.#take(name) ?? otherwise;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      throw this.#wrong(name, 'a list of texts');
    return value as string[];
  }

  object<T>(name: string, read: (members: Reader) => T): T {
    const reader = new Reader(this.#take(name), `${this.#name}.${name}`);
    const value = read(reader);
    reader.end();
    return value;
  }

  list<T>(name: string, read: (members: Reader) => T): T[] {
    const value = this.#take(name) ?? [];
    if (!Array.isArray(value) || value.length > 100) throw this.#wrong(name, 'a list of at most 100');
    return value.map((one, index) => {
      const reader = new Reader(one, `${this.#name}.${name}.${index}`);
      const item = read(reader);
      reader.end();
      return item;
    });
  }

  end(): void {
    const [unknown] = this.#left.keys();
    if (unknown !== undefined)
      throw new Unreadable(`${this.#name} has a member ${JSON.stringify(unknown)} that nobody knows`);
  }
}
