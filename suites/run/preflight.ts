/**
 * Whether a run can come to anything: certificates in date, clocks together, each client through the plain flow, the user
 * able to deny, the hooks doing what they say. A finding here is no verdict: it says what to mend before cases are run.
 */
import { type CaseTrace, createRedaction, createTaint, type Exchange, type StepRecord } from '../evidence/index.ts';
import { meet } from './ask-metadata.ts';
import { type Engine, openEngine } from './engine.ts';
import { addressFindings, clockAhead, clockFinding } from './preflight-address.ts';
import { certificateFindings } from './preflight-certificates.ts';
import { bad, type Finding, good, unknown, warn } from './preflight-finding.ts';
import type { FlowWish } from './preflight-flow.ts';
import { hookFindings } from './preflight-hooks.ts';
import { mendFor } from './preflight-mend.ts';
import type { Prepared } from './prepare.ts';
import { proxyNotice } from './proxy.ts';

const through = (client: string): FlowWish => ({
  name: client,
  client,
  title: `The plain flow of the client ${client}`,
  expect: { access: ['ok'] },
});

const denied: FlowWish = {
  name: 'deny',
  client: 'primary',
  title: 'The user denies',
  change: { mutate: [{ at: 'authorization', do: 'psu.deny', with: {} }] },
  expect: { authorization: ['redirect.access_denied'] },
};

/** Many cases ask it with the token of the plain flow. */
const told: FlowWish = {
  name: 'userinfo',
  client: 'primary',
  title: 'UserInfo takes the access token of the plain flow',
  has: ['openid', 'userinfo'],
  change: {
    then: [
      {
        id: 'userinfo',
        use: 'http.request',
        with: { url: '${metadata.userinfo_endpoint}', token: '${grant.access_token}' },
      },
    ],
  },
  expect: { userinfo: ['ok'] },
};

const clockMoved: FlowWish = {
  name: 'clock',
  client: 'primary',
  title: 'The hook clock.advance moves the clock of the bank',
  change: { actions: [{ before: 'access', after: null, do: 'clock.wait', with: { plus: '61s' } }] },
  expect: { access: ['ok'] },
};

export interface PreflightOptions {
  prepared: Prepared;
  signal: AbortSignal;
  /** The primary client alone, as before a run, or everything. */
  extent: 'primary' | 'all';
  /** Tries the hooks that can be tried without harm. */
  hooks: boolean;
}

/** What stood in the way of all else; nothing more is sent then. */
const closed = (findings: Finding[]): boolean => findings.some(({ state }) => state === 'bad');

/** Never throws for what the bank or its operator does; a fault of ours is thrown, for no case would fare better. */
export async function preflight(options: PreflightOptions): Promise<Finding[]> {
  const { prepared, extent } = options;
  const { target, bank, asked } = prepared;
  const now = Date.now();
  const all = extent === 'all';
  const address = addressFindings(asked.met, proxyNotice(bank.proxy), now);
  const own = `certificate ${target.clients.primary?.identity}`;
  const certificates = certificateFindings(target, now).filter(({ what }) => all || what === own);
  if (closed(address))
    return [...address, ...certificates, unknown('the rest', 'not tried: the bank has to be reached first')];
  // A run has told what the metadata says already.
  return [...address, ...(all ? metadata(asked.notices) : []), ...certificates, ...(await walked(options))];
}

function metadata(notices: string[]): Finding[] {
  if (notices.length === 0) return [good('metadata', 'agrees with the target file')];
  return notices.map((says) =>
    warn('metadata', says, 'Compare the target file with what the bank publishes of itself.'),
  );
}

async function walked({ prepared, signal, extent, hooks }: PreflightOptions): Promise<Finding[]> {
  const { target, bank } = prepared;
  const all = extent === 'all';
  const clients = all ? Object.keys(target.clients) : ['primary'];
  const moves = hooks && target.operator['clock.advance'] !== undefined;
  const engine = await openFor(prepared, signal);
  try {
    const traces = new Map<string, CaseTrace>();
    const wishes = [...clients.map(through), ...(all ? [denied, told] : []), ...(moves ? [clockMoved] : [])];
    await engine.run(prepared.planFlows(wishes).cases, { onCase: (trace) => traces.set(trace.id, trace) });
    const fault = [...traces.values()].find((trace) => trace.fault !== null)?.fault;
    if (fault) throw new Error(fault);
    const of = (name: string): CaseTrace | undefined => traces.get(`preflight.${name}`);
    const plain = of('primary');
    const ahead = clockAhead(dated(plain) ?? prepared.asked.met?.exchange);
    const flows = toldOnce(clients.map((client) => flowFinding(`client ${client}`, of(client))));
    if (!all) return [clockFinding(ahead), ...flows];
    const after = moves ? clockAhead((await meet(bank))?.exchange) : null;
    const operator = await hookFindings(Object.keys(bank.operator), {
      check: hooks ? engine.checkHook : null,
      clock: of('clock'),
      left: after === null || ahead === null ? null : after - ahead,
      gaveCode: gaveCode(prepared, plain),
    });
    return [clockFinding(ahead), ...flows, ...userinfo(of('userinfo')), denial(of('deny'), plain), ...operator];
  } finally {
    await engine.close();
  }
}

