/** Ways to spoil what the second bank does, from outside: its answers are changed on their way out, and requests on their way in. */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'oidc-provider';

export type Members = { [member: string]: unknown };

/** The keys with which the bank and its clients sign. */
export interface Keys {
  bank: KeyObject;
  /** By client_id. */
  clients: { [clientId: string]: KeyObject };
  /** The key of the client `dpop` for its proofs. */
  proofs: KeyObject;
}

export type Tampering = (keys: Keys) => Middleware;
export type Form = { [field: string]: string | string[] | undefined };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (text = ''): Members => JSON.parse(Buffer.from(text, 'base64url').toString()) as Members;

export const headerOf = (jwt: string): Members => read(jwt.split('.')[0]);
export const claimsOf = (jwt: string): Members => read(jwt.split('.')[1]);

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** A JWT of the bank; `payload` is its JSON as text, for what no object can hold. */
export function ofBank({ bank }: Keys, header: Members, payload: string): string {
  const input = `${part(header)}.${Buffer.from(payload).toString('base64url')}`;
  if (header.alg === 'none') return `${input}.`;
  const key = header.alg === 'PS256' ? { key: bank, ...PSS } : bank;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** A JWT of a client, signed with ES256 as it registered. */
function ofClient({ clients }: Keys, clientId: string, header: Members, claims: Members): string {
  const key = clients[clientId];
  if (!key) throw new Error(`no client ${clientId}`);
  const input = `${part({ ...header, alg: 'ES256', kid: clientId })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Changes the answer of one endpoint after the provider has made it. */
export const answer =
  (path: string, change: (context: Context, keys: Keys) => void): Tampering =>
  (keys) =>
  async (context, next) => {
    await next();
    if (context.path === path) change(context, keys);
  };

/** Changes the members of a JSON answer. */
export const json = (path: string, change: (body: Members, keys: Keys) => Members): Tampering =>
  answer(path, (context, keys) => {
    if (typeof context.body === 'object' && context.body !== null) context.body = change({ ...context.body }, keys);
  });

/** Changes the ID token of the token endpoint, and signs it again. */
export const idToken = (change: (claims: Members) => Members | string, header: Members = {}): Tampering =>
  json('/token', (body, keys) => {
    if (typeof body.id_token !== 'string') return body;
    const claims = change(claimsOf(body.id_token));
    const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
    return { ...body, id_token: ofBank(keys, { ...headerOf(body.id_token), ...header }, text) };
  });

/** Changes the address that the browser is sent back to; what is given back is sent instead of it. */
export const sentBack =
  (change: (address: URL, keys: Keys) => unknown): Tampering =>
  (keys) =>
  async (context, next) => {
    await next();
    const written = context.res.getHeader('location');
    if (typeof written !== 'string' || !written.startsWith('https://tpp.example/')) return;
    const address = new URL(written);
    const other = change(address, keys);
    context.set('location', typeof other === 'string' ? other : address.href);
  };

/** Changes the response JWT that the browser is sent back with, and signs it again. */
export const responseJwt = (change: (claims: Members) => Members | string, header: Members = {}): Tampering =>
  sentBack(({ searchParams }, keys) => {
    const sent = searchParams.get('response');
    if (sent === null) return;
    const claims = change(claimsOf(sent));
    const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
    searchParams.set('response', ofBank(keys, { ...headerOf(sent), ...header }, text));
  });

async function formOf(request: IncomingMessage): Promise<Form> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return { ...parse(Buffer.concat(chunks).toString()) };
}

/** Changes the form that one endpoint is sent, before the provider reads it. */
export const sent =
  (path: string, change: (form: Form, context: Context, keys: Keys) => void): Tampering =>
  (keys) =>
  async (context, next) => {
    if (context.path === path && context.method === 'POST') {
      const request = context.req as IncomingMessage & { body?: Form };
      // Another fault may have read it already.
      request.body ??= await formOf(request);
      change(request.body, context, keys);
    }
    await next();
  };

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Makes a client's assertion right in one respect before the provider looks at it, as if that had not been looked at.
 * `mend` gets header and claims and says what both should be, or null to leave the assertion as it is. Without an
 * assertion it gets neither, and the client is whoever `client_id` names.
 */
export const assertion = (
  path: string,
  mend: (
    jwt: { header: Members; claims: Members } | null,
    issuer: string,
  ) => { header?: Members; claims?: Members } | null,
): Tampering =>
  sent(path, (form, context, keys) => {
    const issuer = `https://${context.get('host')}`;
    const held = typeof form.client_assertion === 'string' ? form.client_assertion : null;
    const mended = mend(held === null ? null : { header: headerOf(held), claims: claimsOf(held) }, issuer);
    if (mended === null) return;
    const now = Math.floor(Date.now() / 1000);
    const clientId = String(form.client_id ?? (held === null ? '' : claimsOf(held).iss));
    const fresh = {
      iss: clientId,
      sub: clientId,
      aud: issuer,
      iat: now,
      exp: now + 60,
      jti: `${now}-${Math.random()}`,
    };
    const claims = mended.claims ?? { ...fresh, ...(held === null ? {} : claimsOf(held)) };
    form.client_assertion_type = TYPE;
    form.client_assertion = ofClient(keys, clientId, mended.header ?? {}, claims);
  });

