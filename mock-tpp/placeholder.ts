/** `${name}` inside texts of a target file: the TPP's one grammar, names joined by dots. */
import { TppFault } from './fault.ts';

/** A text that names something nobody gave, or cannot hold what was given. */
export class UnknownPlaceholder extends TppFault {}

const PLACEHOLDER = /\$\{([A-Za-z_][\w-]*(?:\.[\w-]+)*)\}/gu;

/** The names in a text, each once. */
export const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)),
];

/** The name when the text is one placeholder alone, else null. */
export const wholeName = (text: string): string | null => {
  const [name] = namesIn(text);
  return name !== undefined && text === `\${${name}}` ? name : null;
};

/** The text with what each name stands for, which is not read again. Throws UnknownPlaceholder when a `${` is not one. */
export const fillText = (text: string, give: (name: string) => string): string => {
  if (text.replaceAll(PLACEHOLDER, '').includes('${'))
    throw new UnknownPlaceholder(`${JSON.stringify(text)} holds a placeholder that is not written \${name}`);
  return text.replaceAll(PLACEHOLDER, (_, name: string) => give(name));
};

/** Of some values, the one with that name. Throws UnknownPlaceholder. */
export const valueNamed = <T>(name: string, values: { [name: string]: T }): T => {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined)
    throw new UnknownPlaceholder(`\${${name}} is not among ${Object.keys(values).join(', ') || 'no values'}`);
  return value;
};
