/** What a person reads beside the controls of a page. */
import { attribute, type Element, textOf } from './markup.ts';

const LONGEST = 200;

/** The label of a control: one that names it, one around it, or what is read out instead; empty without any. */
export const labelsOf = (elements: readonly Element[]): ((control: Element) => string) => {
  const named = new Map<string, Element>();
  for (const element of elements) {
    const id = element.tagName === 'label' ? attribute(element, 'for') : null;
    if (id && !named.has(id)) named.set(id, element);
  }
  const texts = new Map<Element, string>();
  const textOnce = (label: Element): string => {
    const known = texts.get(label) ?? textOf(label, LONGEST);
    texts.set(label, known);
    return known;
  };
  return (control) => {
    const label = named.get(attribute(control, 'id') ?? '') ?? labelAround(control);
    return label ? textOnce(label) : (attribute(control, 'aria-label') ?? '').slice(0, LONGEST);
  };
};

/** The parser bounds how deep a page nests, and with it the way up. */
const labelAround = (control: Element): Element | null => {
  for (let above = control.parentNode; above !== null && 'tagName' in above; above = above.parentNode)
    if (above.tagName === 'label') return above;
  return null;
};
