/** The proof that the checks are alive: nobody good is accused, and each defect is caught by the cases that claim it. */
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/bank-catalogue.ts';
import type { Outcome, SwitchableBank } from './bank.ts';
import { type DefectRow, defectDetail, type GoodRow, goodDetail, type SelfTest } from './rows.ts';
import { type Seen, straysOf } from './strays.ts';
import { DEFECTS_AT_ONCE, groupsOf, VARIATIONS_AT_ONCE } from './together.ts';
import { byReach, concerns, type Uses } from './uses.ts';

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

/** The run was broken off; what is known by then is no self-test. */
export class SelfTestInterrupted extends Error {}

export async function selfTest(options: SelfTestOptions): Promise<SelfTest> {
  const runnable = runnableOf(options.cases);
  const claims = claimsOf(options.cases);
  const chosen = (id: string): boolean => options.only.length === 0 || options.only.includes(id);
  const result: SelfTest = { compliant: emptyGood(), variations: [], defects: [], dead: [], ok: false };

  const variations = options.only.length === 0 ? options.variations : [];
  let uses: Uses = new Map();
  let good: Seen = new Map();
  const compliant: Work = async (bank) => {
    await bank.switchTo({ defects: [], variations: [] });
    let outcomes: Outcome[];
    if (variations.length > 0 || options.full) ({ outcomes, uses } = whole(await bank.record(runnable)));
    else outcomes = whole(await bank.run(runnable));
    good = byCase(outcomes);
    result.compliant = goodRow(good, true);
    told(options, 'compliant bank', result.compliant.ok, goodDetail(result.compliant));
  };
  const wrong = options.defects.filter(({ id }) => chosen(id));
  const defects = (options.full ? groupsOf(wrong, DEFECTS_AT_ONCE) : wrong.map((one) => [one])).map(
    (group): Work =>
      async (bank) => {
        const rows = await defectRows(group, { options, runnable, claims, bank, uses, good });
        for (const row of rows) told(options, `defect ${row.id}`, row.ok, defectDetail(row));
        result.defects.push(...rows);
      },
  );
  // What is left out rests on what the good bank was seen to use; where nothing is, nobody need wait for that.
  await shareOut(options.full ? [compliant] : [compliant, ...defects], options.banks);
  const groups = options.full
    ? variations.map((one) => [one])
    : groupsOf(byReach(variations, runnable, uses), VARIATIONS_AT_ONCE);
  const tried = groups.map(
    (group): Work =>
      async (bank) => {
        result.variations.push(...(await variationRows(group, options, bank, uses)));
      },
  );
  await shareOut(options.full ? [...tried, ...defects] : tried, options.banks);

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

type Work = (bank: SwitchableBank) => Promise<void>;

async function shareOut(work: Work[], banks: SwitchableBank[]): Promise<void> {
  const queue = work.values();
  await Promise.all(
    banks.map(async (bank) => {
      for (const one of queue) await one(bank);
    }),
  );
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
): Promise<Seen> {
  await bank.switchTo({ defects, variations });
  return byCase(whole(await bank.run(cases)));
}

const byCase = (outcomes: Outcome[]): Seen => new Map(outcomes.map((one) => [one.id, one]));

function whole<T>(told: T | null): T {
  if (told === null) throw new SelfTestInterrupted('the self-test was interrupted');
  return told;
}

/** A lawful variation may do without what is only recommended; the compliant bank keeps that as well. */
function goodRow(seen: Seen, mustBeClear: boolean): GoodRow {
  const ids = (fits: (one: Outcome) => boolean): string[] => [...seen].filter(([, one]) => fits(one)).map(([id]) => id);
  const fail = ids((one) => one.verdict === 'fail');
  const errors = ids((one) => one.verdict === 'error');
  const unclear = ids((one) => one.verdict === 'inconclusive' || one.verdict === 'error');
  const warned = ids((one) => one.verdict === 'warn');
  const none = mustBeClear ? [...unclear, ...warned] : errors;
  const ok = fail.length === 0 && none.length === 0;
  return { fail, unclear, warned, ok, why: reasons(seen, [...fail, ...unclear, ...warned]) };
}

/** Where a group is accused, each of it is tried alone, so that the accusation has one name. */
async function variationRows(
  group: Deviation[],
  options: SelfTestOptions,
  bank: SwitchableBank,
  uses: Uses,
): Promise<SelfTest['variations']> {
  const ids = group.map(({ id }) => id);
  // Alike for all of a group: none of several takes a capability away.
  const [first] = group;
  const cases = first ? runnableOf(options.casesUnder(first)).filter(concerns(group, uses)) : [];
  const seen = goodRow(await observe(bank, [], ids, cases), false);
  if (seen.ok || group.length === 1) {
    told(options, `variation ${ids.join(' with ')}`, seen.ok, goodDetail(seen));
    return ids.map((id) => ({ id, ...seen }));
  }
  const rows: SelfTest['variations'] = [];
  for (const one of group) rows.push(...(await variationRows([one], options, bank, uses)));
  return rows;
}

interface DefectContext {
  options: SelfTestOptions;
  runnable: PlannedCase[];
  claims: Map<string, PlannedCase[]>;
  bank: SwitchableBank;
  uses: Uses;
  /** What the compliant bank was seen to do. */
  good: Seen;
}

/** Why a defect does not show in a case that claims it: the case does not run, or the defect is about other clients. */
function unseen(one: PlannedCase, { clients }: Deviation, { clientId }: SelfTestOptions): string | null {
  if (one.withheld !== null) return one.withheld.reason;
  const { client } = one.attempt;
  if (clients === undefined || clients.includes(clientId(client) ?? '')) return null;
  return `it shows with ${clients.join(', ')} only, and the client ${client} is ${clientId(client) ?? 'none'}`;
}

/** Each with the cases that claim it alone, and what no other may turn red with all of them at once. */
async function defectRows(group: Deviation[], context: DefectContext): Promise<DefectRow[]> {
  const { options, runnable, bank, uses, good } = context;
  const allowed = new Map(group.map((defect) => [defect.id, allowedFor(defect, context)]));
  const claimed = new Set([...allowed.values()].flatMap((ids) => [...ids]));
  const rows: DefectRow[] = [];
  for (const defect of group) {
    const own = allowed.get(defect.id) ?? new Set();
    // What another of the group turns red has to be tried apart from it.
    const concerned = options.full ? concerns([defect], uses) : () => false;
    const cases = runnable.filter((one) => own.has(one.id) || (claimed.has(one.id) && concerned(one)));
    const seen: Seen = cases.length === 0 ? new Map() : await observe(bank, [defect.id], [], cases);
    rows.push(defectRow(defect, context, own, seen));
  }
  if (!options.full) return rows;
  const unclaimed = runnable.filter((one) => !claimed.has(one.id));
  const strays = await straysOf(group, unclaimed, { good, uses, see: (ids, cases) => observe(bank, ids, [], cases) });
  return rows.map((row) => withStrays(row, strays.get(row.id) ?? new Map()));
}

/** Ids of the cases that a defect may turn red: those that claim it or one that it implies, where it shows at all. */
function allowedFor(defect: Deviation, context: DefectContext): Set<string> {
  return new Set([defect.id, ...(defect.implies ?? [])].flatMap((id) => visible(id, context)));
}

function visible(id: string, { options, claims }: DefectContext): string[] {
  const known = options.defects.find((one) => one.id === id) ?? { id, title: id };
  return (claims.get(id) ?? []).filter((one) => unseen(one, known, options) === null).map((one) => one.id);
}

function defectRow(defect: Deviation, context: DefectContext, allowed: ReadonlySet<string>, seen: Seen): DefectRow {
  const { options, claims } = context;
  const expected = visible(defect.id, context);
  const failed = [...seen.values()].filter((one) => one.red).map((one) => one.id);
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

function withStrays(row: DefectRow, strays: Seen): DefectRow {
  const ids = [...strays.keys()];
  return {
    ...row,
    failed: [...row.failed, ...ids],
    unexpected: [...row.unexpected, ...ids],
    ok: row.ok && ids.length === 0,
    why: { ...row.why, ...reasons(strays, ids) },
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

function reasons(seen: Seen, ids: string[]): { [caseId: string]: string } {
  return Object.fromEntries(
    ids.map((id) => [id, `${seen.get(id)?.verdict ?? 'not run'}: ${seen.get(id)?.reason ?? ''}`]),
  );
}

function emptyGood(): GoodRow {
  return { fail: [], unclear: [], warned: [], ok: false, why: {} };
}

function sortBy(rows: { id: string }[], order: Map<string, number>): void {
  rows.sort((a, b) => (order.get(a.id) ?? order.size) - (order.get(b.id) ?? order.size));
}

function told(options: SelfTestOptions, title: string, ok: boolean, detail: string): void {
  options.onRow({ title, ok, detail });
}
