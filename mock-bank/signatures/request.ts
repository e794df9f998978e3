/** The signature of a request to a resource: one rule for each thing, for clients that are registered to sign. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Algorithm, algorithms, hs256 } from '../as/algorithms.ts';
import type { Client, ClientKey } from '../clients.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { type BaseOptions, covers, type Message, signatureBase } from './base.ts';
import { digestHolds } from './digest.ts';
import { isList, readDictionary } from './field.ts';
import type { MessageSignature } from './state.ts';

const TAG = 'fapi-2-request';

/** @requirement FAPI2-HSIG-5.3.1.2-3 */
function badSignature({ settings }: Context, description: string): Refusal {
  return new Refusal(settings.signatureRefusal, 'invalid_request', description, { kind: 'token' });
}

const holder = ({ access }: Context): Client => present(access, 'the access token').client;

/** A rule for clients that sign. */
function rule(name: string, run: (context: Context) => void): Check {
  return check(name, (context) => {
    if (holder(context).registration.httpSignatures) run(context);
  });
}

/** A rule about the signature that counts; only a faulty bank gets here without one. */
const judged = (name: string, run: (context: Context) => void): Check =>
  rule(name, (context) => {
    if (context.signatures.chosen) run(context);
  });

export const headerOf = ({ request }: Context, name: string): string | undefined => {
  const sent = request.headers[name];
  return Array.isArray(sent) ? sent.join(', ') : sent;
};

/** The request as its signature sees it. */
export function requestMessage(context: Context): Message {
  const { connection, request } = context;
  return {
    method: request.method,
    target: connection.address + request.target,
    status: null,
    header: (name) => headerOf(context, name),
    request: null,
  };
}

/** @requirement FAPI2-HSIG-5.3.1.2-3 */
const signaturePresent = rule('signature-present', (context) => {
  find(context, 'last');
  if (context.signatures.sent.length === 0) throw badSignature(context, 'a signature of the request is needed');
});

function find(context: Context, counts: 'last' | 'first'): void {
  const signatures = readDictionary(headerOf(context, 'signature') ?? '') ?? new Map();
  const sent: MessageSignature[] = [];
  for (const [label, covered] of readDictionary(headerOf(context, 'signature-input') ?? '', counts) ?? []) {
    const made = signatures.get(label);
    if (isList(covered) && made && !isList(made) && Buffer.isBuffer(made.value))
      sent.push({ label, covered, signature: made.value });
  }
  context.signatures.sent = sent;
}

const tagOf = ({ covered }: MessageSignature) => covered.parameters.get('tag');

/** Of several signatures the one for FAPI counts. @requirement FAPI2-HSIG-5.3.1.2-4 */
const signatureTag = rule('signature-tag', (context) => {
  const { signatures } = context;
  signatures.chosen = signatures.sent.find((one) => tagOf(one) === TAG) ?? null;
  if (!signatures.chosen) throw badSignature(context, `no signature has the tag ${TAG}`);
});

const chosen = ({ signatures }: Context): MessageSignature => present(signatures.chosen, 'the signature');

function coverage(name: string, part: string, needed: (context: Context) => boolean = () => true): Check {
  return judged(name, (context) => {
    if (needed(context) && !covers(chosen(context).covered, part))
      throw badSignature(context, `the signature does not cover ${part}`);
  });
}

/** @requirement FAPI2-HSIG-5.3.1.2-5 FAPI2-HSIG-5.3.1.2-7 FAPI2-HSIG-5.3.1.2-8 */
const coverages: readonly Check[] = [
  coverage('signature-covers-method', '@method'),
  coverage('signature-covers-target', '@target-uri'),
  coverage('signature-covers-authorization', 'authorization'),
  coverage('signature-covers-dpop', 'dpop', ({ request }) => request.headers.dpop !== undefined),
  coverage('signature-covers-digest', 'content-digest', ({ request }) => request.body !== ''),
];

