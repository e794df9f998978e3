/** Plain flows to try before anything else: what every case does first, with nothing changed, for one client. */
import type { ActionDecl, Library, MutationDecl, Place, Scenario, StepDecl, When } from '../load/scenario.ts';

/** No file holds these; a mistake in one is ours. */
const HERE: Place = { file: 'preflight', line: 0, column: 0 };
const FLOW = 'ais.code';

export interface FlowWish {
  /** Becomes `preflight.<name>`. */
  name: string;
  client: string;
  title: string;
  /** What is done differently from the plain flow, and how it then ends. */
  change?: {
    mutate?: Omit<MutationDecl, 'place'>[];
    actions?: Omit<ActionDecl, 'place'>[];
    then?: Pick<StepDecl, 'id' | 'use' | 'with'>[];
    identity?: string;
  };
  /** What the bank has to have; else it is not tried. */
  has?: When['has'];
  expect: { [step: string]: string[] };
}

/** The library with nothing in it but these flows. */
export function preflightLibrary(library: Library, wishes: FlowWish[]): Library {
  return { ...library, scenarios: wishes.map(scenarioOf) };
}

function scenarioOf({ name, client, title, change = {}, has, expect }: FlowWish): Scenario {
  return {
    id: `preflight.${name}`,
    title,
    was: [],
    own: true,
    tags: [],
    aggressive: false,
    area: 'preflight',
    requirement: [],
    severity: 'info',
    when: has === undefined ? null : { has, not: [], profile: [] },
    flow: FLOW,
    bind: {},
    client,
    identity: change.identity ?? null,
    with: {},
    before: [],
    actions: (change.actions ?? []).map((one) => ({ ...one, place: HERE })),
    then: (change.then ?? []).map((one) => ({ ...one, when: null, only: {}, place: HERE })),
    mutate: (change.mutate ?? []).map((one) => ({ ...one, place: HERE })),
    expect: { outcome: expect, tolerates: {}, observe: {}, each: null, holds: [], place: HERE },
    controls: { before: 'none', after: 'none' },
    settle: null,
    detects: [],
    verifier: null,
    rows: [],
    place: HERE,
  };
}
