/** Fills `${name}` in the hook templates of a target file. */
import type { Json } from '../contract.ts';
import { fillText, UnknownPlaceholder, valueNamed, wholeName } from '../placeholder.ts';

export const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every value is percent-encoded, and none may be a step up, so that it cannot leave its place in the address. */
export const fillUrl = (template: string, values: { [name: string]: Json }): string =>
  fillText(template, (name) => {
    const text = asText(valueNamed(name, values));
    if (text === '' || text === '.' || text === '..')
      throw new UnknownPlaceholder(`\${${name}} is "${text}", which no address can hold`);
    return encodeURIComponent(text);
  });

/** A member that is one placeholder alone keeps the type of its value; the words true and false are booleans. */
export const fillMember = (template: string, values: { [name: string]: Json }): Json => {
  const whole = wholeName(template);
  if (whole !== null) return valueNamed(whole, values);
  if (template === 'true' || template === 'false') return template === 'true';
  return fillText(template, (name) => asText(valueNamed(name, values)));
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

/** One argument of a program. What is filled in makes no option of it, whatever a bank has made it hold. */
export const fillArgument = (template: string, values: { [name: string]: Json }): string => {
  const text = fillText(template, (name) => asText(valueNamed(name, values)));
  if (text.includes('\0')) throw new UnknownPlaceholder('an argument cannot hold a null character');
  if (text.startsWith('-') && !template.startsWith('-'))
    throw new UnknownPlaceholder(
      `an argument would begin with "-" and be taken for an option: ${JSON.stringify(template)}`,
    );
  return text;
};
