/** Checks what is said about the catalogue itself: gaps are of requirements that there are, modules of the foreign suite lead to cases that there are. */
import { didYouMean } from '../load/did-you-mean.ts';
import type { Library } from '../load/scenario.ts';
import type { Problems } from './problems.ts';

export function checkCoverage(problems: Problems, library: Library): void {
  const { gaps, requirements, suiteModules } = library;
  for (const { requirements: named, places, place } of gaps)
    for (const id of named) {
      const entry = requirements.get(id);
      if (!entry)
        problems.unknown('unregistered-requirement', place, 'registered requirement', id, requirements.keys());
      for (const at of places)
        if (entry && !entry.places.includes(at))
          problems.unknown('unknown-place', place, `place of ${id}`, at, entry.places);
    }
  const known = new Set(
    library.scenarios.flatMap(({ id, rows }) => (rows.length === 0 ? [id] : rows.map((row) => `${id}[${row.id}]`))),
  );
  for (const { name, cases, none, place } of suiteModules.values()) {
    for (const id of cases)
      if (!known.has(id))
        problems.add('unknown-case', place, `${name}: there is no case "${id}"`, { hint: didYouMean(id, [...known]) });
    if ((cases.length === 0) === (none === null))
      problems.add('case-or-reason', place, `${name}: say in cases what asks it, or in none why nothing does`, {
        hint: 'one of the two, not both',
      });
  }
}
