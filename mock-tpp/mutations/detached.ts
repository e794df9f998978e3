/** Mutations of what signs messages in the way of a dialect: a signature over the body, or a seal. */
import { input } from '../inputs.ts';
import { algorithmNames } from '../oauth/algorithm.ts';
import { type MutationType, whole } from './mutation.ts';

/** Steps whose body is signed. */
const SIGNED_BODIES = ['consent.create', 'payment.submit'];

/** Steps that are sealed. */
const SEALED = ['consent.create'];

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
  whole('seal.omit', 'Sends the request without its seal, or without a part of it.', SEALED, {
    what: input('string', 'which header, or all three', {
      allowed: ['all', 'digest', 'signature', 'tpp-signature-certificate'],
    }),
  }),
  whole('seal.digest-of-another', 'Sends the digest of another body, and seals that.', SEALED),
  whole('seal.sign', 'Seals with the key of another identity, and shows our certificate.', SEALED, {
    identity: input('string', 'an identity of the target'),
  }),
  whole('seal.certificate', 'Seals with the certificate and key of another identity.', SEALED, {
    identity: input('string', 'an identity of the target'),
  }),
  whole('seal.uncover', 'Leaves a header out of what is sealed.', SEALED, {
    header: input('string', 'its name in lower case'),
  }),
  whole('seal.reverse', 'Writes the parameters of the signature the other way round.', SEALED),
  whole('seal.capitals', 'Writes the name of the header Signature in capitals.', SEALED),
];
