/** Fills `${name}` in the hook templates of a target file. */
import type { Json } from '../contract.ts';

/** A template that names something nobody gave, or cannot hold what was given. */
export class UnknownPlaceholder extends Error {}

const PLACEHOLDER = /\$\{([^}]*)\}/gu;
const WHOLE = /^\$\{([^}]*)\}$/u;

const lookUp = (name: string, values: { [name: string]: Json }): Json => {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined)
    throw new UnknownPlaceholder(`\${${name}} is not among ${Object.keys(values).join(', ') || 'no values'}`);
  return value;
};

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every value is percent-encoded, and none may be a step up, so that it cannot leave its place in the address. */
export const fillUrl = (template: string, values: { [name: string]: Json }): string =>
  template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const text = asText(lookUp(name, values));
    if (text === '' || text === '.' || text === '..')
      throw new UnknownPlaceholder(`\${${name}} is "${text}", which no address can hold`);
    return encodeURIComponent(text);
  });

/** A member that is one placeholder alone keeps the type of its value; the words true and false are booleans. */
export const fillMember = (template: string, values: { [name: string]: Json }): Json => {
  const whole = WHOLE.exec(template)?.[1];
  if (whole !== undefined) return lookUp(whole, values);
  if (template === 'true' || template === 'false') return template === 'true';
  return template.replaceAll(PLACEHOLDER, (_, name: string) => asText(lookUp(name, values)));
};

export const fillJson = (
  template: { [name: string]: string },
  values: { [name: string]: Json },
): { [name: string]: Json } =>
  Object.fromEntries(Object.entries(template).map(([name, text]) => [name, fillMember(text, values)]));

/** The member at a dotted path, or undefined. */
export const memberAt = (value: Json, path: string): Json | undefined => {
  let here: Json | undefined = value;
  for (const key of path.split('.')) {
    if (here === null || typeof here !== 'object') return undefined;
    here = Array.isArray(here) ? here[Number(key)] : Object.hasOwn(here, key) ? here[key] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
};
