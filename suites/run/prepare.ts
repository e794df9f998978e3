/** Everything that has to be right before the first case: scenarios, target, keys, plan. Every mistake is reported, and only the metadata is fetched. */
import { basename, join, relative, resolve, sep } from 'node:path';
import { findBrowser, hardwareKeyProblems, loadNetwork, type TppBank, vocabulary } from '../../mock-tpp/index.ts';
import { type Files, type Library, launchOf, loadDeviations, loadLibrary, loadTarget } from '../load/index.ts';
import type { KnownDeviation, Target } from '../load/target.ts';
import {
  BROWSER_MISSING,
  checkDeviations,
  checkSelection,
  createShareEqual,
  crossCheck,
  type MetadataDocument,
  type Plan,
  type PlanOptions,
  plan,
} from '../plan/index.ts';
import type { Asked } from './ask-metadata.ts';
import { listDeviations } from './bank-catalogue.ts';
import { bankOfTarget } from './bank-of-target.ts';
import { Rejected, rejectIf } from './exit.ts';
import { type LaunchedBank, launchBank } from './launch-bank.ts';
import { narrowedBy } from './narrowed.ts';
import { type FlowWish, preflightLibrary } from './preflight-flow.ts';
import { ROOT, SCENARIOS, shown } from './project.ts';
import { proxyNotice } from './proxy.ts';
import { shippedTrees } from './shipped-trees.ts';
import { keepHeapSmall } from './small-heap.ts';

export interface PrepareFlags {
  target: string;
  profile?: string;
  only?: string[];
  area?: string[];
  tag?: string[];
  skip?: string[];
  excludeTag?: string[];
  excludeSlow?: boolean;
  aggressive?: boolean;
  /** Folders with scenarios beside the built-in ones. */
  scenarios?: string[];
  shard?: { index: number; count: number } | null;
  defect?: string[];
  variation?: string[];
  knownDeviations?: string;
}

export interface Planned {
  library: Library;
  target: Target;
  plan: Plan;
  browser: string | null;
}

export interface Prepared extends Planned {
  bank: TppBank;
  deviations: KnownDeviation[];
  /** The bundled bank, when the target starts it. */
  launched: LaunchedBank | null;
  /** What the bank publishes otherwise than the target says, or why nothing was to be had. */
  notices: string[];
  /** What came of asking the bank for its metadata. */
  asked: Asked;
  /** Options that narrow the run, as they are written. */
  narrowed: string[];
  /** Plain flows instead of the cases, planned for the same bank. */
  planFlows(wishes: FlowWish[]): Plan;
  /** The same plan for a bank that does not have these capabilities. */
  planWithout(capabilities: string[]): Plan;
  close(): Promise<void>;
}

/** Reads and cross-checks all scenarios. Those that are shipped were checked when this was built; with `defectIds` they are checked again. */
export function readScenarios(options: { defectIds?: string[]; own?: string[] } = {}): {
  library: Library;
  files: Files;
} {
  const own = (options.own ?? []).map((folder) => shown(resolve(folder)));
  const { library, problems, files } = loadLibrary(shown(SCENARIOS), own, shippedTrees());
  rejectIf(problems, files);
  const known = options.defectIds === undefined && library.digest === shippedTrees().sound;
  if (!known) rejectIf(crossCheck(library, vocabulary, options), files);
  return { library, files };
}

/** The digest of the shipped scenarios, for whoever builds this; null when there is a mistake in them. */
export function soundLibrary(): string | null {
  const { library, problems } = loadLibrary(shown(SCENARIOS), [], shippedTrees());
  return problems.length + crossCheck(library, vocabulary).length === 0 ? library.digest : null;
}

interface PlanOnly {
  scenarios?: ReturnType<typeof readScenarios>;
  purpose?: PlanOptions['purpose'];
}

/**
 * A plan without a bank: what the target file says is enough, and what a launched bank would tell is made up. Whoever plans for several
 * targets reads the scenarios once, and hands them over.
 */
export function planOnly(
  flags: PrepareFlags,
  { scenarios = readScenarios({ own: flags.scenarios ?? [] }), purpose = 'run' }: PlanOnly = {},
): Planned {
  const { library, files } = scenarios;
  const file = shown(resolve(flags.target));
  const loaded = loadTarget(file, { env: process.env, launch: null, axes: vocabulary.axes, trees: shippedTrees() });
  rejectIf(loaded.problems, loaded.files);
  if (!loaded.target) throw new Rejected(`${flags.target} cannot be used`);
  return planFor(library, loaded.target, flags, {
    files: new Map([...files, ...loaded.files]),
    browser: findBrowser(process.env),
    document: null,
    withdrawn: [],
    purpose,
  });
}

/** A token is looked into once, before anything is sent: each wrong PIN counts. */
async function rejectHardwareKeys(bank: TppBank): Promise<void> {
  const [first, ...more] = await hardwareKeyProblems(bank);
  if (!first) return;
  const says = [first, ...more].map(({ identity, problem }) => `identities.${identity}: ${problem}`);
  throw new Rejected(says.join('\n'));
}

