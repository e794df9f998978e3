/**
 * Whether a run can come to anything: certificates in date, clocks together, each client through the plain flow, the user
 * able to deny, the hooks doing what they say. A finding here is no verdict: it says what to mend before cases are run.
 */
import { X509Certificate } from 'node:crypto';
import { type CaseTrace, createRedaction, createTaint, type StepRecord } from '../evidence/index.ts';
import type { Target } from '../load/target.ts';
import { openEngine } from './engine.ts';
import type { FlowWish } from './preflight-flow.ts';
import { mendFor } from './preflight-mend.ts';
import type { Prepared } from './prepare.ts';

export interface Finding {
  /** What was looked at, such as `client second`. */
  what: string;
  /** `warn`: cases can run all the same. `unknown`: it was not tried, or something before it stood in the way. */
  state: 'good' | 'warn' | 'bad' | 'unknown';
  says: string;
  /** What to do; null when there is nothing to do. */
  mend: string | null;
  /** Whose mistake it most likely is: then the command ends as for a mistake of the operator. */
  operator?: boolean;
}

const DAY_MS = 86_400_000;
const SOON_MS = 14 * DAY_MS;
/** Further apart, and times in assertions and request objects are refused. */
const MOST_APART_MS = 5_000;

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

/** Never throws for what the bank does; a fault of ours is thrown, for no case would fare better. */
export async function preflight({ prepared, signal, extent, hooks }: PreflightOptions): Promise<Finding[]> {
  const { target, bank } = prepared;
  const clients = extent === 'all' ? Object.keys(target.clients) : ['primary'];
  const moves = hooks && target.operator['clock.advance'] !== undefined;
  const wishes = [...clients.map(through), ...(extent === 'all' ? [denied] : []), ...(moves ? [clockMoved] : [])];
  const traces = await run(prepared, wishes, signal);
  const of = (name: string): CaseTrace | undefined => traces.get(`preflight.${name}`);
  return [
    ...(extent === 'all' ? certificates(target, Date.now()) : []),
    ...clocks(of('primary')),
    ...clients.map((client) => flow(`client ${client}`, of(client))),
    ...(extent === 'all' ? [denial(of('deny'), of('primary'))] : []),
    ...(extent === 'all'
      ? Object.keys(bank.operator).map((name) => hook(name, { tried: hooks, clock: of('clock') }))
      : []),
  ];
}

async function run(prepared: Prepared, wishes: FlowWish[], signal: AbortSignal): Promise<Map<string, CaseTrace>> {
  const taint = createTaint();
  const engine = await openEngine({
    bank: prepared.bank,
    concurrency: 1,
    browser: prepared.browser,
    taint,
    redaction: createRedaction(taint),
    signal,
  });
  const traces = new Map<string, CaseTrace>();
  try {
    await engine.run(prepared.planFlows(wishes).cases, { onCase: (trace) => traces.set(trace.id, trace) });
  } finally {
    await engine.close();
  }
  const fault = [...traces.values()].find((trace) => trace.fault !== null)?.fault;
  if (fault) throw new Error(fault);
  return traces;
}

const stepsOf = (trace: CaseTrace | undefined): StepRecord[] =>
  trace?.attempts.findLast(({ role }) => role === 'case')?.steps ?? [];

/** How a plain flow went: where it stopped, in the bank's own words, and what to do about it. */
function flow(what: string, trace: CaseTrace | undefined): Finding {
  const unknown = withheld(what, trace);
  if (unknown) return unknown;
  const steps = stepsOf(trace);
  const stopped = steps.find(({ outcome }) => !outcome.ok);
  if (stopped === undefined && steps.length > 0)
    return { what, state: 'good', says: `gets through: ${steps.map(({ id }) => id).join(', ')}`, mend: null };
  const broken = trace?.attempts.at(-1)?.broken ?? 'nothing was sent';
  if (stopped === undefined) return { what, state: 'bad', says: broken, mend: null };
  const { says, mend, operator } = mendFor(stopped);
  return { what, state: 'bad', says, mend, operator };
}

