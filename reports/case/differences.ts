/** What a case did otherwise than its control, and what the bank answered otherwise: request, outcome, facts. */
import type { AttemptRecord, CaseTrace, Exchange, Json, StepRecord } from '../../suites/evidence/record.ts';
import { fieldsOf, jwtMembers } from './readable.ts';

export interface DifferenceLine {
  /** `par: request client_id`, `par: outcome`, `par: fact par.status`. */
  what: string;
  /** Empty where there is none. */
  control: string;
  case: string;
}

const MOST = 60;
/** What no two requests have in common, for a case that has only one control to tell it by. */
const EVER_NEW =
  /[ .](?:state|nonce|code|code_challenge|code_verifier|request_uri|client_assertion|request|refresh_token|token|access_token|otp|csrf|claims|authorization_details|x-fapi-interaction-id|jti|iat|exp|nbf|dpop|authorization|cookie|content-length)$/i;

/**
 * The first control against the case, step by step in the order of the case. What differs between the two controls as well
 * is new in every request, and is only told where one side has none.
 */
export function differences({ attempts }: Pick<CaseTrace, 'attempts'>): DifferenceLine[] {
  const control = attempts.find(({ role }) => role === 'control-before');
  const tried = attempts.find(({ role }) => role === 'case');
  if (!control || !tried) return [];
  const after = attempts.find(({ role }) => role === 'control-after');
  return tried.steps
    .flatMap((step) => {
      const before = sameStep(control, step);
      const again = after && before ? sameStep(after, step) : null;
      const noise = again && before && new Set(compared(again, before).map(({ what }) => what));
      return compared(step, before).filter(
        (line) => line.control === '' || line.case === '' || !(noise?.has(line.what) ?? EVER_NEW.test(line.what)),
      );
    })
    .slice(0, MOST);
}

const sameStep = (attempt: AttemptRecord, { id }: StepRecord): StepRecord | null =>
  attempt.steps.find((step) => step.id === id) ?? null;

function compared(tried: StepRecord, control: StepRecord | null): DifferenceLine[] {
  if (control === null) return [{ what: `${tried.id}: step`, control: '', case: outcome(tried) }];
  const lines: DifferenceLine[] = [
    { what: `${tried.id}: outcome`, control: outcome(control), case: outcome(tried) },
    ...lastOfBoth(control, tried).flatMap(([before, after]) => requests(tried.id, before, after)),
    ...facts(tried, control),
  ];
  return lines.filter((line) => line.control !== line.case);
}

/** The last exchange that both made; keys and metadata are fetched once, and by whichever comes first. */
function lastOfBoth(control: StepRecord, tried: StepRecord): [Exchange, Exchange][] {
  for (const after of tried.exchanges.toReversed()) {
    const before = control.exchanges.findLast(({ label }) => label === after.label);
    if (before) return [[before, after]];
  }
  return [];
}

const outcome = ({ outcome: { codes } }: StepRecord): string => codes.join(', ');

function requests(step: string, control: Exchange, tried: Exchange): DifferenceLine[] {
  const line = (what: string, one: string, other: string): DifferenceLine => {
    return { what: `${step}: request ${what}`, control: one, case: other };
  };
  return [
    line('method', control.request.method, tried.request.method),
    line('address', plainAddress(control), plainAddress(tried)),
    line('certificate', control.tls?.identity ?? 'none', tried.tls?.identity ?? 'none'),
    ...pairs(fieldsOf(control), fieldsOf(tried)).map(([name, one, other]) => line(name, one, other)),
    ...pairs(control.request.headers, tried.request.headers).map(([name, one, other]) =>
      line(`header ${name}`, one, other),
    ),
  ];
}

const plainAddress = ({ request: { url } }: Exchange): string => url.split(/[?#]/u)[0] ?? '';

/** Names of both sides, with their values joined. */
function pairs(
  control: readonly [string, string][],
  tried: readonly [string, string][],
): [name: string, control: string, tried: string][] {
  const [one, other] = [byName(control), byName(tried)];
  return [...new Set([...one.keys(), ...other.keys()])].map((name) => [
    name,
    one.get(name) ?? '',
    other.get(name) ?? '',
  ]);
}

function byName(list: readonly [string, string][]): Map<string, string> {
  const held = new Map<string, string>();
  const members = list.flatMap(([name, value]) => [[name, value] as const, ...jwtMembers(name, value)]);
  for (const [name, value] of members) held.set(name, held.has(name) ? `${held.get(name)}, ${value}` : value);
  return held;
}

/** Facts that both have and that are no times or sizes of this very answer. */
function facts(tried: StepRecord, control: StepRecord): DifferenceLine[] {
  const names = Object.keys(tried.facts).filter((name) => Object.hasOwn(control.facts, name));
  return names.map((name) => ({
    what: `${tried.id}: fact ${name}`,
    control: written(control.facts[name]),
    case: written(tried.facts[name]),
  }));
}

const written = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);
