/** Cases that a defect turns red although they do not claim it, found with several defects at once. */
import type { PlannedCase } from '../plan/index.ts';
import type { Deviation } from '../run/bank-catalogue.ts';
import type { Outcome } from './bank.ts';
import { concerns, type Uses } from './uses.ts';

/** By case. */
export type Seen = ReadonlyMap<string, Outcome>;

interface Sight {
  /** What the compliant bank was seen to do. */
  good: Seen;
  uses: Uses;
  see(defects: string[], cases: PlannedCase[]): Promise<Seen>;
}

/**
 * By defect, those of the cases that it turns red. A case that ends otherwise than with the compliant bank, be it red or not, is
 * tried again with each half of the group, down to one defect alone: what one of them breaks may hide what another does.
 */
export async function straysOf(
  group: readonly Deviation[],
  cases: readonly PlannedCase[],
  sight: Sight,
): Promise<Map<string, Seen>> {
  const [first] = group;
  const concerned = cases.filter(concerns(group, sight.uses));
  if (first === undefined || concerned.length === 0) return new Map();
  const seen = await sight.see(
    group.map(({ id }) => id),
    concerned,
  );
  if (group.length === 1) return new Map([[first.id, new Map([...seen].filter(([, { red }]) => red))]]);
  const odd = concerned.filter(({ id }) => {
    const one = seen.get(id);
    return one?.red !== false || one.verdict !== sight.good.get(id)?.verdict;
  });
  const middle = Math.ceil(group.length / 2);
  const halves = [group.slice(0, middle), group.slice(middle)];
  const found: [string, Seen][] = [];
  for (const half of halves) found.push(...(await straysOf(half, odd, sight)));
  return new Map(found);
}
