/** Which cases a behaviour of the bank can matter to, from what each of them made the good bank use. */
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/bank-catalogue.ts';

/** By case, what is sent in it, and the names of checks, members and policy values that the bank used for that. */
export type Uses = ReadonlyMap<string, { sent: string; names: ReadonlySet<string> }>;

/** Records what the bank uses while cases are run, which have to call `walked` with the cases that something was walked for. */
export async function recordUses(
  bank: { recordUse(on: boolean): Promise<string[]> },
  run: (walked: (cases: readonly PlannedCase[]) => Promise<void>) => Promise<void>,
): Promise<Uses> {
  const uses = new Map<string, { sent: string; names: Set<string> }>();
  await bank.recordUse(true);
  await run(async (cases) => {
    const used = await bank.recordUse(true);
    for (const one of cases) {
      const known = uses.get(one.id) ?? { sent: sentIn(one), names: new Set() };
      for (const name of used) known.names.add(name);
      uses.set(one.id, known);
    }
  });
  await bank.recordUse(false);
  return uses;
}

/**
 * Whether a case uses anything that one of these changes: what a bank does not use it cannot do wrong. A case that was never
 * recorded, or is another one now, may use anything, and a behaviour of which nothing is known may change anything.
 */
export function concerns(behaviours: readonly Deviation[], uses: Uses): (one: PlannedCase) => boolean {
  return (one) => {
    const used = uses.get(one.id);
    if (used === undefined || used.sent !== sentIn(one)) return true;
    return behaviours.some(({ touches }) => touches === undefined || touches.some((name) => used.names.has(name)));
  };
}

const sentIn = ({ attempt, before, after, expect, verifierChecks, settle }: PlannedCase): string =>
  JSON.stringify([attempt, before, after, expect, verifierChecks, settle]);

/** Those that matter to most cases first, so that they share the runs of many cases. */
export function byReach(variations: readonly Deviation[], cases: readonly PlannedCase[], uses: Uses): Deviation[] {
  const reach = new Map(variations.map((one) => [one, cases.filter(concerns([one], uses)).length]));
  return variations.toSorted((a, b) => (reach.get(b) ?? 0) - (reach.get(a) ?? 0));
}
