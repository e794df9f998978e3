/** Access tokens that the bank never gives by itself: like one that it gave, but for what they say they are bound to. For tests. */
import { createHash, randomBytes } from 'node:crypto';
import type { Bank } from '../bank.ts';
import type { Binding, Confirmation } from '../store/grants.ts';
import { issueAccessToken, recognise } from './issue.ts';
import { unbound } from './sender-constraint.ts';

type Form = (bound: Confirmation) => unknown;

const thumbprint = ({ 'x5t#S256': x5t, jkt }: Confirmation): string => String(x5t ?? jkt);
const instead =
  (write: (thumbprint: string) => unknown): Form =>
  (bound) => ({ ...bound, [bound.jkt === undefined ? 'x5t#S256' : 'jkt']: write(thumbprint(bound)) });
const ofNobody = (): string => randomBytes(32).toString('base64url');

/** By the word that management is asked with: the `cnf` of the token, or undefined for none. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['none', () => undefined],
  ['empty', () => ({})],
  ['text', thumbprint],
  ['value-empty', instead(() => '')],
  ['value-null', instead(() => null)],
  ['value-list', instead((one) => [one])],
  ['sha1', (bound) => ({ x5t: createHash('sha1').update(thumbprint(bound)).digest('base64url') })],
  ['hex', instead((one) => Buffer.from(one, 'base64url').toString('hex'))],
  ['padded', instead((one) => `${one}=`)],
  // Of a certificate, or a key, that nobody has.
  ['key-as-well', (bound) => ({ ...bound, jkt: ofNobody() })],
  ['certificate-as-well', (bound) => ({ ...bound, 'x5t#S256': ofNobody() })],
]);

export const oddForms: readonly string[] = [...FORMS.keys()];

/** The new token; null when the other is none of this bank's, or bound to nothing. `form` is one of `oddForms`. */
export function issueOdd(bank: Bank, like: string, form: string): string | null {
  const token = recognise(bank, like);
  const client = token ? bank.clients.get(token.clientId) : undefined;
  const write = FORMS.get(form);
  if (!token || !client || !write || token.binding.kind === 'none') return null;
  const cnf = write(token.binding.cnf);
  const binding = cnf === undefined ? unbound : ({ ...token.binding, cnf } as Binding);
  return issueAccessToken(bank, { ...token, client, binding }).jwt;
}
