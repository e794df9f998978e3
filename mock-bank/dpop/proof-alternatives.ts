/** How banks that do worse read a proof, and compare what it says. */
import type { KeyObject } from 'node:crypto';
import { parseJws, signatureHolds } from '../as/jws.ts';
import { thumbprint } from '../as/keys.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { readUrl } from '../http/url.ts';
import { normalisedUri } from './htu.ts';
import { nonceRequired, offerNonce } from './nonce.ts';
import { badProof, jti, jwk, missingNonce, rule, serverOf } from './proof.ts';

const ownUri = ({ connection, request }: Context): string => connection.address + request.path;

const otherAddress = (context: Context) => badProof(context, 'htu is not the address of the request');

/** The compact form of what is quoted, longer than it may be, or written in JSON. */
function madeCompact(sent: string): string {
  if (sent.startsWith('{')) {
    try {
      const { protected: header, payload, signature } = JSON.parse(sent);
      return [header, payload, signature].join('.');
    } catch {
      return sent;
    }
  }
  return sent.replaceAll('"', '').split('.').slice(0, 3).join('.');
}

const headerOf = ({ request }: Context): string | undefined => [request.headers.dpop].flat()[0];

/** Keys that proofs have shown, by bank. */
const shown = new WeakMap<object, Map<string, KeyObject>>();

export const readingAlternatives: readonly Check[] = [
  check('dpop-single-unless-json', (context) => {
    const sent = headerOf(context);
    if (sent !== undefined && !sent.startsWith('{') && sent.includes(','))
      throw badProof(context, 'more than one proof');
  }),
  check('dpop-form-lenient', (context) => {
    const sent = headerOf(context);
    if (sent === undefined) return;
    const jws = parseJws(madeCompact(sent));
    if (!jws) throw badProof(context, 'the proof is not a signed JWT');
    context.as.proof = { jws, key: null, jkt: null };
    offerNonce(context, serverOf(context));
  }),
  check('dpop-single-in-small-letters', (context) => {
    const { rawHeaders } = context.request;
    if (rawHeaders.some((one, at) => at % 2 === 0 && one === 'DPOP')) throw badProof(context, 'a proof is needed');
  }),
  check('dpop-form-if-readable', (context) => {
    const jws = parseJws(headerOf(context) ?? '');
    if (jws) context.as.proof = { jws, key: null, jkt: null };
  }),
  rule('dpop-jwk-remembered', ({ context, proof, header }) => {
    const keys = shown.get(context.bank) ?? new Map<string, KeyObject>();
    shown.set(context.bank, keys);
    const key = [...keys.values()].find((one) => header.jwk === undefined && signatureHolds(proof.jws, one));
    if (key) return void Object.assign(proof, { key, jkt: thumbprint(key) });
    jwk.run(context);
    if (proof.key) keys.set(thumbprint(proof.key), proof.key);
  }),
];

/** Members that RFC 9449 speaks of. */
const KNOWN: readonly string[] = ['jti', 'htm', 'htu', 'iat', 'ath', 'nonce'];

export const comparingAlternatives: readonly Check[] = [
  rule('dpop-htu-path-only', ({ context, claims }) => {
    const pathOf = (uri: string) => readUrl(normalisedUri(uri) ?? '')?.pathname;
    if (pathOf(String(claims.htu)) !== pathOf(ownUri(context))) throw otherAddress(context);
  }),
  rule('dpop-htu-begins', ({ context, claims }) => {
    const sent = normalisedUri(String(claims.htu));
    if (sent === null || !sent.startsWith(ownUri(context))) throw otherAddress(context);
  }),
  rule('dpop-htu-beginning', ({ context, claims }) => {
    const sent = normalisedUri(String(claims.htu));
    if (sent === null || !ownUri(context).startsWith(sent)) throw otherAddress(context);
  }),
  rule('dpop-htu-percent-compared', ({ context, claims }) => {
    const url = readUrl(String(claims.htu));
    if (url === null || url.origin + url.pathname !== ownUri(context)) throw otherAddress(context);
  }),
  rule('dpop-no-more-members', ({ context, claims }) => {
    if (Object.keys(claims).some((name) => !KNOWN.includes(name))) throw badProof(context, 'the proof holds too much');
    return jti.run(context);
  }),
  rule('dpop-nonce-of-either', ({ context, claims }) => {
    const { nonces } = context.bank.store;
    if (
      nonceRequired(context, serverOf(context)) &&
      !nonces.as.accepts(claims.nonce) &&
      !nonces.rs.accepts(claims.nonce)
    )
      throw missingNonce(context);
  }),
  rule('dpop-nonce-the-time', ({ context, claims, now }) => {
    const age = now - Number(claims.nonce);
    if (nonceRequired(context, serverOf(context)) && !(age < 120 && age > -120)) throw missingNonce(context);
  }),
];
