/** The signature of an answer (RFC 9421 as FAPI 2.0 HTTP Signatures has it), rule by rule, so that each finding has a name. */
import type { Json, TppClient, TppExchange, TppSignature } from '../contract.ts';
import { Ended } from '../ended.ts';
import { bankKeys, resourceKeys } from '../oauth/keys.ts';
import type { PublicJwk } from '../oauth/metadata.ts';
import { said } from '../said.ts';
import type { StepContext } from '../step.ts';
import { type Message, plainName, signatureBase, Uncoverable } from './base.ts';
import { digestFits } from './digest.ts';
import { bytesIn, dictionaryOf, fieldOf, inputsIn, type SignatureInput } from './field.ts';
import { signatureHolds } from './holds.ts';

export type VerifyingContext = Pick<StepContext, 'bank' | 'client' | 'metadata' | 'browse' | 'compare'>;

export const SIGNATURE_FACTS = {
  'signature.present': 'whether the answer has a signature and says what it covers; only where answers are signed',
  'signature.valid':
    'whether a key of the bank signed what it covers; null when we know no such key, or cannot read what it covers',
  'signature.covers_status': 'whether it covers the status of the answer',
  'signature.covers_request': 'whether it covers method and address of the request',
  'signature.covers_request_body': 'whether it covers the content digest of the request; null when that had none',
  'signature.covers_request_signature': 'whether it covers the signature of the request; null when that had none',
  'signature.covers_digest': 'whether the answer tells the digest of its body, and it covers that; null without a body',
  'signature.digest_matches': 'whether that digest is the one of the body; null without either',
  'signature.has_created': 'whether it says in whole seconds when it was made',
  'signature.tag_matches': 'whether it says that it is for an answer',
};

export type SignatureFacts = { [name: string]: Json };

export interface VerifiedAnswer {
  facts: SignatureFacts;
  signature: TppSignature | null;
}

const TAG = 'fapi-2-response';
/** More than any answer needs. */
const MOST_SIGNATURES = 10;
const MOST_KEYS = 100;

export const expectsSignedAnswers = ({ variant }: Pick<TppClient, 'variant'>): boolean =>
  ['responses', 'both'].includes(variant['http-signatures'][0]);

/** Null where the client expects no signature, or nothing came that could have one. @requirement FAPI2-HSIG-5.3.2.2-2 */
export async function verifyAnswer(context: VerifyingContext, exchange: TppExchange): Promise<VerifiedAnswer | null> {
  const { request, response, failure } = exchange;
  if (!expectsSignedAnswers(context.client) || response === null || failure !== null) return null;
  const answer: Message = {
    method: request.method,
    url: request.url,
    status: response.status,
    headers: response.headers,
  };
  const asked: Message = { ...answer, status: null, headers: request.headers };
  const body = response.body ?? '';
  const inputs = inputsIn(response.headers) ?? [];
  const signatures = dictionaryOf(response.headers, 'signature');
  const held = inputs.filter(({ label }) => bytesIn(signatures, label) !== null).slice(0, MOST_SIGNATURES);
  const meant = held.filter(({ parameters }) => parameters.get('tag') === TAG);
  const candidates = meant.length > 0 ? meant : held;
  const judged: Judged[] = [];
  for (const input of candidates) {
    judged.push(
      await judge(context, { answer, asked, input, signature: bytesIn(signatures, input.label) ?? Buffer.alloc(0) }),
    );
    if (judged.at(-1)?.valid === true) break;
  }
  const chosen = judged.find(({ valid }) => valid === true) ?? judged[0];
  const messages = { answer, asked, body };
  if (chosen === undefined) {
    const facts = { 'signature.present': false, 'signature.valid': false, ...coverage(context, NOTHING, messages) };
    return { facts, signature: null };
  }
  const { input, valid, base, told } = chosen;
  return {
    facts: { 'signature.present': true, 'signature.valid': valid, ...coverage(context, input, messages) },
    signature: { of: 'response', label: input.label.slice(0, 80), base: base.slice(0, LONGEST_BASE), told },
  };
}

