/** One round: the same flows by the harness and by the bare loop, against one bank, right after each other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type CaseTrace, readRunFolder } from '../suites/evidence/index.ts';
import type { PlannedCase } from '../suites/plan/index.ts';
import { conduct } from '../suites/run/conduct.ts';
import type { Prepared } from '../suites/run/prepare.ts';
import { BareLoop } from './bare-loop.ts';
import { type Contents, contentsOf } from './contents.ts';
import { othersMs, ownMs } from './processor.ts';

export interface Measured {
  flows: number;
  exchanges: number;
  wallMs: number;
  /** Processor time of this process (client, judge, evidence), and of the bank where the system reports it. */
  tppMs: number;
  bankMs: number | null;
}

export interface Round {
  /** From the first request to the last verdict on disk. */
  harness: Measured;
  bare: Measured;
  /** What the reports and the last look for secrets took on top. */
  reportsMs: number;
}

interface Lap {
  begun: number;
  tpp: number;
  bank: number | null;
}

/** The case whose run is the plain flow and nothing else; it has no controls, so N cases are N flows. */
const PLAIN_FLOW = 'authorization.response[iss]';

export async function round(prepared: Prepared, flows: number, lanes: number): Promise<Round> {
  const bare = await bareRound(prepared, flows, lanes);
  const { harness, reportsMs } = await harnessRound(prepared, flows, lanes);
  // A lane of the harness reads metadata and keys once; beside that both make the same exchanges, or the ratio means nothing.
  const extra = harness.exchanges - bare.exchanges;
  if (extra < 0 || extra > 2 * lanes)
    throw new Error(`not the same exchanges: harness ${harness.exchanges}, bare loop ${bare.exchanges}`);
  return { harness, bare, reportsMs };
}

export async function bareRound({ launched: bank }: Prepared, flows: number, lanes: number): Promise<Measured> {
  if (!bank) throw new Error('the benchmark starts the bundled bank');
  const loops = Array.from({ length: lanes }, (_, lane) => new BareLoop(bank, lane));
  const lap = start(bank.pid);
  await Promise.all(
    loops.map(async (loop, lane) => {
      for (let done = lane; done < flows; done += lanes) await loop.flow();
    }),
  );
  const exchanges = loops.reduce((sum, loop) => sum + loop.exchanges, 0);
  const measured = stop(lap, bank.pid, { flows, exchanges });
  await Promise.all(loops.map((loop) => loop.close()));
  return measured;
}

export async function harnessRound(
  prepared: Prepared,
  flows: number,
  lanes: number,
): Promise<{ harness: Measured; reportsMs: number; folder: Contents }> {
  const pid = prepared.launched?.pid ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const cases = plainCases(prepared.plan.cases, flows);
  let harness = null as Measured | null;
  const lap = start(pid);
  try {
    const { run } = await conduct('bench', {
      prepared: { ...prepared, plan: { ...prepared.plan, cases } },
      folder,
      argv: ['bench'],
      shard: null,
      concurrency: lanes,
      bail: false,
      strict: false,
      signal: new AbortController().signal,
      reproduce: (id) => id,
      onCase: () => undefined,
      onStage: () => {
        harness ??= stop(lap, pid, { flows, exchanges: 0 });
      },
    });
    const ended = performance.now();
    const failed = run.cases.find((one) => one.verdict !== 'pass');
    if (!harness || failed) throw new Error(failed ? `${failed.id}: ${failed.reason}` : 'the run did not end');
    const measured: Measured = harness;
    const exchanges = exchangesOf(readRunFolder(folder).traces);
    return {
      harness: { ...measured, exchanges },
      reportsMs: ended - lap.begun - measured.wallMs,
      folder: contentsOf(folder),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** That many cases of the plain flow, each with an id of its own. */
export function plainCases(cases: PlannedCase[], count: number): PlannedCase[] {
  const plain = cases.find((one) => one.id === PLAIN_FLOW);
  if (!plain) throw new Error(`the plan holds no ${PLAIN_FLOW}`);
  return Array.from({ length: count }, (_, index) => ({ ...plain, id: `${plain.scenario}[${index + 1}]` }));
}

function exchangesOf(traces: Iterable<CaseTrace>): number {
  let exchanges = 0;
  for (const { attempts } of traces)
    for (const { steps } of attempts) for (const step of steps) exchanges += step.exchanges.length;
  return exchanges;
}

function start(pid: number): Lap {
  return { begun: performance.now(), tpp: ownMs(), bank: othersMs(pid) };
}

function stop(lap: Lap, pid: number, done: { flows: number; exchanges: number }): Measured {
  const bank = othersMs(pid);
  return {
    ...done,
    wallMs: performance.now() - lap.begun,
    tppMs: ownMs() - lap.tpp,
    bankMs: bank === null || lap.bank === null ? null : bank - lap.bank,
  };
}
