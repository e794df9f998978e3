/** `WWW-Authenticate`: what a resource says to a client whose request it turned away. */
import { allowedAlgorithms } from '../as/algorithms.ts';
import type { Context } from './context.ts';
import { credentialsOf } from './credentials.ts';
import type { Refusal } from './refusal.ts';

const ALGS = `algs="${allowedAlgorithms.map(({ name }) => name).join(' ')}"`;

/**
 * For 401 and 403; the error stands with the scheme that was tried, and with none when no token came at all.
 * @requirement RFC6750-3-1 RFC9449-7.1-4 RFC9449-7.1-5 RFC9449-7.2-2
 */
export function challenge({ request, settings, access }: Context, refusal: Refusal): (readonly [string, string])[] {
  const due = [401, 403].includes(refusal.status) || settings.resourceErrorStatus === refusal.code;
  if (!due || settings.challenges === 'none') return [];
  const { dpopChallenge: tells } = settings;
  const algs = tells === 'without-algs' ? '' : ALGS;
  if (refusal.code === 'missing_token' && settings.challenges !== 'error-without-token') {
    const error = tells === 'error-unasked' ? ', error="invalid_token"' : '';
    return [['www-authenticate', `Bearer realm="bank"${error}, DPoP ${algs}`]];
  }
  const description = refusal.message.replaceAll(/[^\x20-\x7e]|["\\]/g, ' ');
  const code = refusal.code === 'missing_token' ? 'invalid_token' : refusal.code;
  const error = settings.challenges === 'attribute-twice' ? `error="${code}", error="${code}"` : `error="${code}"`;
  if (settings.challenges === 'without-error') return [['www-authenticate', 'Bearer realm="bank"']];
  const told = settings.optionalMembers === 'absent' ? error : `${error}, error_description="${description}"`;
  if (credentialsOf(request.headers)?.scheme === 'DPoP') {
    const params = [tells === 'without-error' ? '' : told, algs].filter((one) => one !== '');
    const misled = settings.dpopNonceDemand === 'as-bearer' && refusal.code === 'use_dpop_nonce';
    return [['www-authenticate', `${misled ? 'Bearer' : 'DPoP'} ${params.join(', ')}`]];
  }
  // A bound token with the wrong scheme learns the right one.
  const kind = access?.token.binding.kind;
  const other = kind === 'key' || kind === 'both' ? `, DPoP ${algs}` : '';
  return [['www-authenticate', `Bearer ${told}${other}`]];
}
