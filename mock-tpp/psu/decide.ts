/** What a page of the bank means to a walk: an end, or what the user does there by the rules of the target file. */

import { contentTypeOf } from '../answer.ts';
import type { TppPageRule } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { said } from '../said.ts';
import { hostAllowed } from '../transport/hosts.ts';
import { type BoxChanges, boxChanges, NoSuchBox } from './boxes.ts';
import { postsAstray, readFormPost } from './callback.ts';
import { fillIn } from './fill.ts';
import { UnreasonablePage } from './markup.ts';
import type { Page, PageButton, PageForm, PageLink } from './page.ts';
import { boxesNamed, buttonNamed, linkNamed } from './page-names.ts';
import { type Decision, describePage, hasButton, isErrorPage, pressFor, ruleFor } from './rules.ts';
import { type Stop, sentAstray, stop } from './stop.ts';
import { UnusableForm } from './submission.ts';
import { suggestRule } from './suggest-rule.ts';
import { typesWrong } from './typing.ts';
import { type End, type PageArrival, taintCallback, type WalkSurroundings, type Way } from './way.ts';

/** How often one rule may be followed: a page that keeps coming back has refused what was filled in, and locks its user. */
const RULE_USES: { [means in TppPageRule['means']]: number } = {
  login: 2,
  sca: 2,
  consent: 3,
  other: 5,
  list: 2,
  done: 1,
};

/**
 * What a page means: an end of the walk, or what the user does there. Each rule that is followed is counted.
 * Throws UnusableForm and HookFailed.
 */
export const decide = async (arrival: PageArrival, page: Page, way: Way): Promise<End | Acts> => {
  const { request, around } = way;
  for (const { type, value } of page.forms.flatMap(({ fields }) => fields))
    if (type === 'password' && value !== '') around.taint(value, 'password');
  const callback = readFormPost(page, arrival.url, request.redirectUri);
  if (callback !== null) return taintCallback({ kind: 'callback', callback }, around);
  if (request.foreignUri !== null && readFormPost(page, arrival.url, request.foreignUri) !== null)
    return sentAstray(request.foreignUri);
  const astray = postsAstray(page, arrival.url, request);
  if (astray !== null && !hostAllowed(astray, around.bank.hosts)) return sentAstray(astray.split('?')[0] ?? '');
  const rule = ruleFor(page, around.bank.psu.pages);
  if (way.typedWrong && (rule === null || way.pages.includes(rule.id)))
    return { kind: 'answered', status: arrival.status, text: page.text };
  if (rule === null) return unknownPage(arrival, page, around);
  if (request.decision === 'challenge' && rule.means !== 'login' && rule.means !== 'other')
    return rule.means === 'sca' ? { kind: 'seen', arrival, page, jar: way.jar, shown: null } : unchallenged(arrival);
  // A code that was sent for something else is tried once.
  const uses = rule.means === 'sca' && request.typing ? 1 : RULE_USES[rule.means];
  if (way.pages.filter((id) => id === rule.id).length >= uses) {
    const detail = `the page of rule ${rule.id} came back after ${uses} answers; it ${saysOf(page)}`;
    return stop(['page.error', `http.${arrival.status}`], detail);
  }
  way.pages.push(rule.id);
  if (endsAt(rule, page)) return { kind: 'seen', arrival, page, jar: way.jar, shown: null };
  way.sca ||= rule.means === 'sca';
  way.typedWrong ||= typesWrong(request.typing ?? null, rule);
  if (rule.means === 'consent') {
    if (request.decision === 'look') return { kind: 'seen', arrival, page, jar: way.jar, shown: null };
    if (request.decision !== 'challenge') way.decided ??= request.decision;
  } else if (request.decision === 'deny' && rule.deny !== null) way.decided = 'deny';
  return actsOn(page, rule, request.decision, around);
};

/** A dashboard is through when it says so, or when its list has no such consent. */
const endsAt = (rule: TppPageRule, page: Page): boolean =>
  rule.means === 'done' || (rule.means === 'list' && !hasButton(page, rule.press));

const unchallenged = ({ status }: PageArrival): Stop =>
  stop(['sca.exempted', `http.${status}`], 'the bank did not ask for a second factor');

/** What the user does on a page. */
export type Acts = { kind: 'acts'; label: string } & (
  | { link: PageLink; button: null }
  | { link: null; button: PageButton; form: PageForm; boxes: BoxChanges; filled: ReadonlyMap<string, string> }
);

