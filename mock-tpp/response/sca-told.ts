/** What a bank says of strong authentication, by the values of the target file, beside what was seen on its pages. */
import type { Json } from '../contract.ts';
import type { StepContext } from '../step.ts';

/** Facts of the artefact of this name, from its members `acr` and `amr`; `seen` is null when nobody saw the pages. */
export function scaFacts(
  name: 'id_token' | 'introspection',
  { bank }: Pick<StepContext, 'bank'>,
  { acr = null, amr = null }: { readonly [claim: string]: Json | undefined },
  seen: boolean | null,
): { [fact: string]: Json } {
  const { acr: strong = [], amr: methods = [] } = bank.psu.sca ?? {};
  const told = [
    strong.length > 0 && typeof acr === 'string' ? strong.includes(acr) : null,
    methods.length > 0 && Array.isArray(amr) ? amr.some((one) => methods.includes(String(one))) : null,
  ].filter((one) => one !== null);
  const sca = told.length === 0 ? null : told.includes(true);
  return { [`${name}.sca`]: sca, [`${name}.sca_agrees`]: sca === null || seen === null ? null : sca === seen };
}
