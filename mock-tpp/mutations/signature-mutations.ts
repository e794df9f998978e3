/** The rows of the catalogue that change an HTTP signature (RFC 9421). */
import { input } from '../inputs.ts';
import { algorithmNames } from '../oauth/algorithm.ts';
import { DIGESTS } from '../signature/digest.ts';
import { type MutationType, whole } from './mutation.ts';

/** `steps` are those whose requests may be signed. */
export function signatureMutations(steps: string[]): MutationType[] {
  return [
    whole('signature.omit', 'Sends the request without its signature, or without what says what that covers.', steps, {
      what: input('string', 'which of the two fields', { allowed: ['signature', 'signature-input', 'both'] }),
    }),
    whole('signature.sign', 'Signs the request with another algorithm or key.', steps, {
      alg: input('string', 'the algorithm; HS256 takes our public key for its secret', {
        optional: true,
        allowed: algorithmNames(({ hash }) => hash !== null),
      }),
      key: input(
        'string',
        'own, other-own, stranger (who names our key), or the name of another client of the target',
        {
          optional: true,
        },
      ),
    }),
    whole('signature.flip', 'Turns one bit of the signature of the request.', steps),
    whole('signature.uncover', 'Leaves a part of the request out of what is signed.', steps, {
      component: input('string', 'such as @method'),
    }),
    whole('signature.cover', 'Signs further parts of the request.', steps, {
      components: input('any', 'names of headers, or parts such as @authority'),
    }),
    whole('signature.reverse', 'Signs the parts of the request the other way round.', steps),
    whole('signature.digest', 'Tells the digest of the body otherwise.', steps, {
      how: input('string', 'what is other about it', { allowed: ['none', ...Object.keys(DIGESTS)] }),
    }),
    whole('signature.other-body', 'Sends other bytes than were signed, of the same meaning.', steps),
    whole('signature.relabel', 'Gives the signature another label than what says what it covers.', steps),
    whole('signature.beside', 'Sends something else beside the signature.', steps, {
      what: input('string', 'the signature of a gateway before it, or our label once more, with nothing covered', {
        allowed: ['another-first', 'same-label'],
      }),
    }),
    whole('signature.replay', 'Sends the signature of an earlier request.', steps, {
      of: input('string', 'the step at which it was sent first'),
    }),
  ];
}