const actsOn = async (page: Page, rule: TppPageRule, decision: Decision, around: WalkSurroundings): Promise<Acts> => {
  const press = pressFor(rule, decision);
  if (press === null) throw new UnusableForm(`the rule ${rule.id} names no button to deny with`);
  const acts = { kind: 'acts', label: `page ${rule.id}` } as const;
  const { button, form, link, declining } = pressed(rule, page, press);
  if (link !== null) return { ...acts, link, button };
  // Who declines types nothing, and leaves the boxes as they came.
  const filled = press.declines ? new Map<string, string>() : await fillIn(rule, around);
  const boxes = boxesOf(press.declines ? { tick: declining, clear: [] } : rule, rule.id, form, filled);
  return { ...acts, link, button, form, boxes, filled };
};

type Pressed =
  | { link: PageLink; button: null; form: null; declining: [] }
  | { link: null; button: PageButton; form: PageForm; declining: string[] };

/** A button or a link; or, to decline, a radio button or check box that is set before the usual button is pressed. */
const pressed = (rule: TppPageRule, page: Page, { name, declines }: { name: string; declines: boolean }): Pressed => {
  const fields = [...rule.fields, ...Object.keys(rule.fill)];
  const named = buttonNamed(page, name, fields);
  const link = named === null ? linkNamed(page, name) : null;
  if (link !== null) return { link, button: null, form: null, declining: [] };
  const box = named === null && declines && page.forms.some((form) => boxesNamed(form.fields, name).length > 0);
  const button = box ? buttonNamed(page, rule.press, [name]) : named;
  if (button === null)
    throw new UnusableForm(
      `the page of rule ${rule.id} has no button or link ${name}; ${describePage(page)}${readyRule(page)}`,
    );
  const form = page.forms[button.form];
  if (form === undefined) throw new UnusableForm(`the button ${name} belongs to no form`);
  return { link: null, button, form, declining: box ? [name] : [] };
};

const boxesOf = (
  acts: Pick<TppPageRule, 'tick' | 'clear'>,
  id: string,
  form: PageForm,
  filled: ReadonlyMap<string, string>,
): BoxChanges => {
  try {
    return boxChanges(form, acts, filled);
  } catch (error) {
    throw error instanceof NoSuchBox ? new UnusableForm(`the page of rule ${id}: ${error.message}`) : error;
  }
};

/** The end of a walk that a page, or the operator, makes impossible; throws whatever else it was. */
export const stoppedBy = (error: unknown, { status }: PageArrival): Stop => {
  const told = error instanceof UnreasonablePage || error instanceof UnusableForm || error instanceof HookFailed;
  if (told) return stop(['malformed', `http.${status}`], error.message);
  throw error;
};

export const isHtml = ({ contentType }: PageArrival): boolean =>
  /^(text\/html|application\/xhtml\+xml)\b/iu.test(contentType);

/** An error that is told in plain text or JSON is told all the same: no standard wants a page of it. */
export const notHtml = ({ contentType, status }: PageArrival, around: WalkSurroundings): Stop => {
  const kind = contentTypeOf(contentType);
  const refusal = status >= 400 && status < 500;
  const known = refusal && around.bank.psu.error.status.includes(status);
  const codes = [...(known ? ['page.error'] : []), ...(status < 400 ? ['malformed'] : []), `http.${status}`];
  return stop(codes, `where a page was due the bank answered ${status} with ${kind}`, refusal);
};

const unknownPage = (arrival: PageArrival, page: Page, around: WalkSurroundings): Stop => {
  const { status } = arrival;
  const refusal = status < 500;
  if (isErrorPage(page, status, around.bank.psu.error)) {
    return stop(
      ['page.error', `http.${status}`],
      `the bank shows an error page with status ${status}; it ${saysOf(page)}`,
      refusal,
    );
  }
  if (status >= 400) return stop([`http.${status}`], `the bank answered ${status}; the page ${saysOf(page)}`, refusal);
  const script = page.refresh === null ? '' : ', and a refresh that is not followed';
  return stop(
    ['malformed', `http.${status}`],
    `no rule of the target file fits the page: ${describePage(page)}${script}${readyRule(page)}`,
  );
};

/** A line to paste, for whoever writes the rules. */
const readyRule = (page: Page): string => {
  const rule = suggestRule(page);
  return rule === null ? '' : `; a rule for it may be: ${rule}`;
};

const saysOf = (page: Page): string => `says ${said(page.text || page.title)}`;
