/** Turning ids of defects and variations into the tables and policy in force. */
import { apiParts } from './api/index.ts';
import { buildParts, type Parts } from './as/parts.ts';
import type { Behaviour, Defect, Variation } from './behaviour.ts';
import { defects as allDefects } from './defects.ts';
import { alternatives, endpoints } from './endpoints.ts';
import { buildEndpoints, type Endpoint } from './http/endpoint.ts';
import { OperatorProblem } from './operator-problem.ts';
import { buildSettings, type Settings } from './settings.ts';
import { variations as allVariations } from './variations.ts';

/** An id nobody knows; the message says what may have been meant. */
export class UnknownBehaviour extends OperatorProblem {
  override readonly name = 'UnknownBehaviour';
  readonly id: string;

  constructor(kind: 'defect' | 'variation', id: string, known: readonly string[]) {
    const near = nearest(id, known);
    super(`unknown ${kind} ${JSON.stringify(id)}${near ? `; did you mean ${JSON.stringify(near)}?` : ''}`);
    this.id = id;
  }
}

export interface InForce {
  active: { defects: string[]; variations: string[] };
  settings: Settings;
  endpoints: Endpoint[];
  parts: Parts;
}

export function findDefects(ids: readonly string[]): Defect[] {
  return ids.map((id) => find('defect', id, allDefects));
}

export function findVariations(ids: readonly string[]): Variation[] {
  return ids.map((id) => find('variation', id, allVariations));
}

function find<T extends Behaviour>(kind: 'defect' | 'variation', id: string, all: readonly T[]): T {
  const found = all.find((one) => one.id === id);
  if (!found) {
    throw new UnknownBehaviour(
      kind,
      id,
      all.map((one) => one.id),
    );
  }
  return found;
}

/** Builds everything afresh; throws UnknownBehaviour before anything is built. */
export function inForce(defectIds: readonly string[], variationIds: readonly string[]): InForce {
  const defects = findDefects([...new Set(defectIds)]);
  const variations = findVariations([...new Set(variationIds)]);
  const all: Behaviour[] = [...variations, ...defects];
  return {
    active: { defects: defects.map(({ id }) => id), variations: variations.map(({ id }) => id) },
    settings: buildSettings(variations, defects),
    endpoints: buildEndpoints(endpoints, all, alternatives),
    parts: buildParts(all, apiParts),
  };
}

/** The id with the longest common beginning, when that is most of what was written. */
function nearest(id: string, known: readonly string[]): string | null {
  const [best = ''] = known.toSorted((a, b) => commonStart(id, b) - commonStart(id, a));
  return commonStart(id, best) > id.length / 2 ? best : null;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
