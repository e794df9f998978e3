/** A TPP that signs its requests to resources; every signature can be bent by its caller. Signed by hand, apart from what the bank reads with. */
import { createHash, createHmac, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenBank } from '../open.ts';
import { DpopTpp } from './dpop-tpp.ts';
import { type Answer, ask } from './https.ts';

export interface Signing {
  /** What is covered, as it stands in the list. */
  covered?: (usual: string[]) => string[];
  /** Parameters as they stand behind the list; `now` in seconds. */
  parameters?: (now: number, keyid: string) => string;
  /** What stands for a part in place of what it is. */
  claims?: { [part: string]: string };
  /** The two fields, or none, in place of what would be sent. */
  fields?: (input: string, signature: string) => { [header: string]: string };
  /** Who signs, when it is not the client. */
  by?: SigningTpp;
  /** A MAC over our public key. */
  mac?: boolean;
  /** What is sent of the digest. */
  digest?: (body: string) => string | null;
  /** The body that is sent, in place of the one that is signed. */
  sends?: (body: string) => string;
  query?: string;
}

export const sha256Digest = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

export class SigningTpp extends DpopTpp {
  readonly keyid: string;
  /** The two fields of the last request. */
  sent: Record<string, string> = {};

  constructor(opened: OpenBank, name = 'http-signed') {
    super(opened, name);
    const jwk = readFileSync(join(opened.ready.state, `clients/${name}/signing.jwk`), 'utf8');
    this.keyid = (JSON.parse(jwk) as { kid: string }).kid;
  }

  /** A request with an access token; with a body it is a POST. */
  async asking(path: string, token: string, signing: Signing = {}, body: string | null = null): Promise<Answer> {
    const method = body === null ? 'GET' : 'POST';
    const digest = body === null ? null : (signing.digest ?? sha256Digest)(body);
    const headers: Record<string, string> = {
      ...this.access(method, path, token),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(digest === null ? {} : { 'content-digest': digest }),
    };
    const fields = this.#fields({ method, path, headers }, signing);
    this.sent = fields;
    const sent = body === null ? {} : { body: (signing.sends ?? ((same) => same))(body) };
    const url = `${this.issuer}${path}${signing.query ?? ''}`;
    return ask(this.agent, url, { method, headers: { ...headers, ...fields }, ...sent });
  }

  #fields(
    { method, path, headers }: { method: string; path: string; headers: Record<string, string> },
    { covered, parameters, claims = {}, fields, by = this, mac = false }: Signing,
  ): Record<string, string> {
    const own = ['authorization', 'dpop', 'content-digest'].filter((name) => headers[name] !== undefined);
    const usual = ['"@method"', '"@target-uri"', ...own.map((name) => `"${name}"`)];
    const list = (covered ?? ((same) => same))(usual);
    const said = (parameters ?? ((now, keyid) => `;created=${now};keyid="${keyid}";tag="fapi-2-request"`))(
      this.now(),
      by.keyid,
    );
    const values: { [part: string]: string } = { '@method': method, '@target-uri': this.issuer + path, ...headers };
    const lines = list.map((part) => {
      const name = part.slice(1, -1);
      return `${part}: ${claims[name] ?? values[name] ?? ''}`;
    });
    const input = `(${list.join(' ')})${said}`;
    const base = Buffer.from([...lines, `"@signature-params": ${input}`].join('\n'));
    const signature = mac ? by.#mac(base) : by.#sign(base);
    const usualFields = { 'signature-input': `s=${input}`, signature: `s=:${signature}:` };
    return fields ? fields(input, signature) : usualFields;
  }

  #sign(base: Buffer): string {
    const ec = this.key.asymmetricKeyType === 'ec';
    return sign(ec ? 'sha256' : null, base, { key: this.key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  }

  #mac(base: Buffer): string {
    const pem = createPublicKey(this.key).export({ type: 'spki', format: 'pem' });
    return createHmac('sha256', pem).update(base).digest('base64');
  }
}