/** The same of the signed request that is pushed. */
export const pushedRequest = (mend: (claims: Members, issuer: string) => Members | null): Tampering =>
  sent('/request', (form, context, keys) => {
    if (typeof form.request !== 'string') return;
    const claims = mend(claimsOf(form.request), `https://${context.get('host')}`);
    if (claims !== null && keys.clients[String(claims.client_id)])
      form.request = ofClient(keys, String(claims.client_id), headerOf(form.request), claims);
  });

/** Answers for the provider what it would have let through: a request that `wrong` tells by its form. */
export const refusing =
  (path: string, error: string, wrong: (form: Form, context: Context) => boolean): Tampering =>
  (keys) => {
    const refused = new WeakSet<Context>();
    const reads = sent(path, (form, context) => void (wrong(form, context) && refused.add(context)))(keys);
    return (context, next) =>
      reads(context, async () => {
        if (!refused.has(context)) return next();
        context.status = error === 'invalid_client' ? 401 : 400;
        context.body = { error };
      });
  };

/** Several of these, the first outermost. */
export const all =
  (...tamperings: Tampering[]): Tampering =>
  (keys) =>
    tamperings
      .map((one) => one(keys))
      .reduceRight<Middleware>(
        (inner, outer) => (context, next) => outer(context, () => inner(context, next)),
        (_, next) => next(),
      );

const partsOf = (jwt: string): { header: Members; claims: Members } | null => {
  try {
    return jwt.split('.').length === 3 ? { header: headerOf(jwt), claims: claimsOf(jwt) } : null;
  } catch {
    return null;
  }
};

/** What a DPoP proof has to say of this request. */
const due = (context: Context): Members => {
  const token = /^\S+ +(\S+)$/.exec(context.get('authorization'))?.[1];
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const htu = `https://${context.get('host')}${context.path}`;
  return { htm: context.method, htu, iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ...ath };
};

/**
 * Makes a DPoP proof right before the provider looks at it, signed with the key of the client `dpop`. `mend` gets the proof and
 * what is due, and gives the claims that the provider shall see, or null to leave it alone.
 */
export const proof = (
  when: (context: Context) => boolean,
  mend: (jwt: { header: Members; claims: Members }, right: Members) => Members | null,
): Tampering => {
  return ({ proofs }) =>
    (context, next) => {
      const held = when(context) ? partsOf(context.get('dpop')) : null;
      const claims = held && mend(held, due(context));
      if (claims) context.req.headers.dpop = ofKey(proofs, claims);
      return next();
    };
};

function ofKey(key: KeyObject, claims: Members): string {
  const { kty, crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const input = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })}.${part(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export const privateKey = (jwk: object): KeyObject => createPrivateKey({ key: jwk as never, format: 'jwk' });
