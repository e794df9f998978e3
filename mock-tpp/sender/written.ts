/** How a DPoP proof stands in the header: as it should, or as something that is no single JWT. */
import { TppFault } from '../fault.ts';

type Header = [name: string, value: string];

/** One row a way. `proof` is right in itself; `another` is as good. */
export const WRITINGS: ReadonlyMap<string, (proof: string, another: string) => Header> = new Map<
  string,
  (proof: string, another: string) => Header
>([
  ['capitals', (proof) => ['DPOP', proof]],
  ['text', () => ['dpop', 'this-is-no-jwt']],
  ['two-parts', (proof) => ['dpop', proof.slice(0, proof.lastIndexOf('.'))]],
  ['five-parts', (proof) => ['dpop', `${proof}.${proof.slice(proof.lastIndexOf('.') + 1)}.AAAA`]],
  ['json', (proof) => ['dpop', inJson(proof)]],
  ['quoted', (proof) => ['dpop', `"${proof}"`]],
  ['joined', (proof, another) => ['dpop', `${proof}, ${another}`]],
]);

/** The JSON serialisation of a JWS (RFC 7515, 7.2.2), which no JWT has. */
function inJson(proof: string): string {
  const [header, payload, signature] = proof.split('.');
  return JSON.stringify({ payload, protected: header, signature });
}

/** Throws TppFault for a way that there is none of. */
export function written(how: string, proof: string, another: string): Header {
  const row = WRITINGS.get(how);
  if (row === undefined) throw new TppFault(`there is no way to write a DPoP proof as ${how}`);
  return row(proof, another);
}
