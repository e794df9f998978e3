/** `browser` of a suite's configuration: its commands become rules for the pages of the bank, and what was typed becomes a test user. */
import type { Collected } from './collected.ts';
import { listIn, type Members, membersIn, textIn } from './configuration.ts';

export interface ImportedRule {
  id: string;
  fields?: string[];
  buttons?: string[];
  fill?: { [field: string]: string };
  press: string;
  deny?: string;
  means: 'login' | 'sca' | 'consent' | 'other';
}

export interface ImportedPages {
  rules: ImportedRule[];
  /** What was typed, by the value that the rules name. */
  user: { [value in TypedValue]?: string };
  /** Ids on the error page. */
  errors: string[];
  hosts: string[];
}

type TypedValue = 'username' | 'password' | 'otp';
type Path = (string | number)[];

const CONSENT = /consent|approve|allow|authori[sz]e|accept|agree|confirm|grant/i;
const WAITS = new Set(['wait', 'wait-element-visible', 'wait-element-invisible']);

/** Selectors in the simple forms that name one element by what a rule can name; null for all others. */
export function elementOf(kind: unknown, target: unknown): string | null {
  if (typeof kind !== 'string' || typeof target !== 'string' || target.length > 500) return null;
  if (kind === 'id' || kind === 'name') return target === '' ? null : target;
  for (const form of (Object.hasOwn(FORMS, kind) && FORMS[kind]) || []) {
    const found = form.exec(target)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

const FORMS: { readonly [kind: string]: readonly RegExp[] } = {
  css: [/^[a-z]*#([\w-]+)$/i, /^[a-z]*\[(?:name|id)=['"]?([\w.-]+)['"]?\]$/i],
  xpath: [
    /^\/\/(?:\*|[a-z]+)\[@(?:id|name)=["']([^"']+)["']\]$/i,
    /^\/\/(?:\*|[a-z]+)\[(?:text\(\)|\.|normalize-space\((?:\.|text\(\))?\))\s*=\s*["']([^"']+)["']\]$/i,
    /^\/\/(?:\*|[a-z]+)\[contains\((?:text\(\)|\.),\s*["']([^"']+)["']\)\]$/i,
  ],
};

/** A second field of a form that is not known by its name is the password of the first. */
const valueIn = (fill: { [field: string]: string }, field: string): TypedValue => {
  const value = valueFor(field);
  return value === 'username' && Object.values(fill).includes('${psu.username}') ? 'password' : value;
};

/** What a field is for, by its own name. */
function valueFor(field: string): TypedValue {
  if (/pass|pwd|\bpw\b|secret|pin\b/i.test(field)) return 'password';
  return /otp|totp|mfa|one.?time|\bcode|token|sms/i.test(field) ? 'otp' : 'username';
}

/** The host of a pattern such as `https://bank.example/login*`, when it has a whole one. */
const hostIn = (match: unknown): string[] =>
  typeof match === 'string'
    ? [/^https?:\/\/([A-Za-z0-9.-]+(?::\d{1,5})?)(?=[/*?]|$)/.exec(match)?.[1] ?? []].flat()
    : [];

/** All commands of the list, the rules in the order in which they are met. */
export function importBrowser(browser: unknown, at: Path, collected: Collected): ImportedPages {
  const pages: ImportedPages = { rules: [], user: {}, errors: [], hosts: [] };
  for (const [index, entry] of listIn(browser, 50).entries()) {
    const { match, tasks } = membersIn(entry);
    pages.hosts.push(...hostIn(match));
    for (const [number, task] of listIn(tasks, 50).entries())
      importTask(membersIn(task), [...at, index, 'tasks', number], pages, collected);
  }
  const [only, another] = pages.rules.filter((rule) => rule.means === 'other' && rule.fields === undefined);
  const consented = pages.rules.some(({ means }) => means === 'consent');
  if (!consented && only && !another) only.means = 'consent';
  return pages;
}

function importTask(task: Members, at: Path, pages: ImportedPages, collected: Collected): void {
  const called = textIn(task.task) ?? 'page';
  if (!/\/test\/|callback/.test(String(task.match))) pages.hosts.push(...hostIn(task.match));
  let fill: { [field: string]: string } = {};
  for (const [index, command] of listIn(task.commands, 100).entries()) {
    const [verb, kind, target, typed, ...more] = listIn(command, 10);
    const path = [...at, 'commands', index];
    if (typeof verb === 'string' && WAITS.has(verb)) {
      const element = elementOf(kind, target);
      const shows = [typed, ...more].some(
        (word) => typeof word === 'string' && word.startsWith('update-image-placeholder'),
      );
      // Waiting is the agent's own affair; a page that is photographed is an error page.
      if (shows && element !== null && (kind === 'id' || kind === 'name')) pages.errors.push(element);
      else if (shows) collected.drop(path, 'an error page is known by an id or a status: write them under psu.error');
      continue;
    }
    const element = collected.plain(path, elementOf(kind, target));
    if ((verb !== 'text' && verb !== 'click') || element === null) {
      collected.drop(
        path,
        verb === 'text' || verb === 'click'
          ? 'a page rule names elements by id, name, or a button’s text'
          : 'a page rule only fills in and presses',
      );
      continue;
    }
    if (verb === 'text') {
      const value = valueIn(fill, element);
      fill[element] = `\${psu.${value}}`;
      pages.user[value] ??= textIn(typed) ?? '';
      continue;
    }
    addRule(pages, called, fill, element);
    fill = {};
  }
  if (Object.keys(fill).length > 0) collected.drop(at, 'it fills in fields and presses nothing');
}

function addRule({ rules }: ImportedPages, called: string, fill: { [field: string]: string }, press: string): void {
  const fields = Object.keys(fill);
  const values = Object.values(fill).join(' ');
  const means = values.includes('password')
    ? 'login'
    : values.includes('otp')
      ? 'sca'
      : fields.length === 0 && CONSENT.test(`${called} ${press}`)
        ? 'consent'
        : 'other';
  const same = (rule: ImportedRule): boolean => rule.press === press && String(rule.fields ?? []) === String(fields);
  if (rules.some(same) || rules.length >= 50) return;
  const id =
    called
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40) || 'page';
  const free = rules.some((rule) => rule.id === id) ? `${id}-${rules.length + 1}` : id;
  rules.push({ id: free, ...(fields.length === 0 ? { buttons: [press] } : { fields, fill }), press, means });
}

/** The override for the module in which the user declines tells the button for that. */
export function importDenial(pages: ImportedPages, override: Members, collected: Collected): void {
  for (const [module, parts] of Object.entries(override).slice(0, 500)) {
    const part = membersIn(parts);
    const at = ['override', module, 'browser'];
    if (/user-rejects/.test(module)) {
      const denied = importBrowser(part.browser, at, collected).rules;
      const button = denied.find(
        (rule) => rule.fields === undefined && !pages.rules.some(({ press }) => press === rule.press),
      );
      const consent = pages.rules.find(({ means }) => means === 'consent');
      if (button && consent) consent.deny = button.press;
      else collected.drop(at, 'no consent page and button to decline were found in it');
    } else if (part.browser !== undefined)
      collected.drop(at, 'page rules hold for all cases: add a rule if this module meets another page');
    for (const key of Object.keys(part).slice(0, 50))
      if (key !== 'browser') collected.drop(['override', module, key], 'a target file is the same for all cases');
  }
}
