/** One run of a given size in a process of its own, since the largest memory is a process's: prints what it took as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRedaction, createTaint } from '../suites/evidence/index.ts';
import type { PlannedCase } from '../suites/plan/index.ts';
import { type ConductOptions, conduct } from '../suites/run/conduct.ts';
import { openEngine } from '../suites/run/engine.ts';
import { type Prepared, prepare } from '../suites/run/prepare.ts';
import { DEFAULT_TARGET } from '../suites/run/project.ts';
import { type Contents, contentsOf } from './contents.ts';
import type { Size } from './growth.ts';
import { type Model, madeCases, madeEngine } from './made-cases.ts';
import { ownMs } from './processor.ts';
import { plainCases } from './round.ts';

const [count = 0, live, keep] = [Number(process.argv[2]), process.argv[3] === 'live', process.argv[4]];
/** Cases that are run for their traces: of every area, passed and not. */
const MODELS = 24;
/** Without the check that this takes away, one of the models is violated. */
const DEFECT = 'pkce-plain-accepted';
const VIOLATED = 'pkce.downgrade[method-plain]';

const folder = keep ?? mkdtempSync(join(tmpdir(), 'assay-growth-'));
const prepared = await prepare({ target: DEFAULT_TARGET, ...(live ? {} : { defect: [DEFECT] }) });
try {
  process.stdout.write(`${JSON.stringify(await measured())}\n`);
} finally {
  await prepared.close();
  if (keep === undefined) rmSync(folder, { recursive: true, force: true });
}

async function measured(): Promise<Size> {
  const models = live ? [] : await modelsOf(prepared);
  const cases = live ? plainCases(prepared.plan.cases, count) : madeCases(models, count);
  const begun = lap();
  let judged = begun;
  await conduct('growth', {
    ...plainly(prepared, cases),
    ...(live ? {} : { engine: (options) => Promise.resolve(madeEngine(models, options)) }),
    onStage: () => {
      if (judged === begun) judged = lap();
    },
  });
  const ended = lap();
  const contents: Contents = contentsOf(folder);
  return {
    cases: count,
    judgedMs: (judged.cpu - begun.cpu) / count,
    reportedMs: (ended.cpu - judged.cpu) / count,
    seconds: (ended.wall - begun.wall) / 1000,
    judgedMemory: judged.memory,
    memory: ended.memory,
    ...contents,
  };
}

function lap(): { wall: number; cpu: number; memory: number } {
  return { wall: performance.now(), cpu: ownMs(), memory: process.resourceUsage().maxRSS * 1024 };
}

function plainly({ plan, ...rest }: Prepared, cases: PlannedCase[]): ConductOptions {
  return {
    prepared: { ...rest, plan: { ...plan, cases } },
    folder,
    argv: ['bench'],
    shard: null,
    concurrency: 4,
    bail: false,
    strict: false,
    signal: new AbortController().signal,
    reproduce: (id) => id,
    onCase: () => undefined,
    onStage: () => undefined,
  };
}

/** Runs cases from all over the plan, and keeps what they leave. */
async function modelsOf({ bank, browser, plan }: Prepared): Promise<Model[]> {
  const fit = plan.cases.filter((one) => one.withheld === null && !one.exclusive && one.waitsMs === 0);
  const every = Math.ceil(fit.length / (MODELS - 1));
  const chosen = fit.filter(({ id }, index) => index % every === 0 || id === VIOLATED);
  const taint = createTaint();
  const redaction = createRedaction(taint);
  const { signal } = new AbortController();
  const engine = await openEngine({ bank, browser, taint, redaction, signal, concurrency: 4 });
  const models: Model[] = [];
  try {
    await engine.run(chosen, {
      onCase(trace) {
        const planned = chosen.find(({ id }) => id === trace.id);
        if (planned) models.push({ planned, text: JSON.stringify(trace) });
      },
    });
  } finally {
    await engine.close();
  }
  return models.sort((a, b) => (a.planned.id < b.planned.id ? -1 : 1));
}
