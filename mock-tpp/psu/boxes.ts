/** Check boxes and radio buttons of a form: which of them a page rule sets and clears. */
import type { TppPageRule } from '../contract.ts';
import { said, worded } from '../said.ts';
import type { PageField, PageForm } from './page.ts';
import { boxesNamed, isBox } from './page-names.ts';

/** A box that a rule sets is not there. */
export class NoSuchBox extends Error {}

/** What becomes of boxes: true is set, false is cleared. What is not in it stays as it came. */
export type BoxChanges = ReadonlyMap<PageField, boolean>;

/**
 * What a rule changes: `clear`, then `fill` by a box's own id or by name and value, then `tick`. A name of several check
 * boxes means all, of several radio buttons the first. To clear what is not there is nothing; throws NoSuchBox for `tick`.
 */
export const boxChanges = (
  { fields }: PageForm,
  { tick, clear }: Pick<TppPageRule, 'tick' | 'clear'>,
  filled: ReadonlyMap<string, string>,
): BoxChanges => {
  const changes = new Map<PageField, boolean>();
  for (const name of clear) for (const box of boxesNamed(fields, name)) changes.set(box, false);
  for (const box of fields.filter(isBox)) {
    if (box.id !== '' && filled.has(box.id)) changes.set(box, true);
    else if (box.name !== '' && filled.has(box.name)) changes.set(box, filled.get(box.name) === box.value);
  }
  for (const name of tick) {
    const [first, ...more] = boxesNamed(fields, name);
    if (first === undefined)
      throw new NoSuchBox(`there is no check box or radio button ${name}; there is: ${namesOf(fields)}`);
    changes.set(first, true);
    for (const box of more) if (box.type === 'checkbox') changes.set(box, true);
  }
  return changes;
};

/** The form after the changes: of the radio buttons with one name only the last that was chosen is sent. */
export const withBoxes = (form: PageForm, changes: BoxChanges): PageForm => {
  const chosen = new Map<string, PageField>();
  for (const [box, set] of changes) if (set && box.type === 'radio' && box.name !== '') chosen.set(box.name, box);
  const sent = (field: PageField): boolean => {
    const radio = field.type === 'radio' ? chosen.get(field.name) : undefined;
    return radio === undefined ? (changes.get(field) ?? field.sent) : radio === field;
  };
  return { ...form, fields: form.fields.map((field) => (isBox(field) ? { ...field, sent: sent(field) } : field)) };
};

const namesOf = (fields: readonly PageField[]): string =>
  fields
    .filter(isBox)
    .slice(0, 10)
    .map(({ name, value, label }) => `${worded(`${name}=${value}`, 60)}${label === '' ? '' : ` ${said(label, 60)}`}`)
    .join(', ') || 'none';
