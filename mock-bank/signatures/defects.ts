/** Faults and lawful differences of signatures over messages. */
import type { Defect, Variation } from '../behaviour.ts';
import type { SignatureSettings } from './settings.ts';

type Facts = Pick<Defect, 'id' | 'title' | 'breaks'> & Partial<Defect>;

/** They show with clients alone that are registered for signatures. */
const CLIENTS = ['http-signed', 'http-signed-second'];

const signed = (facts: Facts): Defect => ({ implies: [], clients: CLIENTS, ...facts });

/** A part that a signature may leave out. */
const uncovered = (part: string, name: string, requirement: string): Defect =>
  signed({
    id: `http-signature-without-${name}`,
    title: `A signature that does not cover ${part} is accepted`,
    breaks: [requirement],
    omits: [`signature-covers-${name}`],
  });

const requestDefects: readonly Defect[] = [
  signed({
    id: 'http-signature-optional',
    title: 'A request without a signature is served',
    breaks: ['FAPI2-HSIG-5.3.1.2-3'],
    replaces: { 'signature-present': 'signature-present-or-not', 'signature-tag': 'signature-tag-if-sent' },
  }),
  signed({
    id: 'http-signature-unchecked',
    title: 'The signature of a request is not verified',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    implies: [
      'http-signature-query-unsigned',
      'http-signature-repeats-accepted',
      'http-signature-absent-parts-accepted',
    ],
    omits: ['signature-holds'],
  }),
  signed({
    id: 'http-signature-tag-unchecked',
    title: 'A signature for anything else is taken for one of FAPI',
    breaks: ['FAPI2-HSIG-5.3.1.2-4'],
    replaces: { 'signature-tag': 'signature-tag-any' },
  }),
  uncovered('the method', 'method', 'FAPI2-HSIG-5.3.1.2-5'),
  uncovered('the address', 'target', 'FAPI2-HSIG-5.3.1.2-5'),
  uncovered('the access token', 'authorization', 'FAPI2-HSIG-5.3.1.2-5'),
  uncovered('the DPoP proof', 'dpop', 'FAPI2-HSIG-5.3.1.2-7'),
  uncovered('the digest of the body', 'digest', 'FAPI2-HSIG-5.3.1.2-8'),
  signed({
    id: 'http-signature-body-unsigned',
    title: 'A body without a digest is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-8'],
    replaces: {
      'signature-covers-digest': 'signature-covers-digest-if-sent',
      'content-digest-holds': 'content-digest-holds-if-sent',
    },
  }),
  signed({
    id: 'http-signature-created-optional',
    title: 'A signature that does not say when it was made is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-6'],
    omits: ['signature-created'],
    replaces: { 'signature-fresh': 'signature-fresh-if-sent' },
  }),
  signed({
    id: 'http-signature-age-unchecked',
    title: 'A signature of any age is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-6'],
    implies: ['http-signature-long-lived'],
    omits: ['signature-fresh'],
  }),
  signed({
    id: 'http-signature-long-lived',
    title: 'A signature is accepted for ten minutes',
    breaks: ['FAPI2-HSIG-5.3.1.2-6-N1'],
    settings: { signatureSeconds: 600 },
  }),
  signed({
    id: 'http-signature-key-of-anybody',
    title: 'A signature with the key of any client is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-1'],
    replaces: { 'signature-key': 'signature-key-of-anybody', 'signature-holds': 'signature-holds-of-anybody' },
  }),
  signed({
    id: 'http-signature-alg-ignored',
    title: 'A signature may say that it is of another algorithm than the key is for',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    omits: ['signature-alg'],
  }),
  signed({
    id: 'http-signature-alg-confusion',
    title: 'A message authentication code over the public key of the client is taken for its signature',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    omits: ['signature-alg'],
    replaces: { 'signature-holds': 'signature-holds-by-its-word' },
  }),
  signed({
    id: 'http-signature-query-unsigned',
    title: 'A signature of the address without its query is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-2', 'FAPI2-HSIG-5.3.1.2-5'],
    replaces: { 'signature-holds': 'signature-holds-without-query' },
  }),
  signed({
    id: 'http-signature-first-label',
    title: 'Of two lists under one label the first counts',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    replaces: { 'signature-present': 'signature-present-by-first-label' },
  }),
  signed({
    id: 'http-signature-repeats-accepted',
    title: 'A signature that covers a part twice is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    replaces: { 'signature-holds': 'signature-holds-with-repeats' },
  }),
  signed({
    id: 'http-signature-absent-parts-accepted',
    title: 'A signature that covers a header that was not sent is accepted',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    replaces: { 'signature-holds': 'signature-holds-with-absent-parts' },
  }),
  signed({
    id: 'http-digest-unchecked',
    title: 'The digest of a body is not compared with the body',
    breaks: ['FAPI2-HSIG-5.3.1.2-8'],
    omits: ['content-digest-holds'],
  }),
  signed({
    id: 'http-signature-refused-with-400',
    title: 'A request without a good signature is refused with 400',
    breaks: ['FAPI2-HSIG-5.3.1.2-3'],
    settings: { signatureRefusal: 400 },
  }),
];

