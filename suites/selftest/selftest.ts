/** The proof that the checks are alive: nobody good is accused, and each defect is caught by the cases that claim it. */
import type { CaseTrace, Verdict } from '../evidence/index.ts';
import { judgeCase } from '../judge/index.ts';
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/launch-bank.ts';
import { groupsOf } from './together.ts';

/** A bank whose behaviour can be switched, and a way to run cases against it. */
export interface SwitchableBank {
  switchTo(state: { defects: string[]; variations: string[] }): Promise<void>;
  /**
   * Gives false when it was interrupted. `together`: cases with equal controls stand together between one control before and one after,
   * which finds the same at a bank that nobody else uses.
   */
  run(cases: PlannedCase[], onCase: (trace: CaseTrace) => void, how: 'each' | 'together'): Promise<boolean>;
}

export interface DefectRow {
  id: string;
  /** Cases that claim the defect and can run here. */
  expected: string[];
  failed: string[];
  missed: string[];
  unexpected: string[];
  ok: boolean;
  /** What a missed or unexpected case said instead. */
  why: { [caseId: string]: string };
  note: string | null;
}

export interface GoodRow {
  fail: string[];
  /** Inconclusive or error: nobody was accused, but nothing was shown either. */
  unclear: string[];
  ok: boolean;
  why: { [caseId: string]: string };
}

export interface SelfTest {
  compliant: GoodRow;
  variations: (GoodRow & { id: string })[];
  defects: DefectRow[];
  /** Negative cases that no defect turns red, so that it is unknown whether one can. */
  dead: string[];
  ok: boolean;
}

export interface SelfTestOptions {
  cases: PlannedCase[];
  /** The cases that apply to the bank under a variation. */
  casesUnder(variation: Deviation): PlannedCase[];
  defects: Deviation[];
  variations: Deviation[];
  /** The client_id of a client of the target; undefined when there is none of that name. */
  clientId(name: string): string | undefined;
  /** Every case with every defect, so that a case that fails without a claim is noticed wherever it is; every variation alone. */
  full: boolean;
  /** Only these defects, and no variations; empty means all. */
  only: string[];
  banks: SwitchableBank[];
  onRow(row: { title: string; ok: boolean; detail: string }): void;
}

interface Seen {
  verdict: Verdict;
  red: boolean;
  reason: string;
}

/** The run was broken off; what is known by then is no self-test. */
export class SelfTestInterrupted extends Error {}

export async function selfTest(options: SelfTestOptions): Promise<SelfTest> {
  const runnable = runnableOf(options.cases);
  const claims = claimsOf(options.cases);
  const chosen = (id: string): boolean => options.only.length === 0 || options.only.includes(id);
  const result: SelfTest = { compliant: emptyGood(), variations: [], defects: [], dead: [], ok: false };

  const work: ((bank: SwitchableBank) => Promise<void>)[] = [
    async (bank) => {
      result.compliant = goodRow(await observe(bank, [], [], runnable), true);
      told(options, 'compliant bank', result.compliant.ok, goodDetail(result.compliant));
    },
  ];
  const variations = options.only.length === 0 ? options.variations : [];
  for (const group of options.full ? variations.map((one) => [one]) : groupsOf(variations))
    work.push(async (bank) => {
      result.variations.push(...(await variationRows(group, options, bank)));
    });
  for (const defect of options.defects.filter(({ id }) => chosen(id))) {
    work.push(async (bank) => {
      const row = await defectRow(defect, { options, runnable, claims, bank });
      result.defects.push(row);
      told(options, `defect ${defect.id}`, row.ok, defectDetail(row));
    });
  }
  const queue = work.values();
  await Promise.all(
    options.banks.map(async (bank) => {
      for (const one of queue) await one(bank);
    }),
  );

  for (const id of claims.keys())
    if (chosen(id) && !options.defects.some((defect) => defect.id === id)) result.defects.push(unknownRow(id, claims));
  const order = (ids: { id: string }[]) => new Map(ids.map(({ id }, index) => [id, index]));
  sortBy(result.defects, order(options.defects));
  sortBy(result.variations, order(options.variations));
  result.dead = options.only.length === 0 ? deadCases(runnable, result.defects) : [];
  result.ok =
    result.compliant.ok &&
    result.variations.every((row) => row.ok) &&
    result.defects.every((row) => row.ok) &&
    result.dead.length === 0;
  return result;
}

function runnableOf(cases: PlannedCase[]): PlannedCase[] {
  return cases.filter((one) => one.withheld === null);
}

/** Which cases claim each defect, withheld ones included. */
function claimsOf(cases: PlannedCase[]): Map<string, PlannedCase[]> {
  const claims = new Map<string, PlannedCase[]>();
  for (const one of cases) for (const id of one.detects) claims.set(id, [...(claims.get(id) ?? []), one]);
  return claims;
}

async function observe(
  bank: SwitchableBank,
  defects: string[],
  variations: string[],
  cases: PlannedCase[],
): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  await bank.switchTo({ defects, variations });
  const see = (trace: CaseTrace): void => {
    const { verdict, violates, reason } = judgeCase(trace);
    // A broken `should` only warns, and a broken `may` is only observed, but both were noticed.
    seen.set(trace.id, { verdict, red: verdict === 'fail' || violates !== null, reason });
  };
  // The good bank is tried as in a run.
  const plain = defects.length === 0 && variations.length === 0;
  const complete = await bank.run(cases, see, plain ? 'each' : 'together');
  if (!complete) throw new SelfTestInterrupted('the self-test was interrupted');
  return seen;
}

