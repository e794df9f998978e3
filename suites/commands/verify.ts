/** `assay verify`: checks a bundle offline, every file and signature, and judges its traces again. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { type Archive, openArchive, UnreadableBundle } from '../bundle/archive.ts';
import { type Checked, checkBundle, publicKey, type Trusted } from '../bundle/check.ts';
import { RUN } from '../bundle/names.ts';
import { plain } from '../bundle/result-text.ts';
import type { Timestamp } from '../bundle/timestamp.ts';
import { type CaseTrace, type RunRecord, tracePath, traceProblems } from '../evidence/index.ts';
import { isTrace } from '../evidence/read-run.ts';
import { type Judged, judgeTrace, sumUp } from '../judge/index.ts';
import { certificatesIn } from '../load/key-file.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { HARNESS, shown } from '../run/project.ts';
import { counted } from './counted.ts';
import { conclusionOf, judgingContext, keptDeviations } from './rejudge.ts';

interface VerifyFlags {
  key?: string;
  authority?: string;
  json?: boolean;
}

const LARGEST_TRACE = 64_000_000;

export function addVerify(command: Command): void {
  command
    .argument('<bundle>', 'file that `assay bundle` made')
    .option('--key <file>', 'public key or certificate of whoever is to have signed it (PEM)')
    .option('--authority <file>', 'certificates of the authority that is to have confirmed the time (PEM)')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', '\nExample:\n  assay verify evidence.zip --key signer.pem')
    .action(async (bundle: string, flags: VerifyFlags) => {
      process.exitCode = await verify(resolve(bundle), flags);
    });
}

async function verify(file: string, flags: VerifyFlags): Promise<number> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Rejected(`${shown(file)} is not a file`);
  const trusted = {
    signer: flags.key === undefined ? null : trustedKey(flags.key),
    authorities: flags.authority === undefined ? [] : trustedAuthorities(flags.authority),
  };
  const checked = await problemsOf(file, trusted);
  const { problems, run, signer, timestamp } = checked;
  const exit = problems.length > 0 ? EXIT.altered : EXIT.clean;
  const lines = problems.length > 0 ? bad(problems) : good(checked, trusted);
  const said = lines.map((line) => `${plain(line)}\n`).join('');
  (flags.json ? process.stderr : process.stdout).write(said);
  const verdicts = run?.totals ?? null;
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ exit, problems, signer, timestamp, run: run?.run ?? null, verdicts })}\n`);
  return exit;
}

const MOST_TOLD = 20;

function bad(problems: readonly string[]): string[] {
  const more = problems.length - MOST_TOLD;
  return [
    ...problems.slice(0, MOST_TOLD),
    ...(more > 0 ? [`and ${more} more; --json has them all`] : []),
    '',
    'The bundle is not what was made',
  ];
}

type Found = Pick<Checked, 'problems' | 'run' | 'signer' | 'manifest' | 'timestamp'>;

async function problemsOf(file: string, trusted: Trusted): Promise<Found> {
  const nothing = { run: null, signer: null, manifest: null, timestamp: null };
  let archive: Archive | null = null;
  try {
    archive = await openArchive(file);
    const checked = await checkBundle(archive, trusted);
    return { ...checked, problems: [...checked.problems, ...(await verdictProblems(archive, checked))] };
  } catch (error) {
    if (error instanceof UnreadableBundle) return { ...nothing, problems: [error.message] };
    // Whoever made the file chose the types and the depth of what it holds.
    if (error instanceof TypeError || error instanceof RangeError)
      return { ...nothing, problems: [`it holds what no run of this harness wrote: ${error.message}`] };
    throw error;
  } finally {
    archive?.close();
  }
}

function good({ run, signer, manifest, timestamp }: Found, trusted: Trusted): string[] {
  if (run === null) return [];
  const { exit, words } = conclusionOf(run);
  return [
    `Run ${run.run.id} of ${run.target.name}, issuer ${run.target.issuer}: nothing was changed, added or taken away`,
    `${counted(run.cases.length, 'case')} judged again from their traces, with the same verdicts`,
    ...signedLines(signer, trusted.signer !== null),
    ...(timestamp === null ? [] : [timeLine(timestamp)]),
    ...(manifest?.bundle.by ? [`Handed over by ${manifest.bundle.by}`] : []),
    ...(run.run.finished ? [] : ['The run did not finish']),
    `The run ended with ${exit}: ${words}`,
  ];
}

function signedLines(signer: Found['signer'], compared: boolean): string[] {
  if (signer === null) return ['Nobody has signed it: whoever had the file could make it anew'];
  const named = signer.subject === null ? '' : `, certificate for ${signer.subject} (its issuer was not looked at)`;
  const told = `Signed with the key whose SHA-256 is ${signer.fingerprint}${named}`;
  return compared
    ? [`${told}: the one that was named`]
    : [told, 'The key came with the bundle: compare it with what the signer tells you, or name theirs with --key'];
}

const timeLine = ({ at, authority, trusted }: Timestamp): string =>
  `It was there at ${at}, says ${authority}${trusted ? ', the authority that was named' : '; name the certificate of an authority that you trust with --authority'}`;

/** Traces that run.json does not name so, and verdicts that do not follow from them. */
async function verdictProblems(archive: Archive, { run, digests }: Checked): Promise<string[]> {
  if (run === null) return [];
  const below = `${RUN}traces/`;
  const there = new Map(
    [...digests].flatMap(([path, digest]) =>
      path.startsWith(below) ? [[path.slice(RUN.length), (): string => digest] as const] : [],
    ),
  );
  const altered = traceProblems(run, there);
  return altered.length > 0 ? altered : judgedOtherwise(archive, run);
}

