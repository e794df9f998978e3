/** The outputs of a step: those of its type, and those that the scenario names itself, each with a JSON pointer. */
import type { Place, Value } from '../load/scenario.ts';
import type { StepType } from './case.ts';
import type { Problems } from './problems.ts';

type Given = { [input: string]: Value };

/** RFC 6901. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/u;

const namedIn = (type: StepType, given: Given): [string, Value][] => {
  const named = type.outputsIn === undefined ? undefined : given[type.outputsIn];
  return named !== null && typeof named === 'object' && !Array.isArray(named) ? Object.entries(named) : [];
};

/** The names of all outputs of a step with these inputs. */
export function outputsOf(type: StepType, given: Given): string[] {
  return [...Object.keys(type.outputs), ...namedIn(type, given).map(([name]) => name)];
}

/** Checks the outputs that a step declares itself. */
export function checkDeclaredOutputs(problems: Problems, type: StepType, given: Given, place: Place): void {
  const { outputsIn } = type;
  if (outputsIn === undefined || given[outputsIn] === undefined) return;
  const named = namedIn(type, given);
  if (named.length === 0)
    problems.add(
      'wrong-type',
      place,
      `input "${outputsIn}" of ${type.name} has to be a map of names and JSON pointers`,
    );
  for (const [name, pointer] of named)
    if (typeof pointer !== 'string' || !POINTER.test(pointer))
      problems.add(
        'wrong-type',
        place,
        `output "${name}" of ${type.name} is ${JSON.stringify(pointer)}; it has to be a JSON pointer, such as /sub`,
      );
}
