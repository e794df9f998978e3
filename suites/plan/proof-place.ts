/** Where a case shows that a requirement holds: at the place its change is made, or its fact is read. */
import type { CaseVariant, Expectation } from '../evidence/record.ts';
import { PROOF_PLACES, type ProofPlace, proofPlaces } from '../load/proof-place.ts';
import type { Value } from '../load/scenario.ts';
import type { PlannedAttempt, PlannedStep, Vocabulary } from './case.ts';
import { stepsNamed } from './expectation.ts';
import { type Facts, lacks } from './facts.ts';

/** Facts of an artefact, and changes to one, by how they begin; all others are of the endpoint. */
const ARTEFACTS: readonly [begins: RegExp, place: ProofPlace][] = [
  [/^jarm\./, 'jarm'],
  [/^(?:front\.)?id_token\./, 'id_token'],
  [/^front\.[cs]_hash/, 'id_token'],
  [/^token\.(?:alg|cnf_matches)$/, 'access_token'],
  [/^request_object\b/, 'request_object'],
  [/^registration_jwt\b/, 'registration_jwt'],
];

const artefactOf = (name: string): ProofPlace[] =>
  ARTEFACTS.filter(([begins]) => begins.test(name)).map(([, at]) => at);

export interface Shown {
  attempt: PlannedAttempt;
  expect: Expectation;
  variant: CaseVariant;
}

/** By step, the places at which a case shows something when it comes to that step. */
export function placesOf(
  { attempt, expect, variant }: Shown,
  vocabulary: Vocabulary,
): { [step: string]: ProofPlace[] } {
  const found: { [step: string]: ProofPlace[] } = {};
  const at = (id: string, artefacts: ProofPlace[]): void => {
    const step = attempt.steps.find((one) => one.id === id);
    if (step) found[id] = [...new Set([...(found[id] ?? []), ...endpointOf(step, variant, vocabulary), ...artefacts])];
  };
  for (const { of, fact } of expect.holds) at(of, artefactOf(fact));
  const changed = attempt.steps.filter(({ mutations }) => mutations.length > 0);
  for (const { id, mutations } of changed)
    at(
      id,
      mutations.flatMap((mutation) => [...artefactOf(mutation.at), ...artefactOf(mutation.do)]),
    );
  if (changed.length === 0 && expect.holds.length === 0) for (const id of stepsNamed(expect)) at(id, []);
  return found;
}

/** The place of its endpoint; none of a step that no vocabulary has. */
function endpointOf(step: PlannedStep, variant: CaseVariant, { steps }: Vocabulary): ProofPlace[] {
  const rule = steps.get(step.use)?.proofPlace;
  if (rule === undefined) return [];
  if (typeof rule === 'string') return proofPlaces.filter((place) => place === rule);
  const key = 'axis' in rule ? variant[rule.axis] : memberIn(step.with[rule.input]);
  const named = (key !== undefined && Object.hasOwn(rule.values, key) ? rule.values[key] : undefined) ?? rule.otherwise;
  return proofPlaces.filter((place) => place === named);
}

/** `userinfo_endpoint` of `${metadata.userinfo_endpoint}`, or the text itself. */
const memberIn = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? (/^\$\{metadata\.([A-Za-z_]+)\}/.exec(value)?.[1] ?? value) : undefined;

/** The places that a bank has towards any of its clients here. */
export function placesAt(facts: Facts): Set<ProofPlace> {
  const clients = Object.keys(facts.target.clients);
  const has = (capability: string): boolean =>
    clients.some((client) => lacks(capability, { ...facts, client }) === null);
  return new Set(
    proofPlaces.filter((place) => {
      const { needs } = PROOF_PLACES[place];
      return needs === null || needs.some(has);
    }),
  );
}
