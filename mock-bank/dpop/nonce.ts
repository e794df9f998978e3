/** Nonces for proofs: of the authorization server and of the resource server, each its own. */
import type { Context } from '../http/context.ts';
import type { Settings } from '../settings.ts';

export type Server = 'as' | 'rs';

const demand: Readonly<Record<Server, (settings: Settings) => 'off' | 'required'>> = {
  as: ({ dpopNonceAtAs }) => dpopNonceAtAs,
  rs: ({ dpopNonceAtRs }) => dpopNonceAtRs,
};

export function nonceRequired({ settings }: Context, server: Server): boolean {
  return demand[server](settings) === 'required';
}

/** Every answer to a proof tells the nonce for the next one. @requirement RFC9449-8-1 RFC9449-8-3 RFC9449-9-2 */
export function offerNonce(context: Context, server: Server): void {
  if (!nonceRequired(context, server)) return;
  const { dpopNonceGiven: given } = context.settings;
  const { nonces } = context.bank.store;
  const nonce = given === 'time' ? String(Math.floor(context.bank.now() / 1000)) : nonces[server].current();
  context.answerHeaders.push(['dpop-nonce', given === 'unquotable' ? `"${nonce}"` : nonce]);
  if (given === 'twice') context.answerHeaders.push(['dpop-nonce', `${nonce}-2`]);
}
