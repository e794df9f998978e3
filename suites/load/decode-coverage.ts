/** Decodes what is said about the catalogue itself: what it leaves untried and why, and which modules of the OpenID Foundation's suite it answers. */
import { type Decoder, list, map, needed, object, oneOf, optional, prose, record, text } from './decoder.ts';
import { requirementId } from './parts.ts';
import { proofPlaces } from './proof-place.ts';
import type { Gap, SuiteModule } from './scenario.ts';

export const GAP_KINDS = ['outside', 'bank'] as const;
export const SUITE_PLANS = [
  'fapi2-security-profile-final',
  'fapi2-message-signing-final',
  'fapi1-advanced-final',
] as const;

const gap: Decoder<Gap> = map(
  object({
    requirements: needed(list(requirementId), 'the requirements that nothing tries'),
    places: optional(list(oneOf(...proofPlaces)), 'at these of their places only; at all of them by default'),
    why: needed(
      oneOf(...GAP_KINDS),
      'outside: it cannot be told from outside of a bank; bank: it takes what the bundled bank does not have',
    ),
    reason: needed(prose, 'what stands in the way, so that a reviewer can judge it'),
  }),
  ({ requirements, places = [], why, reason, place }) => ({ requirements, places, why, reason, place }),
);

export const gaps: Decoder<Gap[]> = map(
  object({ gaps: needed(list(gap), 'what no case tries, and why') }),
  ({ gaps: rows }) => rows,
);

export const suiteModules: Decoder<SuiteModule[]> = map(
  object({
    suite: needed(prose, 'the edition of the suite that was read'),
    modules: needed(
      record(
        map(
          object({
            plans: needed(list(oneOf(...SUITE_PLANS)), 'the plans that hold it'),
            cases: optional(list(text()), 'our cases that ask what it asks'),
            ours: optional(prose, 'where ours asks more, or judges what it lets pass'),
            none: optional(prose, 'why no case asks it'),
          }),
          ({ plans, cases = [], ours = null, none = null, place }) => ({ plans, cases, ours, none, place }),
        ),
      ),
      'its modules, by their names without the plan',
    ),
  }),
  ({ modules }) => Object.entries(modules).map(([name, module]) => ({ name, ...module })),
);
