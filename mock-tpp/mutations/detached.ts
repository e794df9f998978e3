/** Mutations of the signature over the body of a message, in the way of a dialect. */
import { input } from '../inputs.ts';
import { algorithmNames } from '../oauth/algorithm.ts';
import { type MutationType, whole } from './mutation.ts';

/** Steps whose body is signed. */
const SIGNED_BODIES = ['consent.create', 'payment.submit'];

export const DETACHED: readonly MutationType[] = [
  whole('jws.sign', 'Signs the body of the message with another algorithm or key.', SIGNED_BODIES, {
    alg: input('string', 'the algorithm', { optional: true, allowed: algorithmNames(({ hash }) => hash !== null) }),
    key: input('string', 'own, other-own, stranger (who names our key), or the name of another client of the target', {
      optional: true,
    }),
  }),
  whole('jws.flip', 'Turns one bit of the signature over the body of the message.', SIGNED_BODIES),
  whole('jws.of-another-body', 'Sends the signature of another body.', SIGNED_BODIES),
  whole(
    'jws.unencoded',
    'Signs the body as it is, and says nothing of that in the header of the signature.',
    SIGNED_BODIES,
  ),
  whole('jws.reverse', 'Writes the header of the signature the other way round.', SIGNED_BODIES),
  whole('jws.capitals', 'Writes the name of the header that has the signature in capitals.', SIGNED_BODIES),
];