function withheld(what: string, trace: CaseTrace | undefined): Finding | null {
  const reason = trace?.withheld?.reason;
  return reason === undefined ? null : { what, state: 'unknown', says: reason, mend: null };
}

function denial(trace: CaseTrace | undefined, plain: CaseTrace | undefined): Finding {
  const what = 'denial by the user';
  const unknown = withheld(what, trace);
  if (unknown) return unknown;
  const ended = stepsOf(trace).at(-1);
  if (ended?.outcome.codes.includes('redirect.access_denied'))
    return { what, state: 'good', says: 'comes back as access_denied', mend: null };
  const reached = stepsOf(plain).some(({ id, outcome }) => id === 'authorization' && outcome.ok);
  if (ended?.id !== 'authorization' || !reached)
    return { what, state: 'unknown', says: 'the flow did not come to it', mend: null };
  const says = ended.outcome.detail;
  const mend =
    'Give the page rule of the consent a `deny` in the target file; where the bank remembers what was approved, set `psu.prompt: consent`.';
  return { what, state: 'warn', says, mend };
}

function certificates({ identities }: Target, now: number): Finding[] {
  return Object.entries(identities).flatMap(([name, identity]): Finding[] => {
    if (identity.kind === 'issued' || identity.pem === null) return [];
    const leaf = new X509Certificate(identity.pem.certificate);
    const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
    const what = `certificate ${name}`;
    const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
    if (to < now)
      return [
        {
          what,
          state: 'bad',
          says: `ended on ${day(to)}`,
          mend: 'Have it renewed, and name the new one.',
          operator: true,
        },
      ];
    if (from > now)
      return [
        {
          what,
          state: 'bad',
          says: `begins on ${day(from)}`,
          mend: 'Check the clock of this machine, or wait.',
          operator: true,
        },
      ];
    const alone =
      (identity.pem.certificate.match(/BEGIN CERTIFICATE/g) ?? []).length === 1 && leaf.subject !== leaf.issuer;
    const chain = alone
      ? '; sent without the certificate of its issuer, which a bank that knows only the root needs'
      : '';
    const state = to - now < SOON_MS ? 'warn' : 'good';
    return [
      {
        what,
        state,
        says: `is its key's, and in date until ${day(to)}${chain}`,
        mend: state === 'warn' ? 'Have it renewed soon.' : null,
      },
    ];
  });
}

function clocks(trace: CaseTrace | undefined): Finding[] {
  const exchange = stepsOf(trace)
    .flatMap(({ exchanges }) => exchanges)
    .find(({ response }) => response?.headers.some(([name]) => name.toLowerCase() === 'date'));
  const date = exchange?.response?.headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  if (exchange === undefined || date === undefined) return [];
  const apart = Date.parse(date) - (Date.parse(exchange.startedAt) + exchange.durationMs);
  if (Number.isNaN(apart)) return [];
  const seconds = Math.round(Math.abs(apart) / 1000);
  if (Math.abs(apart) <= MOST_APART_MS)
    return [{ what: 'clocks', state: 'good', says: `${seconds} s apart`, mend: null }];
  const says = `the bank's is ${seconds} s ${apart > 0 ? 'ahead of' : 'behind'} ours`;
  return [
    {
      what: 'clocks',
      state: 'warn',
      says,
      mend: 'Set both by a time server: assertions made in the future, or too long ago, are refused.',
    },
  ];
}

function hook(name: string, { tried, clock }: { tried: boolean; clock: CaseTrace | undefined }): Finding {
  const what = `hook ${name}`;
  if (name !== 'clock.advance' || !tried) {
    const says = tried
      ? 'cannot be tried without doing what it does'
      : 'declared, not tried (--hooks tries those that do no harm)';
    return { what, state: 'unknown', says, mend: null };
  }
  const action = clock?.attempts.at(-1)?.actions.find((one) => one.do === 'clock.wait');
  if (action === undefined) return { what, state: 'unknown', says: 'the flow did not come to it', mend: null };
  return {
    what,
    state: action.ok ? 'good' : 'bad',
    says: action.detail,
    mend: action.ok
      ? null
      : 'Compare the address, the headers and the body under `operator` with what the operator expects.',
    operator: true,
  };
}
