/** Decodes who we are to the bank: its clients, and the TLS certificates they present. */
import { type Decoder, listOrOne, map, needed, object, oneOf, optional, text } from './decoder.ts';
import { gone } from './gone.ts';
import { type Axis, variantDecoder } from './variant.ts';

const redirectUri = text({
  pattern: /^[a-z][a-z0-9+.-]*:[^\s#]+$/i,
  code: 'bad-url',
  wanted: 'an absolute address without a fragment',
});
const alg = oneOf('PS256', 'ES256', 'EdDSA', 'Ed25519', 'RS256');

const AUTH = gone('how a client authenticates is an axis of its variant', (auth) => {
  return `write variant: { client-auth: ${auth || 'private_key_jwt'} }`;
});
const SIGNING: { readonly [rule: string]: string } = { never: 'none', allowed: '[none, signed]', always: 'signed' };
export const REQUEST_OBJECT = gone('whether requests are signed is an axis of the variant', (rule) => {
  return `write variant: { request-signing: ${(Object.hasOwn(SIGNING, rule) && SIGNING[rule]) || 'none'} }`;
});

/** A client as registered with the bank. */
export const client = (axes: readonly Axis[]) =>
  object({
    client_id: needed(text(), 'as registered'),
    name: optional(text(), 'as the pages of the bank call it'),
    auth: optional(AUTH, 'see variant'),
    variant: optional(variantDecoder(axes), 'how the path runs for this client, where it differs from the top'),
    signing: optional(listOrOne(text()), 'files of its private keys: PEM, PKCS#12 or JWK; the first signs'),
    alg: optional(listOrOne(alg), 'algorithm of each, if the key does not say'),
    decryption: optional(text(), 'file of the private key that ID tokens are encrypted to: PEM, PKCS#12 or JWK'),
    dpop: optional(text(), 'file of the private key for DPoP: PEM, PKCS#12 or JWK; one is made when there is none', {
      example: './keys/dpop.jwk',
    }),
    passphrase: optional(text({ secret: true }), 'of its keys', { example: '${env.KEY_PASSPHRASE}' }),
    'passphrase-file': optional(text(), 'file whose first line is the passphrase of its keys', {
      example: './keys/passphrase.txt',
    }),
    identity: optional(text(), 'TLS identity it presents; none without'),
    'message-signature': optional(
      map(
        object({
          iss: optional(text(), 'the organisation and its software', { example: '0015800001041RHAAY/1234567890' }),
          tan: optional(text(), 'the trust anchor that knows its key', { example: 'openbanking.org.uk' }),
          seal: optional(text(), 'the identity whose certificate is for seals', { example: 'seal' }),
        }),
        ({ iss = null, tan = null, seal = null }) => ({ iss, tan, seal }),
      ),
      'as whom it signs the messages of the API, as the dialect has it',
    ),
    redirect_uri: needed(redirectUri, 'a registered redirect_uri'),
  });

/** An identity as it is written: its files are not read yet. */
export type WrittenIdentity =
  | { kind: 'issued'; like: string; flaws: string[] | null; flaw: string | null }
  | {
      kind: 'files';
      certificates: string[];
      key: string;
      passphrase: string | undefined;
      passphraseFile: string | undefined;
      engine: string | undefined;
    };

export const identity: Decoder<WrittenIdentity> = map(
  object({
    certificate: optional(listOrOne(text()), 'PEM file of the certificate, or files with its chain, in any order'),
    key: optional(text(), 'PEM file of the private key'),
    pkcs12: optional(text(), 'PKCS#12 file with key and certificates, instead of both', {
      example: './keys/transport.p12',
    }),
    passphrase: optional(text({ secret: true }), 'of the key', { example: '${env.KEY_PASSPHRASE}' }),
    'passphrase-file': optional(text(), 'file whose first line is the passphrase', {
      example: './keys/passphrase.txt',
    }),
    engine: optional(text(), 'path of the PKCS#11 engine of OpenSSL when `key` is a pkcs11: address; experimental', {
      example: '/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so',
    }),
    issue: optional(text(), 'made on demand by the hook cert.issue, like this client'),
    flaw: optional(text(), 'what is wrong with the one that is made, as the hook cert.issue is told', {
      example: 'expired',
    }),
    flaws: optional(
      listOrOne(text()),
      'one identity for each of these flaws, named after the client and the flaw, such as `mtls-expired`',
      { example: ['expired', 'self-signed'] },
    ),
  }),
  ({ certificate, key, pkcs12, passphrase, issue, flaw, flaws, engine, ...more }, source, node) => {
    if (flaw !== undefined && flaws !== undefined)
      source.tell('flaw-and-flaws', node, 'an identity has a `flaw`, or is one of several by `flaws`');
    if (issue !== undefined) return { kind: 'issued', like: issue, flaw: flaw ?? null, flaws: flaws ?? null };
    if (flaw !== undefined || flaws !== undefined)
      source.tell(
        'flaw-of-files',
        node,
        '`flaw` and `flaws` say what the hook cert.issue is asked for, so they go with `issue` only',
      );
    const locked = { passphrase, passphraseFile: more['passphrase-file'], engine };
    if (pkcs12 !== undefined) return { kind: 'files', certificates: [], key: pkcs12, ...locked };
    if (certificate !== undefined && key !== undefined)
      return { kind: 'files', certificates: certificate, key, ...locked };
    source.tell('missing-key', node, 'an identity needs `certificate` and `key`, or `pkcs12`, or `issue`');
    return undefined;
  },
);
