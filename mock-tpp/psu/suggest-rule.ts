/** A ready-made rule for a page that fits none: what it holds, and what it most likely means, as a line to paste. */
import type { Page, PageButton, PageField } from './page.ts';

const LONGEST_NAME = 60;

/** Words of buttons, in some languages that banks speak. */
const YES =
  /approve|allow|accept|authori[sz]e|confirm|consent|continue|agree|yes|zustimmen|weiter|best[aä]tigen|accepter|autoriser/i;
const NO = /deny|cancel|reject|decline|refuse|abort|back|^no$|ablehnen|abbrechen|refuser|annuler/i;
const CODE = /otp|code|totp|tan|pin|token|challenge/i;
const TYPED = new Set(['text', 'email', 'tel', 'number', 'search', '', 'password']);

type Named = Pick<PageButton, 'id' | 'name' | 'value' | 'text'>;

/** How a target file names a button: by id, by name, or by its text; two of one name are told apart by their values. */
function nameOf({ id, name, value, text }: Named, all: readonly Named[]): string {
  if (id !== '') return id;
  if (name !== '') return all.filter((one) => one.name === name).length > 1 ? `${name}=${value}` : name;
  return text.trim().replace(/\s+/gu, ' ');
}

/** Text of a bank, on one line, short, quoted where YAML needs it, and never a reference that the target file would fill in. */
function written(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Bidi_Control}]|\$(?=\{)/gu, '').slice(0, LONGEST_NAME);
  return /^[A-Za-z][A-Za-z0-9_.-]*$/.test(plain) ? plain : JSON.stringify(plain);
}

const fieldName = ({ id, name }: PageField): string => id || name;

/** A page rule in YAML, for the list under `psu.pages`; null for a page with nothing to press. */
export function suggestRule(page: Page): string | null {
  const [button] = page.buttons;
  if (button === undefined && page.links.length === 0) return null;
  const form = page.forms[button?.form ?? -1];
  const fields = (form?.fields ?? []).filter((field) => TYPED.has(field.type) && fieldName(field) !== '').slice(0, 10);
  const { means, fill } = readFields(fields);
  const choices: Named[] = [...page.buttons, ...page.links.map(({ id, text }) => ({ id, name: '', value: '', text }))];
  const told = (one: Named): string => `${one.id} ${one.name} ${one.value} ${one.text}`;
  const deny = choices.find((one) =>
    told(one)
      .split(' ')
      .some((word) => NO.test(word)),
  );
  const press =
    choices.find((one) => one !== deny && YES.test(told(one))) ?? choices.find((one) => one !== deny) ?? choices[0];
  if (press === undefined) return null;
  const pressed = written(nameOf(press, choices));
  const parts = [
    `id: ${means}`,
    ...(fields.length > 0
      ? [`fields: [${fields.map((field) => written(fieldName(field))).join(', ')}]`]
      : [`buttons: [${pressed}]`]),
    ...(fill.length > 0
      ? [`fill: { ${fill.map(([field, value]) => `${written(fieldName(field))}: "\${psu.${value}}"`).join(', ')} }`]
      : []),
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
} {
  const password = fields.find(({ type }) => type === 'password');
  const code = fields.find((field) => CODE.test(fieldName(field)));
  const user = fields.find((field) => field !== password && field !== code);
  if (password !== undefined && !CODE.test(fieldName(password)))
    return {
      means: 'login',
      fill: [...(user ? [[user, 'username'] as [PageField, string]] : []), [password, 'password']],
    };
  if (code !== undefined) return { means: 'sca', fill: [[code, 'otp']] };
  if (user !== undefined) return { means: 'login', fill: [[user, 'username']] };
  return { means: fields.length === 0 ? 'consent' : 'other', fill: [] };
}