function goodRow(seen: Map<string, Seen>, mustBeClear: boolean): GoodRow {
  const ids = (fits: (one: Seen) => boolean): string[] => [...seen].filter(([, one]) => fits(one)).map(([id]) => id);
  const fail = ids((one) => one.verdict === 'fail');
  const errors = ids((one) => one.verdict === 'error');
  const unclear = ids((one) => one.verdict === 'inconclusive' || one.verdict === 'error');
  const ok = fail.length === 0 && (mustBeClear ? unclear : errors).length === 0;
  return { fail, unclear, ok, why: reasons(seen, [...fail, ...unclear]) };
}

/** Where a group is accused, each of it is tried alone, so that the accusation has one name. */
async function variationRows(
  group: Deviation[],
  options: SelfTestOptions,
  bank: SwitchableBank,
): Promise<SelfTest['variations']> {
  const ids = group.map(({ id }) => id);
  // Alike for all of a group: none of several takes a capability away.
  const [first] = group;
  const cases = first ? runnableOf(options.casesUnder(first)) : [];
  const seen = goodRow(await observe(bank, [], ids, cases), false);
  if (seen.ok || group.length === 1) {
    told(options, `variation ${ids.join(' with ')}`, seen.ok, goodDetail(seen));
    return ids.map((id) => ({ id, ...seen }));
  }
  const rows: SelfTest['variations'] = [];
  for (const one of group) rows.push(...(await variationRows([one], options, bank)));
  return rows;
}

interface DefectContext {
  options: SelfTestOptions;
  runnable: PlannedCase[];
  claims: Map<string, PlannedCase[]>;
  bank: SwitchableBank;
}

/** Why a defect does not show in a case that claims it: the case does not run, or the defect is about other clients. */
function unseen(one: PlannedCase, { clients }: Deviation, { clientId }: SelfTestOptions): string | null {
  if (one.withheld !== null) return one.withheld.reason;
  const { client } = one.attempt;
  if (clients === undefined || clients.includes(clientId(client) ?? '')) return null;
  return `it shows with ${clients.join(', ')} only, and the client ${client} is ${clientId(client) ?? 'none'}`;
}

async function defectRow(defect: Deviation, context: DefectContext): Promise<DefectRow> {
  const { options, runnable, claims, bank } = context;
  const { full } = options;
  const known = (id: string): Deviation => options.defects.find((one) => one.id === id) ?? { id, title: id };
  const idsOf = (id: string): string[] =>
    (claims.get(id) ?? []).filter((one) => unseen(one, known(id), options) === null).map((one) => one.id);
  const expected = idsOf(defect.id);
  const allowed = new Set([...expected, ...(defect.implies ?? []).flatMap(idsOf)]);
  const cases = full ? runnable : runnable.filter((one) => allowed.has(one.id));
  const seen = cases.length === 0 ? new Map<string, Seen>() : await observe(bank, [defect.id], [], cases);
  const failed = cases.map((one) => one.id).filter((id) => seen.get(id)?.red === true);
  const missed = expected.filter((id) => !failed.includes(id));
  const unexpected = failed.filter((id) => !allowed.has(id));
  const claimants = claims.get(defect.id) ?? [];
  const [claimant] = claimants;
  const invisible = claimant !== undefined && expected.length === 0;
  return {
    id: defect.id,
    expected,
    failed,
    missed,
    unexpected,
    // Claimed only by cases that do not apply to this target or cannot run here: that is said, and is no fault.
    ok: claimants.length > 0 && missed.length === 0 && unexpected.length === 0,
    why: reasons(seen, [...missed, ...unexpected]),
    note:
      claimants.length === 0
        ? 'no case claims it'
        : invisible
          ? `not visible here: ${unseen(claimant, defect, options)}`
          : null,
  };
}

function unknownRow(id: string, claims: Map<string, PlannedCase[]>): DefectRow {
  const expected = (claims.get(id) ?? []).map((one) => one.id);
  const note = 'the bundled bank has no such defect';
  return { id, expected, failed: [], missed: expected, unexpected: [], ok: false, why: {}, note };
}

function deadCases(runnable: PlannedCase[], rows: DefectRow[]): string[] {
  const red = new Set(rows.flatMap((row) => row.failed));
  return runnable.filter((one) => one.expect.polarity === 'negative' && !red.has(one.id)).map((one) => one.id);
}

function reasons(seen: Map<string, Seen>, ids: string[]): { [caseId: string]: string } {
  return Object.fromEntries(
    ids.map((id) => [id, `${seen.get(id)?.verdict ?? 'not run'}: ${seen.get(id)?.reason ?? ''}`]),
  );
}

function emptyGood(): GoodRow {
  return { fail: [], unclear: [], ok: false, why: {} };
}

function sortBy(rows: { id: string }[], order: Map<string, number>): void {
  rows.sort((a, b) => (order.get(a.id) ?? order.size) - (order.get(b.id) ?? order.size));
}

function told(options: SelfTestOptions, title: string, ok: boolean, detail: string): void {
  options.onRow({ title, ok, detail });
}

function goodDetail(row: GoodRow): string {
  if (row.fail.length === 0 && row.unclear.length === 0) return 'no accusation';
  const part = (name: string, ids: string[]): string[] => (ids.length > 0 ? [`${name} ${ids.join(', ')}`] : []);
  return [...part('accused by', row.fail), ...part('unclear', row.unclear)].join('; ');
}

function defectDetail(row: DefectRow): string {
  const part = (name: string, ids: string[]): string[] => (ids.length > 0 ? [`${name} ${ids.join(', ')}`] : []);
  return [
    ...part('caught by', row.failed),
    ...part('MISSED by', row.missed),
    ...part('UNEXPECTED in', row.unexpected),
    ...(row.note ? [row.note] : []),
  ].join('; ');
}
