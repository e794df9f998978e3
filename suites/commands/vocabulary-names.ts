/** Every name that scenarios and targets may use, with what an author has to know of it: for editors and for `assay list`. */
import { vocabulary } from '../../mock-tpp/index.ts';
import type { Library, NamedThing, Names } from '../load/index.ts';
import { CLAIMS, capabilities, FROM_METADATA, SHOWN } from '../plan/index.ts';
import { listDeviations } from '../run/bank-catalogue.ts';

const sorted = (entries: Iterable<NamedThing>): NamedThing[] =>
  [...entries].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const keys = (what: string, values: readonly string[]): string =>
  values.length > 0 ? ` ${what}: ${values.join(', ')}.` : '';

/** Step types: inputs, and in words their parts, outputs, outcome codes and facts. */
export const stepNames = (): NamedThing[] =>
  sorted(
    [...vocabulary.steps.values()].map(({ name, summary, inputs, outputs, parts, codes, facts, artefacts }) => ({
      name,
      inputs,
      about: `${summary}${keys('Outputs', Object.keys(outputs))}${keys('Parts', parts)}${keys('Outcome codes', codes)}${keys('Facts', Object.keys(facts))}${keys('Artefacts', artefacts)}`,
    })),
  );

export const mutationNames = (): NamedThing[] =>
  sorted(
    [...vocabulary.mutations.values()].map(({ name, summary, inputs, steps, address }) => ({
      name,
      inputs,
      about: `${summary}${address === 'part' ? ' At step.part.name.' : keys('At a step of the type', steps)}`,
    })),
  );

export const actionNames = (): NamedThing[] =>
  sorted(
    [...vocabulary.actions.values()].map(({ name, summary, inputs, hooks }) => ({
      name,
      inputs,
      about: `${summary}${keys('Operator hooks', hooks)}`,
    })),
  );

export const verifierCheckNames = (): NamedThing[] =>
  sorted([...vocabulary.verifierChecks].map(([name, { summary, inputs }]) => ({ name, inputs, about: summary })));

/** The answers of a variant, by axis, the default first. */
export const variantNames = (): NamedThing[] =>
  vocabulary.axes.flatMap(({ name, values }) =>
    values.map(({ value, summary, capabilities: given }) => ({
      name: `${name} ${value}`,
      about: given.length > 0 ? `${summary} (capability ${given.join(', ')})` : summary,
    })),
  );

/** A fact, with the step types that tell it. */
export function factNames(): NamedThing[] {
  const told = new Map<string, { about: string; by: string[] }>();
  for (const step of vocabulary.steps.values())
    for (const [fact, about] of Object.entries(step.facts)) {
      const known = told.get(fact) ?? { about, by: [] };
      known.by.push(step.name);
      told.set(fact, known);
    }
  return sorted([...told].map(([name, { about, by }]) => ({ name, about: `${about} (${by.join(', ')})` })));
}

/** For scenarios, flows, profiles and the register. */
export function scenarioNames(library: Library): Names {
  return {
    step: stepNames(),
    mutation: mutationNames(),
    action: actionNames(),
    'verifier-check': verifierCheckNames(),
    fact: factNames(),
    flow: sorted([...library.flows.values()].map(({ id, title }) => ({ name: id, about: title }))),
    requirement: sorted([...library.requirements.values()].map(({ id, text }) => ({ name: id, about: text }))),
    capability: [
      ...named(capabilities(vocabulary.axes)),
      { name: SHOWN.source, about: 'what the target file itself shows, and the browser at hand', many: true },
    ],
    defect: sorted(listDeviations('defects').map(({ id, title }) => ({ name: id, about: title }))),
  };
}

/** For target files. */
export function targetNames(library: Library): Names {
  return {
    profile: sorted([...library.profiles.values()].map(({ id, title }) => ({ name: id, about: title }))),
    dialect: sorted(
      [...vocabulary.dialects].map(([name, { bases }]) => ({
        name,
        about: bases.length > 0 ? `base addresses: ${bases.map((base) => base.name).join(', ')}` : 'no base address',
      })),
    ),
    claim: named({ ...CLAIMS, ...shown }),
    shown: named(shown),
  };
}

const shown = Object.fromEntries(Object.entries(FROM_METADATA).map(([name, { meaning }]) => [name, meaning]));

const named = (abouts: { readonly [name: string]: string }): NamedThing[] =>
  sorted(Object.entries(abouts).map(([name, about]) => ({ name, about })));
