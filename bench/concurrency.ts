/** `npm run bench -- concurrency`: how near lanes come to the time they should take at a bank that is far away. */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type CaseTrace, NO_REDACTION } from '../suites/evidence/index.ts';
import { type PlannedCase, schedule } from '../suites/plan/index.ts';
import { openEngine } from '../suites/run/engine.ts';
import { type Prepared, prepare } from '../suites/run/prepare.ts';
import { DEFAULT_TARGET } from '../suites/run/project.ts';
import { beyond } from './bounds.ts';
import { openDistance } from './distant-bank.ts';

const BOUNDS = 'bench/bounds.json';

const { values } = parseArgs({
  options: {
    latency: { type: 'string', default: '100' },
    lanes: { type: 'string', default: '16' },
    'one-lane': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const [latencyMs, lanes] = [values.latency, values.lanes].map(Number) as [number, number];
if (![latencyMs, lanes].every((n) => Number.isInteger(n) && n > 0)) {
  process.stderr.write('bench: --latency takes milliseconds and --lanes a number, both whole and above 0\n');
  process.exit(2);
}

interface Ran {
  wallMs: number;
  traces: CaseTrace[];
}

const prepared = await prepare({ target: DEFAULT_TARGET });
const distance = await openDistance(latencyMs);
try {
  const cases = prepared.plan.cases.filter(({ withheld }) => withheld === null);
  const ran = await run(cases, lanes);
  const own = values['one-lane']
    ? (await run(cases, 1)).traces.map(({ durationMs }) => durationMs)
    : await ownMs(cases, ran);
  const sumMs = own.reduce((sum, one) => sum + one, 0);
  const idealMs = Math.max(sumMs / lanes, ...own);
  const result = {
    latencyMs,
    lanes,
    cases: cases.length,
    wallMs: ran.wallMs,
    sumMs,
    idealMs,
    ofIdeal: idealMs / ran.wallMs,
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : told(result));
  if (values.check) {
    const broken = beyond({ concurrency: ran.wallMs / idealMs }, BOUNDS);
    process.stderr.write(broken.map((line) => `${line}\n`).join(''));
    process.exitCode = broken.length === 0 ? 0 : 1;
  }
} finally {
  await distance.close();
  await prepared.close();
}

/** As many cases at once as that, with nothing written. */
async function run(cases: PlannedCase[], concurrency: number): Promise<Ran> {
  const { bank, browser }: Prepared = prepared;
  const engine = await openEngine({
    bank: { ...bank, proxy: { url: distance.url, except: [], trust: null } },
    ...{ concurrency, browser, redaction: NO_REDACTION, signal: new AbortController().signal },
    taint: { add: () => undefined },
  });
  const traces: CaseTrace[] = [];
  const begun = performance.now();
  try {
    await engine.run(cases, { onCase: (trace) => traces.push(trace) });
    return { wallMs: performance.now() - begun, traces };
  } finally {
    await engine.close();
  }
}

/**
 * What each case takes by itself in a single lane, from what it took in many: a control that a single lane would share with
 * the case before is not counted. Those that move the clock waited for each other, so they are run again, one after the other.
 */
async function ownMs(cases: PlannedCase[], { traces }: Ran): Promise<number[]> {
  const single = schedule(cases, { concurrency: 1, users: 1 });
  const shared = new Set(
    single.lanes.flat().flatMap((one, index, all) => {
      const post = all[index - 1]?.after;
      return post?.shared && one.before?.key === post.key ? [one.id] : [];
    }),
  );
  const alone = await run(single.exclusive, 1);
  const lonely = new Set(single.exclusive.map(({ id }) => id));
  return [
    ...alone.traces.map(({ durationMs }) => durationMs),
    ...traces
      .filter(({ id }) => !lonely.has(id))
      .map(({ id, durationMs, startedAt, attempts: [before] }) => {
        const walked = before?.role === 'control-before' && Date.parse(before.startedAt) >= Date.parse(startedAt);
        return durationMs - (walked && shared.has(id) ? before.durationMs : 0);
      }),
  ];
}

type Result = Record<'cases' | 'wallMs' | 'sumMs' | 'idealMs' | 'ofIdeal', number>;

function told({ cases, wallMs, sumMs, idealMs, ofIdeal }: Result): string {
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
  return [
    `${cases} cases at ${latencyMs} ms for each request, ${lanes} lanes`,
    '',
    `${'one after the other'.padEnd(24)}${seconds(sumMs).padStart(10)}`,
    `${'ideal'.padEnd(24)}${seconds(idealMs).padStart(10)}`,
    `${'measured'.padEnd(24)}${seconds(wallMs).padStart(10)}`,
    '',
    `${ofIdeal.toFixed(2)} of the ideal`,
    '',
  ].join('\n');
}
