/** A captured request as flat names and values, JWTs opened, so that two of them can be compared; for tests only. */
import { constants, createHmac, createPublicKey, createSecretKey, type KeyObject, verify } from 'node:crypto';
import { type Asked, CLIENT_KEYS } from '../testing-issuer.ts';

type Flat = { [name: string]: string };

/** Headers that follow from the others, and what is random, make no difference. */
const UNTOLD =
  /^(header\.(host|connection|content-length|x-fapi-interaction-id|signature|signature-input)|.*\.claim\.jti)$/u;

/** A repeated name is reported with a `+`. */
const put = (flat: Flat, name: string, value: string): void => {
  flat[name in flat ? `${name}+` : name] = value;
};

export const flatten = (asked: Asked): Flat => {
  const flat: Flat = { method: asked.method, path: asked.path, certificate: asked.certificate ?? 'none' };
  for (const [name, value] of asked.headers) {
    if (name === 'dpop') jwt(flat, 'dpop', value);
    else put(flat, `header.${name}`, value);
  }
  for (const [name, value] of asked.query) {
    if (name === 'request') jwt(flat, 'request_object', value);
    else put(flat, `query.${name}`, value);
  }
  for (const [name, value] of asked.form) {
    if (name === 'client_assertion') jwt(flat, 'assertion', value);
    else if (name === 'request') jwt(flat, 'request_object', value);
    else put(flat, `form.${name}`, value);
  }
  if (asked.headers.some(([name, value]) => name === 'content-type' && value === 'application/jwt'))
    jwt(flat, 'registration_jwt', asked.body);
  if (asked.body.startsWith('{')) members(flat, 'json', JSON.parse(asked.body));
  messageSignature(flat, asked);
  return flat;
};

/** The one signature that our clients make over a request: what it covers, what it says, and whose it is. */
const messageSignature = (flat: Flat, { method, path, query, headers }: Asked): void => {
  const header = (name: string): string => headers.find(([one]) => one === name)?.[1] ?? '';
  const labels = [...`${header('signature-input')}, ${header('signature')}`.matchAll(/(?:^|, )([a-z0-9-]+)=[(:]/g)];
  if (labels.length === 0) return;
  put(flat, 'signature.labels', labels.map(([, label]) => label).join(' '));
  const [, list = '', said = ''] = /sig1=\(([^)]*)\)([^,]*)/.exec(header('signature-input')) ?? [];
  if (list === '') return;
  put(flat, 'signature.covered', list);
  for (const [, name = '', value = ''] of said.matchAll(/;([a-z-]+)=("[^"]*"|[^;]*)/g))
    put(flat, `signature.param.${name}`, value);
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query)}`;
  const known: Flat = { '@method': method, '@target-uri': `https://${header('host')}${path}${search}`, '@path': path };
  const lines = list.split(' ').map((part) => {
    const name = part.slice(1, -1);
    return `${part}: ${known[name] ?? header(name)}`;
  });
  const base = [...lines, `"@signature-params": (${list})${said}`].join('\n');
  const [, signature = ''] = /=:([^:]*):$/.exec(header('signature')) ?? [];
  const fitting = Object.keys(CHECKS).map((alg) => signer(CLIENT_KEYS, base, alg, signature));
  put(flat, 'signature.signed by', fitting.find((name) => name !== 'nobody known') ?? 'nobody known');
};

const members = (flat: Flat, path: string, value: unknown): void => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) put(flat, path, JSON.stringify(value));
  else for (const [name, member] of Object.entries(value)) members(flat, `${path}.${name}`, member);
};

const jwt = (flat: Flat, what: string, text: string): void => {
  const [header = '', payload = '', signature = ''] = text.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as { [name: string]: unknown };
  for (const [name, value] of Object.entries(read(header))) put(flat, `${what}.header.${name}`, JSON.stringify(value));
  for (const [name, value] of Object.entries(read(payload))) put(flat, `${what}.claim.${name}`, JSON.stringify(value));
  const { alg, jwk } = read(header);
  const keys = what === 'dpop' ? { 'the key it shows': shownKey(jwk) } : CLIENT_KEYS;
  put(flat, `${what}.signed by`, signer(keys, `${header}.${payload}`, String(alg), signature));
};

const shownKey = (jwk: unknown): KeyObject => {
  const { kty, k } = jwk as { [member: string]: string };
  if (kty === 'oct') return createSecretKey(Buffer.from(k ?? '', 'base64url'));
  return createPublicKey({ key: jwk as never, format: 'jwk' });
};

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const CHECKS: { [alg: string]: (input: Buffer, signature: Buffer, key: KeyObject) => boolean } = {
  PS256: (input, signature, key) =>
    key.asymmetricKeyType === 'rsa' && verify('sha256', input, { key, ...PSS }, signature),
  RS256: (input, signature, key) => key.asymmetricKeyType === 'rsa' && verify('sha256', input, key, signature),
  ES256: (input, signature, key) =>
    key.asymmetricKeyType === 'ec' && verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature),
  HS256: (input, signature, key) =>
    createHmac('sha256', key.type === 'secret' ? key : key.export({ type: 'spki', format: 'pem' }))
      .update(input)
      .digest()
      .equals(signature),
};

const publicHalf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key);

/** Whose key the signature fits under the algorithm of the header. */
const signer = (keys: { [name: string]: KeyObject }, input: string, alg: string, signature: string): string => {
  if (signature === '') return 'nothing';
  const check = CHECKS[alg];
  const bytes = Buffer.from(signature, 'base64url');
  const found = Object.entries(keys).find(([, key]) => check?.(Buffer.from(input), bytes, publicHalf(key)));
  return found?.[0] ?? 'nobody known';
};

export type Difference = { [name: string]: [before: string | undefined, after: string | undefined] };

export const difference = (before: Flat, after: Flat): Difference => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names
      .filter((name) => !UNTOLD.test(name) && before[name] !== after[name])
      .map((name) => [name, [before[name], after[name]]]),
  );
};
