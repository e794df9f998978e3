/** The --config file: clients of other test suites, read strictly and with every problem named. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sortedSubject } from './as/checks/client-authentication.ts';
import type { Client, ClientAuth } from './clients.ts';
import { OperatorProblem } from './operator-problem.ts';
import { type ConfigReader, REGISTRATION_KEYS, type RegisteredKey, readRegistration } from './read-registration.ts';
import type { SigningAlg } from './registration.ts';

/** What the operator has to correct; the message names file and place. */
export class ConfigProblem extends OperatorProblem {
  override readonly name = 'ConfigProblem';
}

export interface ExtraConfig {
  clients: Client[];
  /** PEM texts of further CAs whose client certificates are trusted. */
  authorities: string[];
}

export const noExtraConfig: ExtraConfig = { clients: [], authorities: [] };

const CLIENT_ID = /^[A-Za-z0-9_][A-Za-z0-9._~-]{0,63}$/;
const METHODS: readonly string[] = ['private_key_jwt', 'tls_client_auth'];
const CLIENT_KEYS = new Set([
  'client_id',
  'client_name',
  'auth',
  'jwks',
  'redirect_uris',
  'alg',
  'tls_client_auth_subject_dn',
  'organization_identifier',
  'certificate',
  ...REGISTRATION_KEYS,
]);

export function readConfig(path: string): ExtraConfig {
  return new Reader(path).config(parse(path, text(path)));
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const { code = '' } = reason as NodeJS.ErrnoException;
    throw new ConfigProblem(`${path}: cannot be read (${code}); --config names a JSON file, see mock-bank/README.md`);
  }
}

function parse(path: string, written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (reason) {
    const { message } = reason as SyntaxError;
    throw new ConfigProblem(`${path}${place(written, message)}: not JSON: ${message.replaceAll(/\s+/g, ' ')}`);
  }
}

