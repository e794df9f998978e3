/** Which rule of the target file a page answers to, and which button the rule presses. */
import type { TppPageRule } from '../contract.ts';
import type { Page, PageButton } from './page.ts';

/** `look` goes as far as the consent page and presses nothing there. */
export type Decision = 'approve' | 'deny' | 'look';

/** The button a name means: by id, else by name, else by `name=value`. */
export const buttonNamed = (page: Page, name: string): PageButton | null =>
  page.buttons.find((button) => button.id === name) ??
  page.buttons.find((button) => button.name === name) ??
  page.buttons.find((button) => `${button.name}=${button.value}` === name) ??
  null;

const hasField = (page: Page, name: string): boolean =>
  page.forms.some((form) => form.fields.some((field) => field.id === name || field.name === name));

export const fits = (rule: TppPageRule, page: Page): boolean =>
  rule.fields.every((name) => hasField(page, name)) && rule.buttons.every((name) => buttonNamed(page, name) !== null);

/** The first rule, in the order of the target file, whose fields and buttons are all there. */
export const ruleFor = (page: Page, rules: readonly TppPageRule[]): TppPageRule | null =>
  rules.find((rule) => fits(rule, page)) ?? null;

/** What to press for a decision; null when the rule names no way to deny. */
export const pressFor = (rule: TppPageRule, decision: Decision): string | null =>
  rule.means === 'consent' && decision === 'deny' ? rule.deny : rule.press;

/** An error page has one of the known ids or fields, or one of the known statuses. */
export const isErrorPage = (page: Page, status: number, error: { fields: string[]; status: number[] }): boolean =>
  error.status.includes(status) || error.fields.some((name) => page.ids.includes(name) || hasField(page, name));

/** The words for a person about a page that no rule fits. */
export const describePage = (page: Page): string => {
  const fields = page.forms.flatMap((form) => form.fields.filter((field) => field.type !== 'hidden'));
  const named = (list: { id: string; name: string }[]): string =>
    list
      .slice(0, 10)
      .map((one) => one.id || one.name || '(unnamed)')
      .join(', ') || 'none';
  return `title "${page.title.slice(0, 80)}", fields: ${named(fields)}; buttons: ${named(page.buttons)}`;
};
