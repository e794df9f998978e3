/** Decodes the other files under scenarios/: flows, the requirement register, profiles, outcome sets. */
import {
  type Decoder,
  list,
  listOrOne,
  map,
  needed,
  object,
  oneOf,
  optional,
  placesIn,
  prose,
  record,
  text,
} from './decoder.ts';
import { level, requirementId, step } from './parts.ts';
import { DUTIES, proofPlaces } from './proof-place.ts';
import type { Flow, Profile, Requirement, Standard } from './scenario.ts';
import { isMap } from './tree.ts';
import { values } from './value-decoder.ts';

export const flow: Decoder<Flow> = map(
  object({
    flow: needed(text(), 'id of the flow'),
    title: needed(text(), 'what it does'),
    steps: needed(list(step), 'the steps, in order'),
  }),
  ({ flow: id, title, steps, place }) => ({ id, title, steps, place }),
);

const requirement: Decoder<Requirement> = map(
  object({
    id: needed(requirementId, 'id; never changes'),
    spec: needed(prose, 'name of the standard'),
    clause: needed(prose, 'clause in it'),
    level: needed(level, 'how binding it is'),
    actor: needed(oneOf('as', 'rs', 'client', 'tls', 'tpp'), 'who is bound by it'),
    text: needed(prose, 'what it asks, in our own words'),
    testable: needed(oneOf('blackbox', 'config', 'manual'), 'how it can be tested at all'),
    how: needed(prose, 'how to test it'),
    sinceVersion: optional(prose, 'edition in which it first had this shape'),
    source: needed(oneOf('verified', 'recalled'), 'whether the text was read'),
    places: optional(
      list(oneOf(...proofPlaces)),
      'endpoints and artefacts at which it has to hold, as far as a bank has them',
    ),
    duty: optional(list(oneOf(...DUTIES)), 'what kind of duty it is: to refuse, to accept, or how an answer has to be'),
    aliases: optional(list(prose), 'ids in older drafts'),
    oidfTags: optional(list(prose), 'the same clause in the OpenID Foundation suite'),
  }),
  ({ id, spec, clause, level: binding, actor, text: told, testable, how, source, places, duty, place }) => {
    return {
      id,
      spec,
      clause,
      level: binding,
      actor,
      text: told,
      testable,
      how,
      source,
      places: places ?? [],
      duty: duty ?? [],
      url: null,
      place,
    };
  },
);

export const register: Decoder<Requirement[]> = list(requirement);

/** By the name of the standard, as `spec` of its requirements has it. */
export const standards: Decoder<{ [spec: string]: Standard }> = map(
  object({
    standards: needed(
      record(
        map(
          object({
            url: needed(text({ pattern: /^https:\/\//, code: 'bad-url', wanted: 'an https address' }), 'the page'),
            section: optional(text(), 'what leads to a clause of it, before its number'),
          }),
          ({ url, section = null }) => ({ url, section }),
        ),
      ),
      'where the standards can be read, by name',
    ),
  }),
  ({ standards: pages }) => pages,
);

export const profile: Decoder<Profile> = map(
  object({
    profile: needed(text(), 'id of the profile'),
    title: needed(text(), 'what it stands for'),
    extends: optional(text(), 'profile it builds on'),
    specs: optional(list(text()), 'prefixes of requirement ids in scope'),
    levels: optional(record(level), 'requirements whose level differs'),
    without: optional(list(requirementId), 'requirements that do not apply'),
    values: optional(values, '`${profile.x.y}` values'),
    variants: optional(record(listOrOne(text())), 'answers that a client may give, by axis'),
    outcomes: optional(record(listOrOne(text())), 'outcome sets that differ, by name'),
  }),
  (read, source, node) => {
    const {
      profile: id,
      title,
      specs = [],
      levels = {},
      without = [],
      values: held = {},
      variants = {},
      outcomes: sets = {},
      place,
    } = read;
    const variantPlaces = placesIn(isMap(node) ? node.get('variants') : null, source);
    return {
      id,
      title,
      extends: read.extends ?? null,
      specs,
      levels,
      without,
      values: held,
      variants,
      variantPlaces,
      outcomes: sets,
      place,
    };
  },
);

export const outcomes: Decoder<{ [name: string]: string[] }> = map(
  object({ outcomes: needed(record(listOrOne(text())), 'sets of outcomes by name') }),
  ({ outcomes: sets }) => sets,
);