async function judgedOtherwise(archive: Archive, run: RunRecord): Promise<string[]> {
  const context = judgingContext(run, keptDeviations(run));
  const judged: Judged[] = [];
  for (const { id, traceSha256 } of run.cases) {
    const path = `${RUN}${tracePath(id)}`;
    const trace = traceOf(await archive.read(path, LARGEST_TRACE), path);
    const { line, violates } = judgeTrace(trace, context);
    judged.push({ line: traceSha256 === undefined ? line : { ...line, traceSha256 }, violates });
  }
  const after = sumUp(judged, context);
  const was = new Map(run.cases.map((one) => [one.id, one]));
  const cases = after.cases.filter((one) => !isDeepStrictEqual(one, was.get(one.id)));
  const told = cases.map(({ id, verdict }) => {
    const before = was.get(id)?.verdict;
    return before === verdict
      ? `${id}: run.json tells it otherwise than its trace does`
      : `${id}: run.json says ${before}, and its trace ${verdict}`;
  });
  const whole = isDeepStrictEqual(
    [after.requirements, after.totals, after.deviations],
    [run.requirements, run.totals, run.deviations],
  );
  if (whole && told.length === 0) return [];
  const { name, version } = run.harness;
  const other =
    version === HARNESS.version
      ? ''
      : `; it was judged by ${name} ${version}, and this is ${HARNESS.version}: take that one`;
  return [...told, `the verdicts in run.json do not follow from the traces${other}`];
}

function traceOf(bytes: Buffer, path: string): CaseTrace {
  try {
    const trace: unknown = JSON.parse(bytes.toString('utf8'));
    if (isTrace(trace)) return trace;
  } catch {
    // Told below, as what it is.
  }
  throw new UnreadableBundle(`${path} is not a trace of this harness`);
}

function trustedKey(file: string): NonNullable<Trusted['signer']> {
  const key = publicKey(fileOf('--key', file).toString('utf8'));
  if (key === null) throw new Rejected(`--key ${file} holds no public key or certificate that can sign a bundle`);
  return key;
}

function trustedAuthorities(file: string): Trusted['authorities'] {
  const certificates = certificatesIn(fileOf('--authority', file)) ?? [];
  if (certificates.length === 0) throw new Rejected(`--authority ${file} holds no certificate`);
  return certificates;
}

function fileOf(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Rejected(`${option} ${file} cannot be read`);
  }
}