function openFor({ bank, browser }: Prepared, signal: AbortSignal): Promise<Engine> {
  const taint = createTaint();
  return openEngine({ bank, concurrency: 1, browser, taint, redaction: createRedaction(taint), signal });
}

const stepsOf = (trace: CaseTrace | undefined): StepRecord[] =>
  trace?.attempts.findLast(({ role }) => role === 'case')?.steps ?? [];

/** An answer with a Date that no cache can have kept. */
const dated = (trace: CaseTrace | undefined): Exchange | undefined =>
  stepsOf(trace)
    .flatMap(({ exchanges }) => exchanges)
    .find((exchange) => exchange.request.method === 'POST' && clockAhead(exchange) !== null);

/** The user of the plain flow has no code of its own, and got past a page of the second factor. */
function gaveCode({ bank }: Prepared, plain: CaseTrace | undefined): boolean {
  const [user] = bank.psu.users;
  if (user === undefined || user.otp !== null || user.totp) return false;
  return stepsOf(plain).some(({ outcome, facts }) => outcome.ok && facts['psu.sca'] === true);
}

const WRITE_OPAQUE =
  'Write `access-token: opaque` under `variant` in the target file, unless the tokens are meant to be JWTs; as it is, each case about their content stays in doubt.';

/** The target says that access tokens are JWTs, and this one can be read as none. */
const opaque = (trace: CaseTrace | undefined, steps: StepRecord[]): boolean =>
  trace?.variant?.['access-token'] === 'jwt' && steps.some(({ facts }) => facts['token.alg'] === null);

/** How a plain flow went: where it stopped, in the bank's own words, and what to do about it. */
export function flowFinding(what: string, trace: CaseTrace | undefined): Finding {
  const reason = trace?.withheld?.reason;
  if (reason !== undefined) return unknown(what, reason);
  const steps = stepsOf(trace);
  const stopped = steps.find(({ outcome }) => !outcome.ok);
  if (stopped === undefined && steps.length > 0)
    return opaque(trace, steps)
      ? warn(what, 'gets through, and its access token is no signed JWT', WRITE_OPAQUE)
      : good(what, `gets through: ${steps.map(({ id }) => id).join(', ')}`);
  if (stopped === undefined) return bad(what, trace?.attempts.at(-1)?.broken ?? 'nothing was sent', null, false);
  const { outcome } = stopped;
  const { mend, operator } = mendFor(stopped.use, outcome);
  const { request } = stopped.exchanges.at(-1) ?? {};
  const where = request === undefined ? '' : ` (${request.method} ${request.url.split(/[?#]/)[0]})`;
  return bad(what, `stops at ${stopped.id}${where}: ${outcome.detail || outcome.codes.join(', ')}`, mend, operator);
}

/** What stops several clients in the same way is one thing to mend. */
function toldOnce(flows: Finding[]): Finding[] {
  return flows.map((finding) => {
    const first = flows.find(({ state, says }) => state === 'bad' && says === finding.says);
    return first === undefined || first === finding
      ? finding
      : { ...finding, says: `stops in the same way as ${first.what}`, mend: null };
  });
}

/** Nothing where the bank has none, or the flow did not come to it. */
function userinfo(trace: CaseTrace | undefined): Finding[] {
  const asked = stepsOf(trace).find(({ id }) => id === 'userinfo');
  if (asked === undefined) return [];
  if (asked.outcome.ok) return [good('UserInfo', 'takes the access token of the plain flow')];
  const says = `does not take the access token of the plain flow: ${asked.outcome.detail || asked.outcome.codes.join(', ')}`;
  return [warn('UserInfo', says, MEND_USERINFO)];
}

const MEND_USERINFO =
  'Where access tokens are for the API alone, write `without: [userinfo]` in the target file: the cases that ask UserInfo are then left out instead of in doubt. Otherwise let `scopes` hold what UserInfo needs, which is openid at least.';

function denial(trace: CaseTrace | undefined, plain: CaseTrace | undefined): Finding {
  const what = 'denial by the user';
  const reason = trace?.withheld?.reason;
  if (reason !== undefined) return unknown(what, reason);
  const ended = stepsOf(trace).at(-1);
  if (ended?.outcome.codes.includes('redirect.access_denied')) return good(what, 'comes back as access_denied');
  const reached = stepsOf(plain).some(({ id, outcome }) => id === 'authorization' && outcome.ok);
  if (ended?.id !== 'authorization' || !reached) return unknown(what, 'the flow did not come to it');
  return warn(
    what,
    ended.outcome.detail,
    'Give the page rule of the consent a `deny` in the target file; where the bank remembers what was approved, set `psu.prompt: consent`.',
  );
}
