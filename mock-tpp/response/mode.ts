/** The response modes, one row each: where an authorization response comes, and whether it is a JWT. */

/** How the browser carries it to the redirect_uri. */
export type Carrier = 'query' | 'fragment' | 'form_post';

export interface ResponseMode {
  /** The value of response_mode. */
  value: string;
  summary: string;
  capabilities: readonly string[];
  /** Null where the response type decides. */
  carrier: Carrier | null;
  jwt: boolean;
}

/** The response mode JWT is JARM. @requirement JARM-2.3.1-1 JARM-2.3.2-1 JARM-2.3.3-1 JARM-2.3.4-1 */
const JWT = { jwt: true, capabilities: ['jarm'] };
const PLAIN = { jwt: false, capabilities: ['response.plain'] };

/** The first is the default. */
export const RESPONSE_MODES = [
  { value: 'query', summary: 'in the query of the redirect_uri', carrier: 'query', ...PLAIN },
  { value: 'fragment', summary: 'in the fragment of the redirect_uri', carrier: 'fragment', ...PLAIN },
  { value: 'form_post', summary: 'in a form that the browser posts', carrier: 'form_post', ...PLAIN },
  { value: 'jwt', summary: 'as a JWT, where the response type puts it (JARM)', carrier: null, ...JWT },
  { value: 'query.jwt', summary: 'as a JWT in the query', carrier: 'query', ...JWT },
  { value: 'fragment.jwt', summary: 'as a JWT in the fragment', carrier: 'fragment', ...JWT },
  { value: 'form_post.jwt', summary: 'as a JWT in a form that the browser posts', carrier: 'form_post', ...JWT },
] as const satisfies readonly ResponseMode[];

/** Where a response goes when nobody says so: tokens never travel in a query. */
export const carrierOf = (responseType: string): Carrier => (/token/.test(responseType) ? 'fragment' : 'query');

/** The mode in which a response came, as response_mode names it. */
export const modeAsItCame = (carrier: Carrier, jwt: boolean): string =>
  RESPONSE_MODES.find((row) => row.carrier === carrier && row.jwt === jwt)?.value ?? carrier;

/** The mode that a request asks for, with nothing left to the response type. Null for one that is unknown. */
export function modeAsked(parameters: readonly [string, string][]): string | null {
  const find = (name: string): string | undefined => parameters.find(([key]) => key === name)?.[1];
  const usual = carrierOf(find('response_type') ?? '');
  const asked = find('response_mode');
  if (asked === undefined) return usual;
  const row = RESPONSE_MODES.find(({ value }) => value === asked);
  return row === undefined ? null : modeAsItCame(row.carrier ?? usual, row.jwt);
}
