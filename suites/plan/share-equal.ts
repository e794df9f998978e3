/** Plans are large and say the same things again and again: equal controls, steps, inputs and lines are held once. */

/** Gives data that is equal to what it is given, in which equal parts are one and the same, so that nobody may change it any more. */
export type ShareEqual = <T>(value: T) => T;

/** What one of them has shared, it shares with all that comes later. Takes plain data: what JSON carries, and undefined. */
export function createShareEqual(): ShareEqual {
  /** A number for each value that is held, so that few characters tell what is made of them. */
  const numbers = new Map<unknown, number>();
  const held: unknown[] = [];
  const byMembers = new Map<string, number>();

  /** The number of a value that is equal and held. */
  function numberOf(value: unknown): number {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    if (value === null || typeof value !== 'object') return hold(value);
    if (Array.isArray(value)) {
      const items = value.map(numberOf);
      return holdObject(`[${items.join()}`, () => items.map((one) => held[one]));
    }
    const names = Object.keys(value);
    const members = Object.values(value).map(numberOf);
    let key = '{';
    for (const [at, name] of names.entries()) key += `${numberOf(name)}:${members[at]},`;
    return holdObject(key, () => {
      const others = names.flatMap((name, at) => {
        const member = held[members[at] as number];
        return member === (value as { [name: string]: unknown })[name] ? [] : [[name, member] as const];
      });
      // Copied as a whole, members stay where V8 knows to find them.
      return others.length === 0 ? value : { ...value, ...Object.fromEntries(others) };
    });
  }

  function hold(value: unknown): number {
    numbers.set(value, held.length);
    return held.push(value) - 1;
  }

  function holdObject(key: string, make: () => object): number {
    const known = byMembers.get(key);
    if (known !== undefined) return known;
    const number = hold(make());
    byMembers.set(key, number);
    return number;
  }

  return <T>(value: T) => held[numberOf(value)] as T;
}
