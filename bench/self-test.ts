/** `npm run bench -- self-test`: processor time of the kill matrix for one defect, of client and bank, on a sample of defects. */
import { parseArgs } from 'node:util';
import { NO_REDACTION } from '../suites/evidence/index.ts';
import type { PlannedCase } from '../suites/plan/index.ts';
import { listDeviations } from '../suites/run/bank-catalogue.ts';
import { openEngine } from '../suites/run/engine.ts';
import { prepare } from '../suites/run/prepare.ts';
import { DEFAULT_TARGET } from '../suites/run/project.ts';
import { groupsOf, VARIATIONS_AT_ONCE } from '../suites/selftest/together.ts';
import { byReach, concerns, recordUses, type Uses } from '../suites/selftest/uses.ts';
import { beyond } from './bounds.ts';
import { othersMs, ownMs } from './processor.ts';

const BOUNDS = 'bench/bounds.json';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

const every = Number(values.every);
if (!Number.isInteger(every) || every < 1) {
  process.stderr.write('bench: --every takes a whole number above 0: 8 for each eighth defect\n');
  process.exit(2);
}

/** Milliseconds of processor time. */
interface Cost {
  tppMs: number;
  bankMs: number;
}

const prepared = await prepare({ target: DEFAULT_TARGET });
const { bank, browser, launched, plan } = prepared;
if (!launched) throw new Error('the benchmark starts the bundled bank');
const engine = await openEngine({
  ...{ bank, browser, concurrency: 4, redaction: NO_REDACTION, signal: new AbortController().signal },
  taint: { add: () => undefined },
});
try {
  const cases = plan.cases.filter(({ withheld }) => withheld === null);
  const of = (ids: string[]): PlannedCase[] => cases.filter(({ detects }) => detects.some((id) => ids.includes(id)));
  const defects = listDeviations('defects').map(({ id, implies = [] }) => ({ id, cases: of([id, ...implies]) }));
  const sample = defects.filter(({ cases: own }) => own.length > 0).filter((_, index) => index % every === 0);
  // The first round warms connections and compilers up, and is thrown away.
  await cost(cases.slice(0, 60), false);
  const each: Cost[] = [];
  const together: Cost[] = [];
  for (const [index, { id, cases: own }] of sample.entries()) {
    await call('PUT', 'defects', { ids: [id] });
    // Whichever comes second finds everything warm.
    for (const how of index % 2 === 0 ? [false, true] : [true, false])
      (how ? together : each).push(await cost(own, how));
  }
  await call('PUT', 'defects', { ids: [] });
  let uses: Uses = new Map();
  const recorded = await costOf(async () => {
    uses = await recordUses(
      { recordUse },
      async (walked) => void (await engine.run(cases, { together: true, walked, onCase: () => undefined })),
    );
  });
  const whole = { each: await cost(cases, false), together: await cost(cases, true), recorded };
  const result = {
    defects: sample.length,
    cases: sample.reduce((sum, { cases: own }) => sum + own.length, 0),
    sample: { each: mean(each), together: mean(together) },
    whole,
    ...matrix(
      defects.filter(({ cases: own }) => own.length > 0).length,
      cases,
      uses,
      { each: mean(each), together: mean(together) },
      whole,
    ),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : told(result, cases.length));
  if (values.check) {
    const broken = beyond({ selfTest: result.selfTest }, BOUNDS);
    process.stderr.write(broken.map((line) => `${line}\n`).join(''));
    process.exitCode = broken.length === 0 ? 0 : 1;
  }
} finally {
  await engine.close();
  await prepared.close();
}

async function call(method: 'PUT' | 'POST', what: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${launched?.management}/${what}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the bundled bank did not take ${what}: ${answer.status}`);
  return answer.json();
}

async function recordUse(record: boolean): Promise<string[]> {
  return ((await call('POST', 'use', { record })) as { names: string[] }).names;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const pid = launched?.pid ?? 0;
  const from = { tpp: ownMs(), bank: othersMs(pid) ?? 0 };
  await work();
  return { tppMs: ownMs() - from.tpp, bankMs: (othersMs(pid) ?? 0) - from.bank };
}

function cost(cases: PlannedCase[], together: boolean): Promise<Cost> {
  return costOf(async () => void (await engine.run(cases, { together, onCase: () => undefined })));
}

/** The whole kill matrix from its parts, in milliseconds for a defect: every case, group of variations and defect by itself, and as the self-test does it. */
function matrix(
  defects: number,
  cases: PlannedCase[],
  uses: Uses,
  defect: Record<'each' | 'together', Cost>,
  whole: Record<'each' | 'together' | 'recorded', Cost>,
): { plainMs: number; matrixMs: number; selfTest: number } {
  const variations = listDeviations('variations');
  const runs = groupsOf(byReach(variations, cases, uses), VARIATIONS_AT_ONCE).map(
    (group) => cases.filter(concerns(group, uses)).length,
  );
  const share = runs.reduce((sum, one) => sum + one, 0) / cases.length;
  const plain =
    (1 + groupsOf(variations, VARIATIONS_AT_ONCE).length) * totalMs(whole.each) + defects * totalMs(defect.each);
  const now = totalMs(whole.recorded) + share * totalMs(whole.together) + defects * totalMs(defect.together);
  return { plainMs: plain / defects, matrixMs: now / defects, selfTest: now / plain };
}

function mean(all: Cost[]): Cost {
  const of = (figure: keyof Cost): number => all.reduce((sum, one) => sum + one[figure], 0) / all.length;
  return { tppMs: of('tppMs'), bankMs: of('bankMs') };
}

function totalMs({ tppMs, bankMs }: Cost): number {
  return tppMs + bankMs;
}

type Rows<Name extends string> = Record<Name, Cost>;

function told(
  result: {
    defects: number;
    cases: number;
    sample: Rows<'each' | 'together'>;
    whole: Rows<'each' | 'together' | 'recorded'>;
  } & ReturnType<typeof matrix>,
  all: number,
): string {
  const row = (name: string, { tppMs, bankMs }: Cost): string =>
    `${name.padEnd(48)}${[tppMs, bankMs].map((figure) => figure.toFixed(1).padStart(12)).join('')}`;
  return [
    `${result.defects} defects with ${result.cases} cases that claim them; ms of processor time for one of them, and for all ${all} cases`,
    '',
    `${''.padEnd(48)}${['TPP', 'bank'].map((head) => head.padStart(12)).join('')}`,
    row('a defect, each case between its own controls', result.sample.each),
    row('a defect, as the self-test does it', result.sample.together),
    row('all cases, each between its own controls', result.whole.each),
    row('all cases, as with variations', result.whole.together),
    row('all cases, with what each makes the bank use', result.whole.recorded),
    '',
    `Whole matrix, for a defect: ${result.matrixMs.toFixed(0)} ms, ${result.selfTest.toFixed(2)} of the ${result.plainMs.toFixed(0)} ms of running all cases each time`,
    '',
  ].join('\n');
}
