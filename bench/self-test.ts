/** `npm run bench -- self-test`: processor time of the kill matrix for one defect, of client and bank, on a sample of defects. */
import { parseArgs } from 'node:util';
import { NO_REDACTION } from '../suites/evidence/index.ts';
import type { PlannedCase } from '../suites/plan/index.ts';
import { type Engine, openEngine } from '../suites/run/engine.ts';
import { type LaunchedBank, listDeviations } from '../suites/run/launch-bank.ts';
import { prepare } from '../suites/run/prepare.ts';
import { DEFAULT_TARGET } from '../suites/run/project.ts';
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

/** Milliseconds of processor time, and what was sent for them. */
interface Cost {
  tppMs: number;
  bankMs: number;
  attempts: number;
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
  await cost(engine, launched, cases.slice(0, 60), false);
  const each: Cost[] = [];
  const together: Cost[] = [];
  for (const { id, cases: own } of sample) {
    await switchTo(launched, [id]);
    each.push(await cost(engine, launched, own, false));
    together.push(await cost(engine, launched, own, true));
  }
  await switchTo(launched, []);
  const whole = {
    each: await cost(engine, launched, cases, false),
    together: await cost(engine, launched, cases, true),
  };
  const result = {
    defects: sample.length,
    cases: sample.reduce((sum, { cases: own }) => sum + own.length, 0),
    sample: { each: mean(each), together: mean(together) },
    whole,
    selfTest: totalMs(mean(together)) / totalMs(mean(each)),
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

async function switchTo({ management }: LaunchedBank, ids: string[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${management}/defects`, { method: 'PUT', headers, body: JSON.stringify({ ids }) });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the bundled bank did not switch its defects: ${answer.status}`);
}

async function cost(of: Engine, { pid }: LaunchedBank, cases: PlannedCase[], together: boolean): Promise<Cost> {
  const from = { tpp: ownMs(), bank: othersMs(pid) ?? 0 };
  const attempts = new Set<string>();
  await of.run(cases, {
    together,
    onCase: (trace) => {
      // A control that cases share is one attempt.
      for (const { lane, startedAt, role, key } of trace.attempts)
        attempts.add(`${lane} ${startedAt} ${key} ${role === 'case' ? trace.id : ''}`);
    },
  });
  return { tppMs: ownMs() - from.tpp, bankMs: (othersMs(pid) ?? 0) - from.bank, attempts: attempts.size };
}

function mean(all: Cost[]): Cost {
  const of = (figure: keyof Cost): number => all.reduce((sum, one) => sum + one[figure], 0) / all.length;
  return { tppMs: of('tppMs'), bankMs: of('bankMs'), attempts: of('attempts') };
}

function totalMs({ tppMs, bankMs }: Cost): number {
  return tppMs + bankMs;
}

type Both = Record<'each' | 'together', Cost>;

function told(
  result: { defects: number; cases: number; sample: Both; whole: Both; selfTest: number },
  all: number,
): string {
  const row = (name: string, { tppMs, bankMs, attempts }: Cost): string =>
    `${name.padEnd(34)}${[tppMs, bankMs, attempts].map((figure) => figure.toFixed(1).padStart(12)).join('')}`;
  const heads = ['TPP ms', 'bank ms', 'attempts'].map((head) => head.padStart(12)).join('');
  return [
    `${result.defects} defects with ${result.cases} cases that claim them; processor time for a defect, and for all ${all} cases`,
    '',
    `${''.padEnd(34)}${heads}`,
    row('a defect, cases by themselves', result.sample.each),
    row('a defect, as the self-test does', result.sample.together),
    row('all cases, by themselves', result.whole.each),
    row('all cases, as with a variation', result.whole.together),
    '',
    `${result.selfTest.toFixed(2)} of the processor time of cases by themselves`,
    '',
  ].join('\n');
}
