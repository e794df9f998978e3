/** All documents of a run from its evidence: Allure through the Mocha tree, and what the report writers make besides. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgedCase, RunRecord, Traces } from '../evidence/index.ts';

export interface ReportInput {
  folder: string;
  run: RunRecord;
  /** Of a case whose trace is lost no exchange is shown. */
  traces: Traces;
  /** Writes what Allure's report is made of as files, too, for servers that take them. */
  allureResults?: boolean;
}

/** What the report writers own in the folder of a run, by name. */
export async function documentNames(): Promise<readonly string[]> {
  return (await import('../../reports/index.ts')).OWN;
}

/** Gives the page to open first. What an earlier writing has left is replaced. */
export async function writeReports({ folder, run, traces, ...wanted }: ReportInput): Promise<string> {
  // Loaded late: commands that write no report start faster without them.
  const reports = await import('../../reports/index.ts');
  const { conformanceTree } = await import('../mocha/conformance-tree.ts');
  const { replay } = await import('../mocha/replay.ts');

  for (const name of reports.OWN) rmSync(join(folder, name), { recursive: true, force: true });
  const byId = new Map(run.cases.map((one) => [one.id, one]));
  const facts = reports.runFacts(run);
  const results = reports.openAllureResults(wanted.allureResults ? reports.allureResults(folder) : null);
  await replay({
    reporter: 'allure-mocha',
    reporterOptions: reports.allureReporterOptions(results, run, byId),
    grow: (root) =>
      conformanceTree(root, {
        profile: run.target.profile,
        cases: run.cases,
        verdictOf: async (id) => known(byId, id),
        beforeVerdict: async (judged) => {
          const trace = traces.of(judged.id);
          if (trace) await reports.replayCase(judged, trace, facts);
        },
      }),
  });
  await reports.writeReports(folder, run, { traces, results });
  return join(folder, 'index.html');
}

function known(cases: Map<string, JudgedCase>, id: string): JudgedCase {
  const judged = cases.get(id);
  if (!judged) throw new Error(`no verdict for ${id}`);
  return judged;
}