const createdOf = (context: Context) => chosen(context).covered.parameters.get('created');

/** @requirement FAPI2-HSIG-5.3.1.2-6 */
const signatureCreated = judged('signature-created', (context) => {
  if (typeof createdOf(context) !== 'number') throw badSignature(context, 'the signature has no created');
});

/** @requirement FAPI2-HSIG-5.3.1.2-6 */
const signatureFresh = judged('signature-fresh', (context) => {
  const age = context.bank.now() / 1000 - Number(createdOf(context));
  const { signatureSeconds, signatureAheadSeconds } = context.settings;
  if (age > signatureSeconds || age < -signatureAheadSeconds)
    throw badSignature(context, 'the signature was not made just now');
});

const keyNamed = (keys: readonly ClientKey[], keyid: unknown): ClientKey | null =>
  keys.find(({ kid }) => kid !== null && kid === keyid) ??
  (keyid === undefined && keys.length === 1 ? (keys[0] ?? null) : null);

/** @requirement FAPI2-HSIG-5.3.1.2-1 */
const signatureKey = judged('signature-key', (context) => {
  const keyid = chosen(context).covered.parameters.get('keyid');
  context.signatures.key = keyNamed(holder(context).keys, keyid);
  if (!context.signatures.key) throw badSignature(context, 'the signature names no key of the client');
});

/** The registered names of RFC 9421 for what our algorithms are. */
const NAMES: Readonly<Record<string, string>> = {
  ES256: 'ecdsa-p256-sha256',
  EdDSA: 'ed25519',
  Ed25519: 'ed25519',
  RS256: 'rsa-v1_5-sha256',
  HS256: 'hmac-sha256',
};

/** What a signature says of its algorithm has to be what the client registered. */
const signatureAlg = judged('signature-alg', (context) => {
  const said = chosen(context).covered.parameters.get('alg');
  if (said !== undefined && said !== NAMES[holder(context).alg.name])
    throw badSignature(context, 'the signature is not of the algorithm that the client registered');
});

interface Verifying {
  message?: Message;
  algorithm?: Algorithm;
  key?: KeyObject;
  options?: BaseOptions;
}

/** With what the client registered, unless a faulty bank goes by something else. */
function verify(context: Context, by: Verifying = {}): void {
  const { message = requestMessage(context), algorithm = holder(context).alg, key = chosenKey(context), options } = by;
  const { covered, signature } = chosen(context);
  const base = signatureBase(message, covered, options);
  if (base === null || !algorithm.verify(Buffer.from(base), key, signature))
    throw badSignature(context, 'the signature does not hold');
}

const chosenKey = ({ signatures }: Context): KeyObject => present(signatures.key, 'the key').key;

/** @requirement FAPI2-HSIG-5.3.1.2-2 */
const signatureHolds = judged('signature-holds', (context) => verify(context));

/** @requirement FAPI2-HSIG-5.3.1.2-8 */
const contentDigestHolds = judged('content-digest-holds', (context) => {
  const { body } = context.request;
  if (body !== '' && !digestHolds(headerOf(context, 'content-digest'), body))
    throw badSignature(context, 'the content digest is not that of the body');
});

export const signatureChecks: readonly Check[] = [
  signaturePresent,
  signatureTag,
  ...coverages,
  signatureCreated,
  signatureFresh,
  signatureKey,
  signatureAlg,
  signatureHolds,
  contentDigestHolds,
];

