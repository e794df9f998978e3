/** What a target file says against what the scenarios, the profiles and the TPP know. */
import { didYouMean } from '../load/did-you-mean.ts';
import { referencesInText } from '../load/reference.ts';
import type { Library, Problem } from '../load/scenario.ts';
import type { KnownDeviation, OperatorCall, Target } from '../load/target.ts';
import { axisOf, CLAIMS, FROM_ADDRESSES, FROM_DIALECT, FROM_METADATA, FROM_REGISTRATION } from './capability.ts';
import { dialectTypeOf, type PlannedCase, type Vocabulary } from './case.ts';
import { collectProblems, type Problems } from './problems.ts';
import { resolveProfile } from './profile.ts';
import { checkClientAlgorithms, checkClientBounds } from './profile-bounds.ts';
import { referencesIn } from './reference.ts';
import { COMMAND_LINE } from './selection.ts';

export interface Known {
  library: Library;
  vocabulary: Vocabulary;
  /** Asked for on the command line instead of the target's own. */
  profile: string | null;
}

/** Every mistake at once. */
export function checkTarget(target: Target, { library, vocabulary, profile }: Known): Problem[] {
  const problems = collectProblems();
  const asked = profile ?? target.profile;
  if (!library.profiles.has(asked)) {
    const place = profile === null ? target.placeOf('profile') : COMMAND_LINE;
    problems.unknown('unknown-profile', place, 'profile', asked, library.profiles.keys());
  }
  const resolved = resolveProfile(library, asked);
  if (resolved) checkClientBounds(problems, target, library, resolved);
  if (resolved) checkClientAlgorithms(problems, target, library, resolved);
  checkCapabilities(target, vocabulary, problems);
  checkDialect(target, vocabulary, problems);
  checkHooks(target, vocabulary, problems);
  return problems.all();
}

/** A misspelt capability would only make cases disappear; one that follows from elsewhere would be said twice. */
function checkCapabilities(target: Target, { axes }: Vocabulary, problems: Problems): void {
  const check = (key: 'capabilities' | 'without', known: string[]): void => {
    for (const [index, name] of target[key].entries()) {
      const place = target.placeOf(key, index);
      const origin = axisOf(name, axes);
      if (origin)
        problems.add('derived-capability', place, `"${name}" follows from the variant of each client`, {
          hint: `delete it; what counts is ${origin.axis}: ${origin.values.join(' or ')} under variant`,
        });
      else if (Object.hasOwn(FROM_DIALECT, name))
        problems.add('derived-capability', place, `"${name}" follows from the dialect`, { hint: 'delete it' });
      else if (Object.hasOwn(FROM_ADDRESSES, name))
        problems.add('derived-capability', place, `"${name}" follows from the addresses under api`, {
          hint: 'delete it',
        });
      else if (Object.hasOwn(FROM_REGISTRATION, name))
        problems.add('derived-capability', place, `"${name}" follows from what is said under registration`, {
          hint: 'delete it',
        });
      else if (!known.includes(name)) problems.unknown('unknown-capability', place, 'capability', name, known);
    }
  };
  const shown = Object.keys(FROM_METADATA);
  check('capabilities', [...Object.keys(CLAIMS), ...shown]);
  check('without', shown);
}

