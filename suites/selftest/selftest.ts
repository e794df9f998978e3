/** The proof that the checks are alive: nobody good is accused, and each defect is caught by the cases that claim it. */
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/launch-bank.ts';
import type { Outcome, SwitchableBank } from './bank.ts';
import { type DefectRow, defectDetail, type GoodRow, goodDetail, type SelfTest } from './rows.ts';
import { groupsOf } from './together.ts';
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

/** By case. */
type Seen = ReadonlyMap<string, Outcome>;

/** The run was broken off; what is known by then is no self-test. */
export class SelfTestInterrupted extends Error {}

export async function selfTest(options: SelfTestOptions): Promise<SelfTest> {
  const runnable = runnableOf(options.cases);
  const claims = claimsOf(options.cases);
  const chosen = (id: string): boolean => options.only.length === 0 || options.only.includes(id);
  const result: SelfTest = { compliant: emptyGood(), variations: [], defects: [], dead: [], ok: false };

  const variations = options.only.length === 0 ? options.variations : [];
  let uses: Uses = new Map();
  const compliant: Work = async (bank) => {
    await bank.switchTo({ defects: [], variations: [] });
    let outcomes: Outcome[];
    if (variations.length > 0 || options.full) ({ outcomes, uses } = whole(await bank.record(runnable)));
    else outcomes = whole(await bank.run(runnable));
    result.compliant = goodRow(byCase(outcomes), true);
    told(options, 'compliant bank', result.compliant.ok, goodDetail(result.compliant));
  };
  const defects = options.defects
    .filter(({ id }) => chosen(id))
    .map(
      (defect): Work =>
        async (bank) => {
          const row = await defectRow(defect, { options, runnable, claims, bank, uses });
          result.defects.push(row);
          told(options, `defect ${defect.id}`, row.ok, defectDetail(row));
        },
    );
  // What is left out rests on what the good bank was seen to use; where nothing is, nobody need wait for that.
  await shareOut(options.full ? [compliant] : [compliant, ...defects], options.banks);
  const groups = options.full ? variations.map((one) => [one]) : groupsOf(byReach(variations, runnable, uses));
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
}

/** Why a defect does not show in a case that claims it: the case does not run, or the defect is about other clients. */
function unseen(one: PlannedCase, { clients }: Deviation, { clientId }: SelfTestOptions): string | null {
  if (one.withheld !== null) return one.withheld.reason;
  const { client } = one.attempt;
  if (clients === undefined || clients.includes(clientId(client) ?? '')) return null;
  return `it shows with ${clients.join(', ')} only, and the client ${client} is ${clientId(client) ?? 'none'}`;
}

async function defectRow(defect: Deviation, context: DefectContext): Promise<DefectRow> {
  const { options, runnable, claims, bank, uses } = context;
  const { full } = options;
  const known = (id: string): Deviation => options.defects.find((one) => one.id === id) ?? { id, title: id };
  const idsOf = (id: string): string[] =>
    (claims.get(id) ?? []).filter((one) => unseen(one, known(id), options) === null).map((one) => one.id);
  const expected = idsOf(defect.id);
  const allowed = new Set([...expected, ...(defect.implies ?? []).flatMap(idsOf)]);
  const concerned = concerns([defect], uses);
  const cases = runnable.filter((one) => allowed.has(one.id) || (full && concerned(one)));
  const seen = cases.length === 0 ? new Map<string, Outcome>() : await observe(bank, [defect.id], [], cases);
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
