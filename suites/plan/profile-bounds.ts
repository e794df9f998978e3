/** A profile bounds the answers of a variant: whether its bounds make sense, and whether a target's clients keep to them. */
import { didYouMean } from '../load/did-you-mean.ts';
import type { Library, Profile } from '../load/scenario.ts';
import type { Target, TargetClient } from '../load/target.ts';
import type { Axis } from '../load/variant.ts';
import type { Problems } from './problems.ts';
import { type ResolvedProfile, resolveProfile } from './profile.ts';

/** Axes and answers that there are not. */
export function checkBounds(problems: Problems, profile: Profile, axes: readonly Axis[]): void {
  for (const [name, bound] of Object.entries(profile.variants)) {
    const place = profile.variantPlaces[name] ?? profile.place;
    const axis = axes.find((one) => one.name === name);
    const names = axes.map((one) => one.name);
    if (!axis) {
      problems.unknown('unknown-axis', place, 'axis', name, names);
      continue;
    }
    const known = axis.values.map(({ value }) => value);
    if (bound.length === 0)
      problems.add('empty-list', place, `no client could have any ${name} under this profile`, { allowed: known });
    for (const value of bound.filter((one) => !known.includes(one)))
      problems.add('unknown-word', place, `"${value}" is not a value of ${name}`, {
        hint: didYouMean(value, known),
        allowed: known,
      });
  }
}

/** Answers of a client outside of a profile, by axis. */
function outside(client: TargetClient, { variants }: ResolvedProfile): { axis: string; values: string[] }[] {
  return Object.entries(variants).flatMap(([axis, bound]) => {
    const values = (client.variant[axis] ?? []).filter((one) => !bound.includes(one));
    return values.length === 0 ? [] : [{ axis, values }];
  });
}

/** Each answer that the profile does not allow, with those it does and the profiles that would take this client. */
export function checkClientBounds(
  problems: Problems,
  target: Target,
  library: Library,
  profile: ResolvedProfile,
): void {
  const others = [...library.profiles.keys()].flatMap((id) => resolveProfile(library, id) ?? []);
  for (const [name, client] of Object.entries(target.clients)) {
    const allowing = others.filter((one) => outside(client, one).length === 0).map(({ id }) => id);
    for (const { axis, values } of outside(client, profile)) {
      const bound = profile.variants[axis] ?? [];
      const ways = [
        ...(bound.length > 0 ? [`write ${axis}: ${bound.length === 1 ? bound[0] : `one of ${bound.join(', ')}`}`] : []),
        ...(allowing.length > 0 ? [`name a profile that allows it: ${allowing.join(', ')}`] : []),
      ];
      problems.add(
        'outside-profile',
        placeOfAnswer(target, name, axis),
        `the profile ${profile.id} does not allow ${axis} ${values.join(', ')}`,
        { hint: ways.join('; or ') },
      );
    }
  }
}

/** A client that signs with what the profile forbids would be refused by each bank that keeps to it. */
export function checkClientAlgorithms(
  problems: Problems,
  target: Target,
  library: Library,
  profile: ResolvedProfile,
): void {
  const allows = (one: ResolvedProfile, alg: string): boolean =>
    !Array.isArray(one.values.algs) || one.values.algs.includes(alg);
  const others = [...library.profiles.keys()].flatMap((id) => resolveProfile(library, id) ?? []);
  for (const [name, client] of Object.entries(target.clients))
    for (const { alg } of client.signing.filter((key) => key.alg !== null && !allows(profile, key.alg))) {
      const allowing = others.filter((one) => allows(one, String(alg))).map(({ id }) => id);
      problems.add(
        'outside-profile',
        target.placeOf('clients', name),
        `the profile ${profile.id} does not allow a client to sign with ${alg}`,
        { hint: `name a key for another algorithm; or a profile that allows it: ${allowing.join(', ')}` },
      );
    }
}

/** Where the answer is written: for this client, for all clients, or nowhere, when it is the default. */
export function placeOfAnswer(target: Target, client: string, axis: string) {
  const own = target.placeOf('clients', client, 'variant', axis);
  const above = target.placeOf('clients', client);
  const inClient = target.placeOf('clients', client, 'variant');
  const top = target.placeOf('variant', axis);
  const same = (a: typeof own, b: typeof own): boolean => a.line === b.line && a.column === b.column;
  if (!same(own, above) && !same(own, inClient)) return own;
  return same(top, target.placeOf('variant')) ? above : top;
}
