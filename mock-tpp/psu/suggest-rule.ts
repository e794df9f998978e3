/** A ready-made rule for a page that fits none: what it holds, and what it most likely means, as a line to paste. */
import type { Page, PageButton, PageField } from './page.ts';
import { isBox } from './page-names.ts';

const LONGEST_NAME = 60;

/** Words of buttons, in some languages that banks speak. */
const YES =
  /approve|allow|accept|authori[sz]e|confirm|consent|continue|agree|yes|zustimmen|weiter|best[aä]tigen|accepter|autoriser/i;
const NO = /deny|cancel|reject|decline|refuse|abort|back|^no$|ablehnen|abbrechen|refuser|annuler/i;
const CODE = /otp|code|totp|tan|pin|token|challenge/i;
const TYPED = new Set(['text', 'email', 'tel', 'number', 'search', '', 'password']);

type Named = Pick<PageButton, 'id' | 'name' | 'value' | 'text'> & { type?: PageButton['type'] };

/** How a target file names a button: by id, by name, by its text, or else by its type; two of one name are told apart by their values. */
function nameOf({ id, name, value, text, type }: Named, all: readonly Named[]): string {
  if (id !== '') return id;
  if (name !== '') return all.filter((one) => one.name === name).length > 1 ? `${name}=${value}` : name;
  const read = text.trim().replace(/\s+/gu, ' ');
  return read === '' && type !== undefined ? `type=${type}` : read;
}

/** Text of a bank, on one line, short, quoted where YAML needs it, and never a reference that the target file would fill in. */
function written(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Bidi_Control}]|\$(?=\{)/gu, '').slice(0, LONGEST_NAME);
  return /^[A-Za-z][A-Za-z0-9_.-]*$/.test(plain) ? plain : JSON.stringify(plain);
}

const fieldName = ({ id, name, label }: PageField): string => id || name || label;
const boxName = ({ id, name, value, label }: PageField): string => label || id || `${name}=${value}`;

/** What a person types into, as far as it has a name. */
const typedOf = (fields: readonly PageField[]): PageField[] =>
  fields.filter((field) => TYPED.has(field.type) && fieldName(field) !== '').slice(0, 10);

/** A page rule in YAML, for the list under `psu.pages`; null for a page with nothing to press. */
export function suggestRule(page: Page): string | null {
  const choices: Named[] = [...page.buttons, ...page.links.map(({ id, text }) => ({ id, name: '', value: '', text }))];
  const told = (one: Named): string => `${one.id} ${one.name} ${one.value} ${one.text}`;
  const form =
    page.forms.find(({ fields }) => readFields(typedOf(fields)).sure) ?? page.forms[page.buttons[0]?.form ?? -1];
  const own = choices.filter((one) => form === undefined || !('form' in one) || page.forms[Number(one.form)] === form);
  const deny = choices.find((one) =>
    told(one)
      .split(' ')
      .some((word) => NO.test(word)),
  );
  const press = own.find((one) => one !== deny && YES.test(told(one))) ?? own.find((one) => one !== deny) ?? own[0];
  if (press === undefined) return null;
  const fields = typedOf(form?.fields ?? []);
  const { means, fill } = readFields(fields);
  const tick = (form?.fields ?? []).filter((field) => isBox(field) && field.required && !field.sent).slice(0, 10);
  const pressed = written(nameOf(press, choices));
  const parts = [
    `id: ${means}`,
    ...(fields.length > 0
      ? [`fields: [${fields.map((field) => written(fieldName(field))).join(', ')}]`]
      : [`buttons: [${pressed}]`]),
    ...(fill.length > 0
      ? [`fill: { ${fill.map(([field, value]) => `${written(fieldName(field))}: "\${psu.${value}}"`).join(', ')} }`]
      : []),
    ...(tick.length > 0 ? [`tick: [${tick.map((box) => written(boxName(box))).join(', ')}]`] : []),
    `press: ${pressed}`,
    ...(means === 'consent' && deny !== undefined ? [`deny: ${written(nameOf(deny, choices))}`] : []),
    `means: ${means}`,
  ];
  return `- { ${parts.join(', ')} }`;
}

/** A password makes a login, a code makes SCA, and nothing to type a consent. */
function readFields(fields: readonly PageField[]): {
  means: 'login' | 'sca' | 'consent' | 'other';
  fill: [PageField, string][];
  /** Whether it has what only such a page has. */
  sure: boolean;
} {
  const password = fields.find(({ type }) => type === 'password');
  const code = fields.find((field) => CODE.test(fieldName(field)));
  const user = fields.find((field) => field !== password && field !== code);
  if (password !== undefined && !CODE.test(fieldName(password)))
    return {
      means: 'login',
      fill: [...(user ? [[user, 'username'] as [PageField, string]] : []), [password, 'password']],
      sure: true,
    };
  if (code !== undefined) return { means: 'sca', fill: [[code, 'otp']], sure: true };
  if (user !== undefined) return { means: 'login', fill: [[user, 'username']], sure: false };
  return { means: fields.length === 0 ? 'consent' : 'other', fill: [], sure: false };
}
