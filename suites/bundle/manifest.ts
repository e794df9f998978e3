/** manifest.json: what was tested, with what, by whom, and the SHA-256 of every file that lies with it. */
import { certificatePath } from '../evidence/certificates.ts';
import type { RunRecord } from '../evidence/record.ts';
import { RUN } from './names.ts';
import type { ClientCertificate, ServerCertificate, WireFacts } from './wire-facts.ts';

export const SCHEMA = 'assay.bundle/1';

export interface HeldFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** What only the operator can say; null is not said. */
export interface Told {
  by: string | null;
  /** ISO 8601. */
  at: string | null;
  timeSource: string | null;
}

export interface Manifest extends RunFacts {
  schema: typeof SCHEMA;
  bundle: { by: string | null; at: string | null; madeWith: { name: string; version: string } };
  certificates: { server: Filed<ServerCertificate>[]; client: Filed<ClientCertificate>[] };
  clock: { source: string; bankAhead: WireFacts['clock'] };
  files: HeldFile[];
}

/** With the path of its file in the bundle, DER; null when the run kept none. */
type Filed<C> = C & { file: string | null };

/** What the manifest repeats from run.json, so that it can be read alone; the check makes it again and compares. */
export interface RunFacts {
  run: RunRecord['run'];
  harness: RunRecord['harness'];
  target: RunRecord['target'];
  scenarios: RunRecord['scenarios'];
  notices: string[];
  verdicts: RunRecord['totals'];
  requirements: { [status: string]: number };
  /** Cases that failed, those in doubt, and requirements that no case touched, by id. */
  failed: string[];
  inDoubt: string[];
  notTested: string[];
  /** Cases that apply to this bank and were left out, by id. */
  notRun: string[];
}

export function runFacts(record: RunRecord): RunFacts {
  const { run, harness, target, scenarios, notices, totals, cases, requirements } = record;
  const counts: { [status: string]: number } = {};
  for (const { status } of requirements) counts[status] = (counts[status] ?? 0) + 1;
  const ids = (...verdicts: string[]): string[] =>
    cases.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
  return {
    ...{ run, harness, target, scenarios, notices },
    verdicts: totals,
    requirements: counts,
    failed: ids('fail', 'error'),
    inDoubt: ids('inconclusive', 'review'),
    notTested: requirements
      .filter(({ status, cases: own }) => (status === 'unproven' || status === 'not-run') && own.length === 0)
      .map(({ id }) => id),
    notRun: record.scope?.notRun.map(({ id }) => id) ?? [],
  };
}

export interface ManifestParts {
  run: RunRecord;
  facts: WireFacts;
  told: Told;
  madeWith: { name: string; version: string };
  files: HeldFile[];
}

export function manifestOf({ run, facts, told, madeWith, files }: ManifestParts): Manifest {
  const paths = new Set(files.map(({ path }) => path));
  const filed = <C extends { sha256: string }>(one: C): Filed<C> => {
    const file = `${RUN}${certificatePath(one.sha256)}`;
    return { ...one, file: paths.has(file) ? file : null };
  };
  return {
    schema: SCHEMA,
    ...runFacts(run),
    bundle: { by: told.by, at: told.at, madeWith },
    certificates: {
      server: facts.certificates.server.map(filed),
      client: facts.certificates.client.map(filed),
    },
    clock: {
      source: told.timeSource ?? 'the clock of the system that ran it; nobody said what sets it',
      bankAhead: facts.clock,
    },
    files,
  };
}

/** As far as is needed to read it; null when it is something else. */
export function readManifest(text: string): Manifest | null {
  try {
    const read = Object(JSON.parse(text)) as Partial<Manifest>;
    const files = Array.isArray(read.files) ? (read.files as unknown[]) : [null];
    const whole = files.every((one) => {
      const { path, sha256 } = Object(one) as Partial<HeldFile>;
      return typeof path === 'string' && typeof sha256 === 'string';
    });
    return read.schema === SCHEMA && whole ? (read as Manifest) : null;
  } catch {
    return null;
  }
}
