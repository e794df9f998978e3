/** Which rule of the target file a page answers to, and which button the rule presses. */
import type { TppPageRule } from '../contract.ts';
import { said, worded } from '../said.ts';
import type { Page, PageField } from './page.ts';
import { boxesNamed, buttonNamed, holdsField, isBox, linkNamed } from './page-names.ts';

/** `look` goes as far as the consent page, `challenge` as far as that of the second factor, and nothing is pressed there. */
export type Decision = 'approve' | 'deny' | 'look' | 'challenge';

export const hasButton = (page: Page, name: string): boolean =>
  buttonNamed(page, name) !== null || linkNamed(page, name) !== null;

const hasField = (page: Page, name: string): boolean => page.forms.some(({ fields }) => holdsField(fields, name));

export const fits = (rule: TppPageRule, page: Page): boolean =>
  rule.fields.every((name) => hasField(page, name)) && rule.buttons.every((name) => hasButton(page, name));

/** The first rule, in the order of the target file, whose fields and buttons are all there. */
export const ruleFor = (page: Page, rules: readonly TppPageRule[]): TppPageRule | null =>
  rules.find((rule) => fits(rule, page)) ?? null;

/** What to press for a decision, and whether that declines; null when a consent page has no way to deny. */
export const pressFor = (rule: TppPageRule, decision: Decision): { name: string; declines: boolean } | null => {
  if (decision === 'deny' && rule.deny !== null) return { name: rule.deny, declines: true };
  return rule.means === 'consent' && decision === 'deny' ? null : { name: rule.press, declines: false };
};

/** Whether what a rule presses is there: scripts bring parts of a page one after the other. */
export const pressable = (rule: TppPageRule, page: Page, decision: Decision): boolean => {
  if (rule.means === 'done') return true;
  const press = pressFor(rule, decision);
  if (press === null || rule.tick.some((name) => !page.forms.some(({ fields }) => boxesNamed(fields, name).length > 0)))
    return press === null;
  return hasButton(page, press.name) || (press.declines && hasField(page, press.name));
};

/** An error page has one of the known ids or fields, or one of the known statuses. */
export const isErrorPage = (page: Page, status: number, error: { fields: string[]; status: number[] }): boolean =>
  error.status.includes(status) || error.fields.some((name) => page.ids.includes(name) || hasField(page, name));

/** The words for a person about a page that no rule fits. */
export const describePage = (page: Page): string => {
  const fields = page.forms.flatMap((form) => form.fields.filter((field) => field.type !== 'hidden' && !isBox(field)));
  const boxes = page.forms.flatMap((form) => form.fields.filter(isBox));
  const named = (list: { id: string; name?: string; text?: string; label?: string; type?: string }[]): string =>
    list
      .slice(0, 10)
      .map(
        (one) =>
          worded(one.id || one.name || '', 60) ||
          quoted(one.text || one.label) ||
          (one.type ? `type=${one.type}` : '(unnamed)'),
      )
      .join(', ') || 'none';
  const links = page.links.length > 0 ? `; links: ${named(page.links)}` : '';
  const ticked = boxes.length > 0 ? `; boxes: ${boxes.slice(0, 10).map(boxName).join(', ')}` : '';
  return `title ${said(page.title, 80)}, fields: ${named(fields)}${ticked}; buttons: ${named(page.buttons)}${links}`;
};

const quoted = (text: string | undefined): string => (text ? said(text, 40) : '');

const boxName = ({ name, value, label }: PageField): string =>
  [worded(`${name}=${value}`, 60), quoted(label)].filter((part) => part !== '').join(' ');