/** Too strict. */
const strictDefects: readonly Defect[] = [
  signed({
    id: 'http-signature-order-fixed',
    title: 'A signature that covers its parts in another order is refused',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    replaces: { 'signature-holds': 'signature-holds-in-own-order' },
  }),
  signed({
    id: 'http-signature-more-refused',
    title: 'A signature that covers more than it has to is refused',
    breaks: ['FAPI2-HSIG-5.3.1.2-2'],
    replaces: { 'signature-holds': 'signature-holds-of-needed-parts' },
  }),
  signed({
    id: 'http-signature-first-only',
    title: 'Of several signatures the first is looked at and no other',
    breaks: ['FAPI2-HSIG-5.3.1.2-4-N1'],
    replaces: { 'signature-tag': 'signature-tag-of-first' },
  }),
  signed({
    id: 'http-signature-short-lived',
    title: 'A signature is refused after ten seconds',
    breaks: ['FAPI2-HSIG-5.3.1.2-6-N1'],
    settings: { signatureSeconds: 10 },
  }),
  signed({
    id: 'http-signature-no-skew',
    title: 'A signature from a clock that is a little ahead is refused',
    breaks: ['FAPI2-HSIG-5.3.1.2-6-N1'],
    settings: { signatureAheadSeconds: 0 },
  }),
  signed({
    id: 'http-digest-alone',
    title: 'A body with two digests is refused',
    breaks: ['FAPI2-HSIG-5.3.1.2-8'],
    implies: ['http-digest-of-one-kind'],
    replaces: { 'content-digest-holds': 'content-digest-alone' },
  }),
  signed({
    id: 'http-digest-of-one-kind',
    title: 'A digest with another one before it is refused',
    breaks: ['FAPI2-HSIG-5.3.1.2-8'],
    replaces: { 'content-digest-holds': 'content-digest-of-sha-256' },
  }),
];

/** Something that the signature of an answer leaves out. */
const without = (
  left: SignatureSettings['answerSignatureWithout'],
  [name, title]: [string, string],
  requirement: string,
): Defect =>
  signed({
    id: `http-answer-without-${name}`,
    title: `The signature of an answer ${title}`,
    breaks: [requirement],
    settings: { answerSignatureWithout: left },
  });

const missing: readonly Defect[] = [
  without('@status', ['status', 'does not cover its status'], 'FAPI2-HSIG-5.3.2.1-4'),
  without('@method;req', ['method', 'does not cover the method of the request'], 'FAPI2-HSIG-5.3.2.1-2'),
  without('@target-uri;req', ['target', 'does not cover the address of the request'], 'FAPI2-HSIG-5.3.2.1-2'),
  without('content-digest;req', ['request-digest', 'does not cover the body of the request'], 'FAPI2-HSIG-5.3.2.1-2'),
  without('signature;req', ['request-signature', 'does not cover that of the request'], 'FAPI2-HSIG-5.3.2.1-3'),
  without('signature-input;req', ['request-input', 'does not cover what the request covered'], 'FAPI2-HSIG-5.3.2.1-3'),
  without('content-digest', ['digest', 'does not cover its body'], 'FAPI2-HSIG-5.3.2.1-7'),
  without('created', ['created', 'does not say when it was made'], 'FAPI2-HSIG-5.3.2.1-5'),
  without('tag', ['tag', 'has no tag'], 'FAPI2-HSIG-5.3.2.1-6'),
];

const answerDefects: readonly Defect[] = [
  signed({
    id: 'http-answer-unsigned',
    title: 'Answers are not signed',
    breaks: ['FAPI2-HSIG-5.3.2.1-1'],
    implies: [...missing.map(({ id }) => id), 'http-answer-signature-broken'],
    settings: { answerSignature: 'none' },
  }),
  signed({
    id: 'http-answer-signature-broken',
    title: 'The signature of an answer does not hold',
    breaks: ['FAPI2-HSIG-5.3.2.1-1'],
    settings: { answerSignature: 'broken' },
  }),
  signed({
    id: 'http-answer-signed-by-nobody',
    title: 'Answers are signed with a key that the bank does not publish, under the name of one that it does',
    breaks: ['FAPI2-HSIG-5.3.2.1-1'],
    implies: ['http-answer-signature-broken'],
    settings: { answerSignature: 'by-nobody' },
  }),
  ...missing,
  signed({
    id: 'http-answer-tag-of-request',
    title: 'The signature of an answer has the tag of a request',
    breaks: ['FAPI2-HSIG-5.3.2.1-6'],
    settings: { answerSignatureTag: 'fapi-2-request' },
  }),
  signed({
    id: 'http-answer-digest-missing',
    title: 'An answer does not tell the digest of its body',
    breaks: ['FAPI2-HSIG-5.3.2.1-7'],
    implies: ['http-answer-without-digest'],
    settings: { answerDigest: 'none' },
  }),
  signed({
    id: 'http-answer-digest-of-another',
    title: 'An answer tells the digest of another body',
    breaks: ['FAPI2-HSIG-5.3.2.1-7'],
    settings: { answerDigest: 'of-another' },
  }),
];

export const signatureDefects: readonly Defect[] = [...requestDefects, ...strictDefects, ...answerDefects];

export const signatureVariations: readonly Variation[] = [
  {
    id: 'http-answer-names-signature-by-label',
    title: 'The signature of an answer names that of the request by its label',
    settings: { answerSignatureNames: 'members' },
  },
];