/** What banks do that do worse. */
export const signatureAlternatives: readonly Check[] = [
  /** Lets through who sends no signature at all, and judges the one that is sent. */
  rule('signature-present-or-not', (context) => find(context, 'last')),
  rule('signature-tag-if-sent', (context) => {
    if (context.signatures.sent.length > 0) return void signatureTag.run(context);
  }),
  rule('signature-present-by-first-label', (context) => find(context, 'first')),
  rule('signature-tag-any', (context) => {
    const { signatures } = context;
    signatures.chosen = signatures.sent.find((one) => tagOf(one) === TAG) ?? signatures.sent[0] ?? null;
  }),
  rule('signature-tag-of-first', (context) => {
    const [first] = context.signatures.sent;
    context.signatures.chosen = first && tagOf(first) === TAG ? first : null;
    if (!context.signatures.chosen) throw badSignature(context, `the signature has not the tag ${TAG}`);
  }),
  judged('signature-fresh-if-sent', (context) => {
    if (typeof createdOf(context) === 'number') return void signatureFresh.run(context);
  }),
  judged('signature-key-of-anybody', (context) => {
    const keyid = chosen(context).covered.parameters.get('keyid');
    const all = [...context.bank.clients.values()];
    const owner = all.find(({ keys }) => keyNamed(keys, keyid) !== null);
    context.signatures.key = owner ? keyNamed(owner.keys, keyid) : null;
    if (!owner) throw badSignature(context, 'the signature names no key');
  }),
  /** The signature of whoever owns the key that it names. */
  judged('signature-holds-of-anybody', (context) => {
    const key = chosenKey(context);
    const owner = [...context.bank.clients.values()].find(({ keys }) => keys.some((one) => one.key === key));
    verify(context, { key, ...(owner ? { algorithm: owner.alg } : {}) });
  }),
  /** Takes the algorithm from the signature; for a MAC the public key is its secret. */
  judged('signature-holds-by-its-word', (context) => {
    const said = chosen(context).covered.parameters.get('alg');
    const algorithm = algorithms.find(({ name }) => said !== undefined && NAMES[name] === said) ?? holder(context).alg;
    const key = chosenKey(context);
    const pem = key.export({ type: 'spki', format: 'pem' });
    verify(context, { algorithm, key: algorithm === hs256 ? createSecretKey(Buffer.from(pem)) : key });
  }),
  judged('signature-holds-without-query', (context) => {
    const message = requestMessage(context);
    const [target = ''] = message.target.split('?');
    verify(context, { message: { ...message, target } });
  }),
  judged('signature-holds-with-repeats', (context) => {
    verify(context, { options: { repeats: true } });
  }),
  judged('signature-holds-with-absent-parts', (context) => {
    verify(context, { options: { absent: '' } });
  }),
  /** Counts the components that it knows, in its own order. */
  judged('signature-holds-in-own-order', (context) => {
    const { covered } = chosen(context);
    const names = covered.items.map(({ value }) => String(value));
    if (names[0] !== '@method') throw badSignature(context, 'the signature covers its parts in another order');
    return void signatureHolds.run(context);
  }),
  judged('signature-holds-of-needed-parts', (context) => {
    const { covered } = chosen(context);
    const needed = ['@method', '@target-uri', 'authorization', 'dpop', 'content-digest'];
    if (covered.items.some(({ value }) => !needed.includes(String(value))))
      throw badSignature(context, 'the signature covers more than is known here');
    return void signatureHolds.run(context);
  }),
  coverage('signature-covers-digest-if-sent', 'content-digest', ({ request }) => {
    return request.headers['content-digest'] !== undefined;
  }),
  judged('content-digest-holds-if-sent', (context) => {
    if (context.request.headers['content-digest'] !== undefined) return void contentDigestHolds.run(context);
  }),
  judged('content-digest-alone', (context) => {
    if ((readDictionary(headerOf(context, 'content-digest') ?? '')?.size ?? 0) > 1)
      throw badSignature(context, 'there is more than one digest of the body');
    return void contentDigestHolds.run(context);
  }),
  judged('content-digest-of-sha-256', (context) => {
    const sent = headerOf(context, 'content-digest');
    if (context.request.body !== '' && !sent?.startsWith('sha-256='))
      throw badSignature(context, 'the content digest is not of SHA-256');
    return void contentDigestHolds.run(context);
  }),
];