const LONGEST_BASE = 16 * 1024;

const NOTHING: SignatureInput = { label: '', components: [], parameters: new Map() };

/** @requirement FAPI2-HSIG-5.3.2.1-2 FAPI2-HSIG-5.3.2.1-3 FAPI2-HSIG-5.3.2.1-4 FAPI2-HSIG-5.3.2.1-7 */
function coverage(
  { compare }: VerifyingContext,
  { components, parameters }: SignatureInput,
  { answer, asked, body }: { answer: Message; asked: Message; body: string },
): SignatureFacts {
  const names = new Set(components.map(plainName));
  const has = (name: string): boolean => fieldOf(asked.headers, name) !== null;
  const covers = (...all: string[]): boolean => all.every((name) => names.has(name));
  // One signature of several may be named by its label.
  const member = (name: string): boolean =>
    covers(`${name};req`) || covers(`${name};req;key`) || covers(`${name};key;req`);
  const created = parameters.get('created');
  const tag = parameters.get('tag');
  return {
    'signature.covers_status': covers('@status'),
    'signature.covers_request': covers('@method;req', '@target-uri;req'),
    'signature.covers_request_body': has('content-digest') ? covers('content-digest;req') : null,
    'signature.covers_request_signature': has('signature') ? member('signature') && member('signature-input') : null,
    'signature.covers_digest':
      body === '' ? null : fieldOf(answer.headers, 'content-digest') !== null && covers('content-digest'),
    'signature.digest_matches': body === '' ? null : digestFits(answer.headers, body),
    'signature.has_created': typeof created === 'number' && Number.isInteger(created),
    'signature.tag_matches': compare('signature.tag_matches', typeof tag === 'string' ? tag.slice(0, 100) : null, TAG),
  };
}

interface Judged {
  input: SignatureInput;
  valid: boolean | null;
  base: string;
  told: string;
}

interface Subject {
  answer: Message;
  asked: Message;
  input: SignatureInput;
  signature: Buffer;
}

async function judge(context: VerifyingContext, { answer, asked, input, signature }: Subject): Promise<Judged> {
  let base: string;
  try {
    base = signatureBase(answer, input, asked);
  } catch (error) {
    if (!(error instanceof Uncoverable)) throw error;
    const told = `there is nothing to verify: ${said(error.message, 200)}`;
    return { input, valid: error.unknown ? null : false, base: '', told };
  }
  const keyid = input.parameters.get('keyid');
  const found = await keysFor(context, typeof keyid === 'string' ? keyid : null);
  if (typeof found === 'string') return { input, valid: null, base, told: found };
  const { keys, whose } = found;
  for (const key of keys.slice(0, MOST_KEYS))
    if (await signatureHolds(key, { base, signature, alg: input.parameters.get('alg') }))
      return { input, valid: true, base, told: `verified with the key ${said(String(key.kid ?? ''), 80)} of ${whose}` };
  const named = typeof keyid === 'string' ? `the key ${said(keyid, 80)}` : 'no key';
  const told = `verified with none of ${keys.length} keys of ${whose}; it names ${named}`;
  return { input, valid: keys.length === 0 && !context.bank.api.keys ? null : false, base, told };
}

type Found = { keys: PublicJwk[]; whose: string };

/** Those of the target's `api.keys`, where a resource has keys of its own, else those of the authorization server. A text says why none can be had. */
async function keysFor(context: VerifyingContext, keyid: string | null): Promise<Found | string> {
  const whose = context.bank.api.keys ? 'the resource server' : 'the authorization server';
  const fetched = context.bank.api.keys ? resourceKeys : bankKeys;
  const fitting = (keys: readonly PublicJwk[]) => keys.filter(({ kid }) => keyid === null || kid === keyid);
  try {
    const known = fitting(await fetched(context));
    return { keys: known.length > 0 ? known : fitting(await fetched(context, true)), whose };
  } catch (error) {
    if (error instanceof Ended) return `there are no keys to verify it with: ${error.outcome.detail}`;
    throw error;
  }
}
