/** A TPP that proves possession of a key; every proof can be bent by its caller. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { signJws } from '../as/jws.ts';
import type { JsonObject } from '../http/reply.ts';
import type { OpenBank } from '../open.ts';
import { type Answer, ask, type Form, formText, POST_FORM } from './https.ts';
import { s256, Tpp } from './tpp.ts';

export interface Proving {
  claims?: JsonObject;
  header?: JsonObject;
  /** Signs, and stands in the header unless `header` says otherwise. */
  key?: KeyObject;
}

export const newProofKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export function publicJwk(key: KeyObject): JsonObject {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  return { kty, crv, x, y, n, e };
}

const PROVEN: readonly string[] = ['/par', '/token'];

export class DpopTpp extends Tpp {
  /** The key of its proofs. */
  proofKey: KeyObject = newProofKey();
  /** How the proofs to come are bent. */
  bend: (path: string) => Proving | null | string = () => ({});
  /** Last nonces, by `as` and `rs`; sent once the bank has given one. */
  readonly nonces: Record<string, string> = {};

  constructor(opened: OpenBank, name = 'dpop') {
    super(opened, name);
  }

  proof(method: string, path: string, { claims = {}, header = {}, key = this.proofKey }: Proving = {}): string {
    const jti = randomBytes(12).toString('hex');
    const nonce = this.nonces[serverOf(path)];
    const own = { jti, htm: method, htu: this.issuer + path, iat: this.now(), ...(nonce ? { nonce } : {}) };
    const alg = key.asymmetricKeyType === 'rsa' ? 'PS256' : key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256';
    return signJws({ typ: 'dpop+jwt', alg, jwk: publicJwk(key), ...header }, { ...own, ...claims }, key);
  }

  /** Headers with the proof, bent as told; null takes it away, a text stands for it. */
  #headers(method: string, path: string, claims: JsonObject): Record<string, string> {
    const bent = this.bend(path);
    if (bent === null) return {};
    if (typeof bent === 'string') return { dpop: bent };
    return { dpop: this.proof(method, path, { ...bent, claims: { ...claims, ...bent.claims } }) };
  }

  override async post(path: string, form: Form): Promise<Answer> {
    const proof = PROVEN.includes(path) ? this.#headers('POST', path, {}) : {};
    const headers = { ...POST_FORM, ...proof };
    return this.#remembered(
      path,
      await ask(this.agent, this.issuer + path, { method: 'POST', headers, body: formText(form) }),
    );
  }

  override async get(path: string, token?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#remembered(path, await super.get(path, token, headers));
  }

  override access(method: string, path: string, token: string): Record<string, string> {
    const [bare = ''] = path.split('?');
    return { authorization: `DPoP ${token}`, ...this.#headers(method, bare, { ath: s256(token) }) };
  }

  #remembered(path: string, answer: Answer): Answer {
    const given = answer.headers['dpop-nonce'];
    // Of several the first; one that no client can use is as none.
    const [nonce = ''] = typeof given === 'string' ? given.split(', ') : [];
    if (/^[\w-]+$/.test(nonce)) this.nonces[serverOf(path)] = nonce;
    else if (nonce !== '') delete this.nonces[serverOf(path)];
    return answer;
  }

  /** Asks for a token of its own: the shortest way to try a proof at the token endpoint. */
  ownToken(): Promise<Answer> {
    return this.post('/token', { ...this.credentials(), grant_type: 'client_credentials', scope: 'accounts' });
  }
}

const serverOf = (path: string) => (PROVEN.includes(path) ? 'as' : 'rs');
