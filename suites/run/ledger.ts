/** What is known of a run so far: a line for each case that has ended, never its trace, which lies on disk by then. */
import { type CaseTrace, type JudgedCase, type RunRecord, type Severity, tracePath } from '../evidence/index.ts';
import { type Judged, judgeTrace, type RunContext, requirementInputs, sumUp } from '../judge/index.ts';
import { createShareEqual } from '../plan/index.ts';
import { harnessFacts } from './harness.ts';
import { LeftBehind } from './left-behind.ts';
import type { Prepared } from './prepare.ts';
import { applying, scopeOf } from './scope.ts';

export interface Ledger {
  /** Judges a case that has ended, with the known deviation that accepts its verdict. `sha256` is that of its trace as written. */
  add(trace: CaseTrace, sha256: string): JudgedCase;
  /** Takes what an attempt left at the bank that stands in no trace. */
  leftBehind(caseId: string, sentences: string[]): void;
  /** With `--bail`: why nothing more is to be run after this case, or null. */
  bailReason(caseId: string): string | null;
  /** The run as it stands, with a verdict for each case that has ended. */
  unfinished(): RunRecord;
  /** `fault` says what broke the run off, where that was our own. */
  close(how: { interrupted: boolean; fault?: string | null }): RunRecord;
}

export interface LedgerOptions {
  prepared: Prepared;
  argv: string[];
  shard: string | null;
  /** For whoever judges the run again. */
  strict?: boolean;
  failOn?: Severity | null | undefined;
  /** How a person runs one case alone. */
  reproduce(caseId: string): string;
}

/** What each case says of itself alone. All else is said of many, in texts and lists of one length. */
const OWN: ReadonlySet<string> = new Set([
  ...['id', 'row', 'startedAt', 'durationMs', 'reproduce', 'trace', 'traceSha256'],
]);

export function openLedger(id: string, options: LedgerOptions): Ledger {
  const { prepared, strict = false, failOn = null } = options;
  const startedAt = new Date();
  const harness = harnessFacts();
  const order = new Map(prepared.plan.cases.map((planned, index) => [planned.id, index]));
  const judged = new Map<string, Judged>();
  const left = new LeftBehind();
  const share = createShareEqual();
  const context: RunContext = {
    requirements: requirementInputs(prepared.plan.requirements),
    deviations: prepared.deviations,
    notRun: applying(prepared.plan),
    today: startedAt.toISOString().slice(0, 10),
    tracePath: (trace) => tracePath(trace.id),
    reproduce: (trace) => options.reproduce(trace.id),
  };
  /** The line of one case, marked when a known deviation accepts it. */
  const accepted = (one: Judged): JudgedCase =>
    sumUp([one], { ...context, requirements: [], notRun: [] }).cases[0] ?? one.line;
  const place = ({ line }: Judged): number => order.get(line.id) ?? 0;

  function record(finishedAt: Date | null, interrupted: boolean, fault: string | null = null): RunRecord {
    const { target, library, launched } = prepared;
    const ended = [...judged.values()].sort((a, b) => place(a) - place(b));
    const summed = sumUp(ended, context);
    return {
      schema: 'assay.run/4',
      run: {
        id,
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt?.toISOString() ?? null,
        finished: finishedAt !== null && !interrupted,
        interrupted,
        ...(fault === null ? {} : { fault }),
        // Nothing in a run is left to chance that another run could repeat.
        seed: 'none',
        ...(strict || failOn !== null ? { exitRules: { strict, failOn } } : {}),
        argv: options.argv,
        shard: options.shard,
        plan: prepared.plan.whole,
      },
      harness,
      target: {
        name: target.name,
        issuer: target.issuer,
        profile: prepared.plan.profile?.id ?? target.profile,
        digest: target.digest,
        defects: launched?.defects ?? [],
        variations: launched?.variations ?? [],
        variants: Object.fromEntries(Object.entries(target.clients).map(([name, { variant }]) => [name, variant])),
      },
      notices: [...prepared.notices, ...left.notices()],
      scenarios: { digest: library.digest, count: library.scenarios.length },
      scope: scopeOf(prepared.narrowed, prepared.plan, summed.cases),
      ...summed,
    };
  }

  return {
    add(trace, sha256) {
      const { line, violates } = judgeTrace(trace, context);
      // Written and read, for a text cut out of a trace would keep the whole of what it was cut from.
      const one = JSON.parse(JSON.stringify({ line: { ...line, traceSha256: sha256 }, violates })) as Judged;
      const said = Object.entries(one.line).filter(([name]) => !OWN.has(name));
      Object.assign(one.line, share(Object.fromEntries(said)));
      judged.set(trace.id, one);
      left.add(trace);
      return accepted(one);
    },
    leftBehind: (caseId, sentences) => left.tell(caseId, sentences),
    bailReason(caseId) {
      const one = judged.get(caseId);
      const line = one && accepted(one);
      const bad = line?.deviation === null && (line.verdict === 'fail' || line.verdict === 'error');
      return bad ? `Not run: --bail ended the run at ${caseId}.` : null;
    },
    unfinished: () => record(null, false),
    close: ({ interrupted, fault }) => record(new Date(), interrupted, fault),
  };
}