function checkDialect(target: Target, vocabulary: Vocabulary, problems: Problems): void {
  const dialect = dialectTypeOf(target, vocabulary);
  if (!dialect) {
    const place = target.placeOf('dialect');
    problems.unknown('unknown-dialect', place, 'dialect', target.dialect, vocabulary.dialects.keys());
    return;
  }
  const described = target.custom !== null;
  if (described !== (target.dialect === 'custom'))
    problems.add(
      described ? 'misplaced-key' : 'missing-key',
      target.placeOf(described ? 'custom' : 'dialect'),
      described
        ? `\`custom\` describes the dialect custom, and this bank speaks ${target.dialect}`
        : 'the dialect custom is described under `custom`',
      {
        hint: described
          ? 'write `dialect: custom`, or take it out'
          : 'describe it, or name the dialect that the bank speaks',
      },
    );
  const claims = (capability: string): boolean => target.capabilities.includes(capability);
  for (const { name, capability } of dialect.bases) {
    if (target.api[name] || (capability !== null && !claims(capability))) continue;
    problems.add(
      'missing-key',
      target.placeOf('api'),
      `a bank of the dialect ${target.dialect} needs the address api.${name}`,
      {
        hint: `add ${name}: https://... under api`,
      },
    );
  }
  for (const capability of dialect.cannot.filter((one) => !Object.hasOwn(FROM_DIALECT, one) && claims(one)))
    problems.add(
      'misplaced-capability',
      target.placeOf('capabilities', target.capabilities.indexOf(capability)),
      `a bank of the dialect ${target.dialect} cannot have the capability "${capability}"`,
      { hint: 'take it off the list, or name the dialect that the bank speaks' },
    );
  if (claims('pis') && target.payment === null)
    problems.add(
      'missing-key',
      target.placeOf('capabilities', target.capabilities.indexOf('pis')),
      'a bank with the capability "pis" needs `payment`',
      {
        hint: 'say under `payment` who is paid, and in which currency',
      },
    );
}

const textsOf = (call: OperatorCall): string[] =>
  call.kind === 'command' ? call.argv : [call.url, ...Object.values(call.json ?? {})];

function checkHooks(target: Target, vocabulary: Vocabulary, problems: Problems): void {
  for (const [name, hook] of Object.entries(target.operator)) {
    const place = target.placeOf('operator', name);
    const type = vocabulary.hooks.get(name);
    if (!type) {
      problems.unknown('unknown-hook', place, 'operator hook', name, vocabulary.hooks.keys());
      continue;
    }
    for (const { text, root, path } of textsOf(hook.call).flatMap(referencesInText)) {
      const input = [root, ...path].join('.');
      if (!type.inputs.includes(input))
        problems.add('undefined-value', place, `the hook ${name} has no value for ${text}`, {
          hint: didYouMean(input, type.inputs),
          allowed: type.inputs,
        });
    }
    for (const output of type.outputs.filter((one) => !Object.hasOwn(hook.outputs, one)))
      problems.add('missing-key', place, `the hook ${name} must give "${output}"`, {
        hint: `add outputs: { ${output}: <path in the answer> }`,
      });
  }
}

/** Known deviations of cases that there are not would wait for ever. */
export function checkDeviations(deviations: KnownDeviation[], library: Library): Problem[] {
  const problems = collectProblems();
  const ids = new Set(library.scenarios.flatMap(({ id, rows }) => [id, ...rows.map((row) => `${id}[${row.id}]`)]));
  for (const deviation of deviations)
    if (!ids.has(deviation.case)) {
      const hint = didYouMean(deviation.case, ids) ?? 'assay list shows all cases';
      problems.add('unknown-case', deviation.place, `there is no case "${deviation.case}"`, { hint });
    }
  return problems.all();
}

/** Scopes that planned cases ask for and the target does not name. */
export function missingScopes(target: Target, cases: PlannedCase[]): Problem[] {
  const problems = collectProblems();
  for (const planned of cases.filter((one) => one.withheld === null))
    for (const attempt of [planned.before, planned.attempt, planned.after])
      for (const { root, path } of (attempt?.steps ?? []).flatMap((step) => referencesIn(step.with))) {
        const [member, name = ''] = path;
        if (root !== 'bank' || member !== 'scopes' || Object.hasOwn(target.scopes, name)) continue;
        problems.add(
          'undefined-value',
          target.placeOf('scopes'),
          `the cases need the scope scopes.${name}, which the target does not name`,
          {
            hint: didYouMean(name, Object.keys(target.scopes)) ?? `add ${name}: <scope> under scopes`,
          },
        );
      }
  return problems.all();
}
