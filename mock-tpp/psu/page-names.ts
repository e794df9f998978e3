/** What a name in a page rule stands for on a page: an id, a name, `name=value`, what a person reads, or `type=`. */
import type { Page, PageButton, PageField, PageLink } from './page.ts';

/** Whether a text is that of the target file, however it is spaced and capitalised. */
const reads = (text: string, wanted: string): boolean => spoken(text) !== '' && spoken(text) === spoken(wanted);

const spoken = (text: string): string => text.trim().replace(/\s+/gu, ' ').toLowerCase();

type Way<T> = (one: T, name: string) => boolean;

/** The ways a button is named, the surest first. */
const BUTTON_WAYS: Way<PageButton>[] = [
  ({ id }, wanted) => id === wanted,
  ({ name }, wanted) => name === wanted,
  ({ name, value }, wanted) => `${name}=${value}` === wanted,
  ({ text }, wanted) => reads(text, wanted),
  ({ type }, wanted) => `type=${type}` === wanted,
];

const FIELD_WAYS: Way<PageField>[] = [
  ({ id }, wanted) => id === wanted,
  ({ name }, wanted) => name === wanted,
  ({ label }, wanted) => reads(label, wanted),
  ({ type }, wanted) => `type=${type}` === wanted,
];

const BOX_WAYS: Way<PageField>[] = [
  ({ id }, wanted) => id === wanted,
  ({ name, value }, wanted) => `${name}=${value}` === wanted,
  ...FIELD_WAYS.slice(1),
];

/** All that the surest way finds. */
const found = <T>(all: readonly T[], name: string, ways: readonly Way<T>[]): T[] => {
  for (const way of ways) {
    const fitting = name === '' ? [] : all.filter((one) => way(one, name));
    if (fitting.length > 0) return fitting;
  }
  return [];
};

/**
 * The button a name means. Where several forms have one, it is that of the form with all of the `fields`, or else with
 * most of them.
 */
export const buttonNamed = (page: Page, name: string, fields: readonly string[] = []): PageButton | null => {
  const fitting = found(page.buttons, name, BUTTON_WAYS);
  if (fitting.length < 2 || fields.length === 0) return fitting[0] ?? null;
  const held = page.forms.map((form) => fields.filter((field) => holdsField(form.fields, field)).length);
  const most = Math.max(...fitting.map(({ form }) => held[form] ?? 0));
  return fitting.find(({ form }) => (held[form] ?? 0) === most) ?? null;
};

/** The link a name means, where no button has it: by id, else by its text. */
export const linkNamed = (page: Page, name: string): PageLink | null =>
  page.links.find((link) => link.id === name) ?? page.links.find((link) => reads(link.text, name)) ?? null;

/** The fields a name means: by id, name, label or `type=`. */
export const fieldsNamed = (fields: readonly PageField[], name: string): PageField[] => found(fields, name, FIELD_WAYS);

/** The check boxes and radio buttons a name means: by id, `name=value`, name, label or `type=`. */
export const boxesNamed = (fields: readonly PageField[], name: string): PageField[] =>
  found(fields.filter(isBox), name, BOX_WAYS);

export const holdsField = (fields: readonly PageField[], name: string): boolean =>
  fieldsNamed(fields, name).length > 0 || boxesNamed(fields, name).length > 0;

export const isBox = ({ type }: PageField): boolean => type === 'checkbox' || type === 'radio';
