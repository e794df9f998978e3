/** What `assay list --coverage` and `--oidf` say: how much of FAPI 2 the catalogue tries, and what of the OpenID Foundation's suite it asks. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Library, SuiteModule } from '../load/index.ts';
import {
  type CoveredPlace,
  type CoveredRequirement,
  coverage,
  isBinding,
  resolveProfile,
  type Tally,
  tally,
} from '../plan/index.ts';
import { planOnly, readScenarios } from '../run/prepare.ts';
import { TARGETS } from '../run/project.ts';

/** The widest of the FAPI 2 profiles that hold for every bank. */
export const MEASURED = 'fapi2-message-signing';

/** Targets of the bundled bank, one for each way its clients speak to it: a case counts that any of them runs. */
export const bundledTargets = (): string[] =>
  readdirSync(TARGETS)
    .filter((name) => /^mock-bank.*\.yaml$/.test(name))
    .map((name) => join(TARGETS, name));

/** By the cases of all targets of the bundled bank, or of those given. */
export function coverageOfCatalogue(measured = MEASURED, targets = bundledTargets()): CoveredRequirement[] {
  const scenarios = readScenarios();
  const { library } = scenarios;
  const profile = resolveProfile(library, measured);
  if (!profile) throw new Error(`the profile ${measured} is not there`);
  const cases = targets.flatMap((target) => planOnly({ target }, { scenarios, purpose: 'list' }).plan.cases);
  return coverage(library, profile, cases);
}

interface Row {
  id: string;
  about: string;
}

/** `par 3`, `token gap`, `refresh -`. */
const placeText = ({ place, cases, gap }: CoveredPlace): string => {
  const name = place ?? 'nowhere';
  if (cases.length > 0) return `${name} ${cases.length}`;
  return gap === null ? `${name} -` : `${name} ${gap.why}`;
};

const share = ({ places, covered, gaps }: Tally): string => {
  const all = places === 0 ? '' : ` (${((100 * covered) / places).toFixed(1)} %)`;
  return `${covered} of ${places} places${all}, ${gaps} with a reason, ${places - covered - gaps} open`;
};

/** A row for each standard, and then for each requirement that a place is left of. */
export function coverageRows(): (Row & { [more: string]: unknown })[] {
  const all = coverageOfCatalogue();
  const specs = [...new Set(all.map(({ spec }) => spec))];
  const groups: { id: string; of: CoveredRequirement[] }[] = [
    { id: 'shall', of: all.filter(isBinding) },
    { id: 'should', of: all.filter(({ level }) => level === 'should') },
    ...specs.map((spec) => ({ id: spec, of: all.filter((one) => one.spec === spec && isBinding(one)) })),
  ];
  const left = all.filter(({ level, covered }) => level !== 'may' && covered.some(({ cases }) => cases.length === 0));
  return [
    ...groups.map(({ id, of }) => ({ id, ...tally(of), about: `${of.length} requirements, ${share(tally(of))}` })),
    ...left.map((one) => ({ ...one, about: `${one.level.padEnd(9)} ${one.covered.map(placeText).join(', ')}` })),
  ];
}

const moduleText = ({ cases, ours, none, plans }: SuiteModule): string =>
  `${plans.join(', ')}\n    ${none === null ? cases.join(', ') : `no case: ${none}`}${ours === null ? '' : `\n    ${ours}`}`;

export function moduleRows(library: Library): (Row & Omit<SuiteModule, 'place'>)[] {
  return [...library.suiteModules.values()].map(({ place: _, ...module }) => ({
    ...module,
    id: module.name,
    about: moduleText({ ...module, place: _ }),
  }));
}