/** Readies a run; a bank that the target launches is up afterwards, and `close` stops it. */
export async function prepare(flags: PrepareFlags): Promise<Prepared> {
  keepHeapSmall();
  const file = shown(resolve(flags.target));
  const head = launchOf(file, shippedTrees());
  rejectIf(head.problems, head.files);
  const deviating = { defects: flags.defect ?? [], variations: flags.variation ?? [] };
  if (head.launch === null && deviating.defects.length + deviating.variations.length > 0)
    throw new Rejected('--defect and --variation change the bundled bank, and this target is a different one');
  // The bank makes its keys in a process of its own, while the scenarios are read here.
  const starting = head.launch === null ? null : launchBank({ ...deviating, ...head.launch });
  starting?.catch(() => undefined);
  let launched: LaunchedBank | null = null;
  try {
    const { library, files } = readScenarios({ own: flags.scenarios ?? [] });
    rejectIf(checkSelection(library, { ...flags, requirements: [] }), files);
    const browser = findBrowser(process.env);
    void loadNetwork();
    // Whatever a person has to correct is reported before anything is sent. What a launched bank will tell is made up
    // for that: it is still making its keys.
    const early = readTarget(file, flags.target, null);
    if (early.target.psu.agent.kind === 'browser' && browser === null)
      throw new Rejected(`psu.agent is browser in ${flags.target}, and ${BROWSER_MISSING}`);
    const means = { files: new Map([...files, ...early.files]), browser, document: null, withdrawn: [] };
    planFor(library, early.target, flags, { ...means, purpose: 'problems' });
    launched = await starting;
    const { target, files: targetFiles } = launched === null ? early : readTarget(file, flags.target, launched);
    const told = new Map([...files, ...targetFiles]);
    const bank = bankOfTarget(target, process.env);
    await rejectHardwareKeys(bank);
    const through = proxyNotice(bank.proxy);
    const planOf = (document: MetadataDocument | null, withdrawn: string[]): Planned =>
      planFor(library, target, flags, { ...means, files: told, document, withdrawn });
    const { askMetadata } = await import('./ask-metadata.ts');
    const asked = await askMetadata(target, bank, { files: told, ours: launched !== null });
    const { document, notices } = asked;
    const planned = planOf(document, withdrawnBy(deviating.variations));
    const planWithout = (capabilities: string[]): Plan => planOf(document, capabilities).plan;
    const planFlows = (wishes: FlowWish[]): Plan => {
      const met = { ...means, files: told, document };
      return planFor(preflightLibrary(library, wishes), target, { target: flags.target }, met).plan;
    };
    const slow = sparedText(planned.plan);
    const deviations = readDeviations(flags.knownDeviations ?? target.deviations, library);
    const close = async (): Promise<void> => launched?.stop();
    return {
      ...planned,
      // A run holds its plan to the end.
      plan: { ...planned.plan, cases: planned.plan.cases.map(createShareEqual()) },
      bank,
      deviations,
      launched,
      asked,
      narrowed: narrowedBy(flags),
      notices: [...(through === null ? [] : [through]), ...notices, ...slow],
      planFlows,
      planWithout,
      close,
    };
  } catch (error) {
    const bank = launched ?? (await starting?.catch(() => null));
    await bank?.stop();
    throw error;
  }
}

/** What leaving out slow cases saves, or why there was nothing to leave out. */
export function sparedText({ spared }: Plan): string[] {
  if (spared.cases === 0) return [];
  const cases = spared.cases === 1 ? 'one case' : `${spared.cases} cases`;
  const seconds = Math.round(spared.waitMs / 1000);
  return [`--exclude-slow leaves out ${cases} that would wait up to ${seconds} s in all for time to pass.`];
}

function withdrawnBy(variations: string[]): string[] {
  if (variations.length === 0) return [];
  return listDeviations('variations')
    .filter(({ id }) => variations.includes(id))
    .flatMap(({ withdraws }) => withdraws ?? []);
}

function readTarget(file: string, name: string, launched: LaunchedBank | null): { target: Target; files: Files } {
  const launch = launched && {
    issuer: launched.issuer,
    mtls: launched.mtls,
    management: launched.management,
    directory: launched.directory,
    state: launched.state,
  };
  const { target, problems, files } = loadTarget(file, {
    env: process.env,
    launch,
    axes: vocabulary.axes,
    trees: shippedTrees(),
  });
  rejectIf(problems, files);
  if (!target) throw new Rejected(`${name} cannot be used`);
  return { target, files };
}

/** With a library, each has to be about one of its cases. */
export function readDeviations(file: string | null, library?: Library): KnownDeviation[] {
  if (file === null) return [];
  const { deviations, problems, files } = loadDeviations(shown(resolve(file)));
  rejectIf(problems, files);
  if (library) rejectIf(checkDeviations(deviations, library), files);
  return deviations;
}

/** Evidence names files as the project does, or as the folder of scenarios does, wherever they lie on this machine. */
function fileInEvidence(file: string, own: string[]): string {
  const path = resolve(file);
  const below = (folder: string): boolean => path.startsWith(`${resolve(folder)}${sep}`);
  const folder = own.find(below);
  return folder === undefined || below(ROOT)
    ? relative(ROOT, path)
    : join(basename(resolve(folder)), relative(folder, path));
}

interface PlanMeans {
  files: Files;
  browser: string | null;
  /** What the bank publishes of itself; null when it was not asked. */
  document: MetadataDocument | null;
  withdrawn: string[];
  purpose?: PlanOptions['purpose'];
}

function planFor(library: Library, target: Target, flags: PrepareFlags, means: PlanMeans): Planned {
  const { files, browser, document, withdrawn, purpose = 'run' } = means;
  const options: PlanOptions = {
    profile: flags.profile ?? null,
    only: flags.only ?? [],
    area: flags.area ?? [],
    tag: flags.tag ?? [],
    skip: flags.skip ?? [],
    excludeTag: flags.excludeTag ?? [],
    excludeSlow: flags.excludeSlow ?? false,
    aggressive: flags.aggressive ?? false,
    shard: flags.shard ?? null,
    browser: browser !== null,
    metadata: document,
    withdrawn,
    purpose,
  };
  const made = plan(library, target, vocabulary, options);
  rejectIf(made.problems, files);
  const cases = made.cases.map((one) => ({ ...one, file: fileInEvidence(one.file, flags.scenarios ?? []) }));
  return { library, target, browser, plan: { ...made, cases } };
}
