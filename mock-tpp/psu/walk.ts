/** The PSU agent: walks the bank's pages by the rules of the target file until the bank sends it back to the client. */

import { said } from '../said.ts';
import { withBoxes } from './boxes.ts';
import { type Acts, decide, isHtml, notHtml, stoppedBy } from './decide.ts';
import { readPage } from './page.ts';
import { type Stop, stop } from './stop.ts';
import { followLink, type Submission, submit } from './submission.ts';
import type { Wrong } from './typing.ts';
import { type Arrival, arrive } from './visit.ts';
import {
  type Answered,
  type Back,
  type End,
  endAt,
  glance,
  newWay,
  type Ready,
  type Seen,
  taintCallback,
  type Walk,
  type WalkRequest,
  type WalkSurroundings,
  type Way,
  type WayRequest,
} from './way.ts';

/** Walks pages to an end: without a browser, or in one. */
export type WalkPages = (request: WayRequest, around: WalkSurroundings) => Promise<Walk<End>>;

/** From the authorization address to the redirect_uri, or to where it ends. Never throws for what a bank does. */
export const walkAuthorization = async (
  request: WalkRequest,
  around: WalkSurroundings,
  walkPages: WalkPages = walkOverHttp,
): Promise<Walk> => {
  const walk = await walkPages(request, around);
  if (walk.end.kind === 'seen' || walk.end.kind === 'ready')
    throw new Error('a walk that decides does not stop at a page');
  if (walk.end.kind !== 'answered') return { ...walk, end: walk.end };
  const { status, text } = walk.end;
  const refused = stop(
    ['page.error', `http.${status}`],
    `the bank does not go on after what was typed; its page says ${said(text)}`,
  );
  return { ...walk, end: refused };
};

type Opened = Pick<WalkRequest, 'first' | 'redirectUri' | 'state'>;

const NOWHERE_ELSE = { foreignUri: null, openTwice: false } as const;

/** From the authorization address to the consent page, or to that of the second factor, where nothing is pressed. */
export const walkToPage = async (
  request: Opened,
  page: 'look' | 'challenge',
  around: WalkSurroundings,
  walkPages: WalkPages = walkOverHttp,
): Promise<Walk<Seen | Stop>> => {
  const walk = await walkPages({ ...request, ...NOWHERE_ELSE, decision: page }, around);
  const { end } = walk;
  if (end.kind === 'seen' || end.kind === 'stopped') return { ...walk, end };
  if (end.kind === 'ready') throw new Error('a walk that looks at a page fills nothing in there');
  const due = page === 'look' ? 'a consent page' : 'a page of the second factor';
  return { ...walk, end: stop(['malformed'], `the bank went back to the client without ${due}`) };
};

/** From the authorization address to the page that comes as the last one of so many: it is filled in to approve, and not sent. */
export const walkToLast = async (
  request: Opened,
  until: number,
  around: WalkSurroundings,
): Promise<Walk<Ready | Back | Stop>> => {
  const walk = await walkOverHttp({ ...request, ...NOWHERE_ELSE, decision: 'approve', until }, around);
  const { end } = walk;
  if (end.kind === 'seen' || end.kind === 'answered') throw new Error('a walk that fills in a page looks at none');
  return { ...walk, end };
};

/** From the address of a dashboard to the page that shows a consent, or past the press that revokes it. */
export const walkDashboard = async (
  request: Opened & { decision: 'look' | 'approve' },
  around: WalkSurroundings,
  walkPages: WalkPages = walkOverHttp,
): Promise<Walk<Seen | Stop>> => {
  const walk = await walkPages({ ...request, ...NOWHERE_ELSE, opens: 'dashboard' }, around);
  const { end } = walk;
  if (end.kind === 'seen' || end.kind === 'stopped') return { ...walk, end };
  return { ...walk, end: stop(['malformed'], 'the dashboard led away from the bank') };
};

/** Types one thing wrong, and gives what the bank says to it; a stop where that could not be seen. */
export const walkWrong = async (
  request: Opened,
  typing: { wrong: Wrong; stranger: string },
  around: WalkSurroundings,
  walkPages: WalkPages = walkOverHttp,
): Promise<Walk<Answered | Stop>> => {
  const walk = await walkPages({ ...request, ...NOWHERE_ELSE, decision: 'approve', typing }, around);
  const { end } = walk;
  if (end.kind === 'answered' || end.kind === 'stopped') return { ...walk, end };
  if (end.kind === 'seen' || end.kind === 'ready') throw new Error('a walk that types does not stop at a page');
  const { params, status } = end.callback;
  if (params.some(([name]) => name === 'code'))
    return { ...walk, end: stop(['sca.accepted'], 'something wrong was typed, and the bank gave a code') };
  const told = params.find(([name]) => name === 'error')?.[1] ?? 'in a response that is not read here';
  return { ...walk, end: { kind: 'answered', status: status ?? 0, text: `error ${told}` } };
};

async function walkOverHttp(request: WayRequest, around: WalkSurroundings): Promise<Walk<End>> {
  const way = newWay(request, around);
  const glanced = await glance(request, around);
  if (glanced !== null) return endAt(glanced, way);
  const seen = request.from?.seen ?? null;
  let arrival = await firstArrival(seen, way);
  for (;;) {
    const step = await onArrival(arrival, way);
    if (step.kind !== 'onward') return endAt(step, way);
    if (seen?.kind === 'ready') return endAt(anotherPage(way), way);
    const { submission, label } = step;
    if (way.pages.length === request.until) return endAt({ kind: 'ready', submission, label, jar: way.jar }, way);
    arrival = await arrive(submission, label, way.visit);
  }
}

const firstArrival = async (seen: Seen | Ready | null, { request, visit }: Way): Promise<Arrival> => {
  if (seen?.kind === 'seen') return seen.arrival;
  if (seen !== null) return arrive(seen.submission, seen.label, visit);
  // A request that is posted holds nothing that the user typed.
  return arrive(request.first, request.opens ?? 'authorize', { ...visit, formRedirects: new Set() });
};

const anotherPage = ({ pages }: Way): Stop =>
  stop(['malformed'], `after the page that was the last one before the bank shows another, of rule ${pages.at(-1)}`);

type Step = End | { kind: 'onward'; submission: Submission; label: string };

const onArrival = async (arrival: Arrival, way: Way): Promise<Step> => {
  if (arrival.kind === 'callback') return taintCallback(arrival, way.around);
  if (arrival.kind === 'stopped') return arrival;
  if (!isHtml(arrival)) return notHtml(arrival, way.around);
  try {
    const page = readPage(arrival.body);
    const decided = await decide(arrival, page, way);
    if (decided.kind !== 'acts') return decided;
    const boundary = Buffer.from(way.around.random(16)).toString('hex');
    return { kind: 'onward', submission: sentBy(decided, page, { url: arrival.url, boundary }), label: decided.label };
  } catch (error) {
    return stoppedBy(error, arrival);
  }
};

const sentBy = (acts: Acts, page: ReturnType<typeof readPage>, from: { url: string; boundary: string }): Submission =>
  acts.link === null
    ? submit(page, withBoxes(acts.form, acts.boxes), acts.button, acts.filled, from)
    : followLink(page, acts.link, from.url);
