/** JSON as text that can hold a member twice, which no object of ours can. */
import type { Json } from './contract.ts';

type Members = { [member: string]: Json };

/** What stands behind the members of an object; forgotten with it. */
const behind = new WeakMap<Members, [string, Json][]>();

/** Has an object hold a member once more, after all others. */
export function repeatMember(object: Members, name: string, value: Json): void {
  behind.set(object, [...(behind.get(object) ?? []), [name, value]]);
}

/** The text of an object, with its repeated members at its end. */
export function textOf(object: Members): string {
  const text = JSON.stringify(object);
  const more = behind.get(object) ?? [];
  const told = more.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('');
  return `${text.slice(0, -1)}${told}}`;
}
