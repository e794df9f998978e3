/** Holds JSON of a foreign folder against the shape that our types claim, and says where the first thing is that does not fit. */

/** Null when a value fits; else where it does not, and what was due there. */
export type Shape = (value: unknown, place: string) => string | null;

/** No record of ours is deeper, and what is much deeper breaks whoever walks through it. */
const DEEPEST = 100;

const due =
  (what: string): Shape =>
  (_, place) =>
    `${place} is not ${what}`;
const when = (fits: (value: unknown) => boolean, what: string): Shape => {
  const wrong = due(what);
  return (value, place) => (fits(value) ? null : wrong(value, place));
};

export const text = when((value) => typeof value === 'string', 'text');
export const flag = when((value) => typeof value === 'boolean', 'true or false');
export const number = when((value) => typeof value === 'number' && Number.isFinite(value), 'a number');
export const time = when((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'a time');
export const oneOf = (...words: readonly string[]): Shape =>
  when((value) => typeof value === 'string' && words.includes(value), `one of ${words.join(', ')}`);
export const textLike = (pattern: RegExp, what: string): Shape =>
  when((value) => typeof value === 'string' && pattern.test(value), what);

export const nullOr =
  (shape: Shape): Shape =>
  (value, place) =>
    value === null ? null : shape(value, place);

export const listOf =
  (shape: Shape): Shape =>
  (value, place) => {
    if (!Array.isArray(value)) return `${place} is not a list`;
    for (const [at, one] of value.entries()) {
      const wrong = shape(one, `${place}[${at}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

const isObject = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any names, each with a value of one shape. */
export const mapOf =
  (shape: Shape): Shape =>
  (value, place) => {
    if (!isObject(value)) return `${place} is not an object`;
    for (const [name, one] of Object.entries(value)) {
      const wrong = shape(one, `${place}.${shown(name)}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };

/** The members that have to be there, and those that may be; more is left to whoever reads it. */
export const object = (members: { [name: string]: Shape }, optional: { [name: string]: Shape } = {}): Shape => {
  const known = Object.entries({ ...members, ...optional });
  return (value, place) => {
    if (!isObject(value)) return `${place} is not an object`;
    for (const [name, shape] of known) {
      const there = Object.hasOwn(value, name) && value[name] !== undefined;
      if (!there && Object.hasOwn(optional, name)) continue;
      const wrong = there ? shape(value[name], `${place}.${name}`) : `${place}.${name} is missing`;
      if (wrong !== null) return wrong;
    }
    return null;
  };
};

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Any JSON, as long as it is no deeper than a record can be. Walks without calling itself. */
export const anything: Shape = (value, place) => {
  let level = isContainer(value) ? [value] : [];
  for (let depth = 0, more = true; more; depth += 1) {
    if (depth > DEEPEST) return `${place} is nested too deeply`;
    more = false;
    const below: object[] = [];
    for (const one of level)
      for (const member of Object.values(one) as unknown[]) {
        more = true;
        if (isContainer(member)) below.push(member);
      }
    level = below;
  }
  return null;
};

const shown = (name: string): string => (/^[\w.-]{1,60}$/.test(name) ? name : JSON.stringify(name.slice(0, 60)));