/** `:line:column` where node tells a position; otherwise its message shows the text around the problem. */
function place(written: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = written.slice(0, Number(position)).split('\n');
  return `:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** Walks the value and knows where it is, so that problems can say so. */
class Reader implements ConfigReader {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  config(value: unknown): ExtraConfig {
    const all = this.#object(value, 'the file');
    this.#onlyKnown(all, new Set(['clients', 'authorities']), 'the file');
    const clients = this.array(all.clients ?? [], 'clients').map((one, index) =>
      this.#client(one, `clients[${index}]`),
    );
    const authorities = this.array(all.authorities ?? [], 'authorities').map((one, index) => {
      const pem = this.text(one, `authorities[${index}]`);
      this.#certificate(pem, `authorities[${index}]`);
      return pem;
    });
    const ids = clients.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) this.fail(`clients: ${twice} is there twice`);
    return { clients, authorities };
  }

  #client(value: unknown, at: string): Client {
    const one = this.#object(value, at);
    this.#onlyKnown(one, CLIENT_KEYS, at);
    const id = this.text(one.client_id, `${at}.client_id`);
    if (!CLIENT_ID.test(id)) this.fail(`${at}.client_id: letters, digits and ._~- only`);
    if (/^(psu|tpp)-/.test(id)) this.fail(`${at}.client_id: names that begin with psu- or tpp- are the bank's own`);
    const auth = this.text(one.auth ?? 'private_key_jwt', `${at}.auth`);
    if (!METHODS.includes(auth)) this.fail(`${at}.auth: one of ${METHODS.join(', ')}`);
    const jwks = one.jwks === undefined ? [] : this.#jwks(one.jwks, `${at}.jwks`);
    const keys = jwks.filter(({ use }) => use !== 'enc');
    if (auth === 'private_key_jwt' && keys.length === 0) this.fail(`${at}.jwks: a private_key_jwt client needs a key`);
    const alg = this.text(one.alg ?? (keys[0]?.key.asymmetricKeyType === 'rsa' ? 'PS256' : 'ES256'), `${at}.alg`);
    if (alg !== 'PS256' && alg !== 'ES256') this.fail(`${at}.alg: PS256 or ES256`);
    const subject = this.#optional(one.tls_client_auth_subject_dn, `${at}.tls_client_auth_subject_dn`);
    const pem = this.#optional(one.certificate, `${at}.certificate`);
    if (auth === 'tls_client_auth' && subject === null && pem === null) {
      this.fail(`${at}: a tls_client_auth client needs tls_client_auth_subject_dn or certificate`);
    }
    return {
      id,
      name: this.#optional(one.client_name, `${at}.client_name`) ?? id,
      auth: auth as ClientAuth,
      alg: alg as SigningAlg,
      keys,
      redirectUris: this.#redirectUris(one.redirect_uris, `${at}.redirect_uris`),
      organizationIdentifier: this.#optional(one.organization_identifier, `${at}.organization_identifier`),
      pinnedCertificate: pem === null ? null : this.#certificate(pem, `${at}.certificate`),
      tlsSubject: subject === null ? null : this.#subject(subject, `${at}.tls_client_auth_subject_dn`),
      registration: readRegistration(one, at, jwks, this),
    };
  }

  #jwks(value: unknown, at: string): RegisteredKey[] {
    return this.array(this.#object(value, at).keys, `${at}.keys`).map((jwk, index) => {
      const key = this.#object(jwk, `${at}.keys[${index}]`);
      if ('d' in key) this.fail(`${at}.keys[${index}]: this is a private key; register the public one`);
      try {
        const kid = typeof key.kid === 'string' ? key.kid : null;
        const use = typeof key.use === 'string' ? key.use : null;
        return { kid, use, key: createPublicKey({ key: key as Record<string, string>, format: 'jwk' }) };
      } catch {
        return this.fail(`${at}.keys[${index}]: not a usable JWK`);
      }
    });
  }

  /** @requirement FAPI2-SP-5.3.2.2-8 RFC6749-3.1.2-1 */
  #redirectUris(value: unknown, at: string): string[] {
    const uris = this.array(value, at).map((uri, index) => this.text(uri, `${at}[${index}]`));
    if (uris.length === 0) this.fail(`${at}: at least one`);
    for (const uri of uris) {
      const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(uri);
      if (!URL.canParse(uri) || uri.includes('#') || !(uri.startsWith('https://') || loopback)) {
        this.fail(`${at}: ${JSON.stringify(uri)} must be an https address without fragment`);
      }
    }
    return uris;
  }

  #certificate(pem: string, at: string): string {
    try {
      return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
    } catch {
      return this.fail(`${at}: not a PEM certificate`);
    }
  }

  /** `CN=a,O=b` with backslash escapes, as node prints it in certificates. */
  #subject(dn: string, at: string): string {
    const parts = dn.match(/(?:\\.|[^,\\])+/g) ?? [];
    const lines = parts.map((part) => {
      const [, type = '', text = ''] = /^\s*([A-Za-z][A-Za-z0-9]*|[0-9.]+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
      if (type === '') this.fail(`${at}: not a distinguished name`);
      return `${type === '2.5.4.97' ? 'organizationIdentifier' : type}=${text.replaceAll(/\\(.)/g, '$1')}`;
    });
    if (lines.length === 0) this.fail(`${at}: empty`);
    return sortedSubject({ subject: lines.join('\n') });
  }

  #object(value: unknown, at: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(`${at}: an object is needed`);
    return value as Record<string, unknown>;
  }

  array(value: unknown, at: string): unknown[] {
    return Array.isArray(value) ? value : this.fail(`${at}: a list is needed`);
  }

  text(value: unknown, at: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(`${at}: a text is needed`);
  }

  #optional(value: unknown, at: string): string | null {
    return value === undefined ? null : this.text(value, at);
  }

  #onlyKnown(value: Record<string, unknown>, known: ReadonlySet<string>, at: string): void {
    const unknown = Object.keys(value).find((key) => !known.has(key));
    if (unknown !== undefined)
      this.fail(`${at}: unknown key ${JSON.stringify(unknown)} (known: ${[...known].join(', ')})`);
  }

  fail(problem: string): never {
    throw new ConfigProblem(`${this.#path}: ${problem}`);
  }
}
