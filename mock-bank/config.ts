/** The --config file: clients of other test suites, read strictly and with every problem named. */
import { readFileSync } from 'node:fs';
import { type Algorithm, allowedAlgorithms, es256 } from './as/algorithms.ts';
import type { Client, ClientKey } from './clients.ts';
import { readUrl } from './http/url.ts';
import { OperatorProblem } from './operator-problem.ts';
import { AUTHENTICATION_KEYS, readAuthentication, readKey, sha256 } from './read-authentication.ts';
import {
  type ConfigReader,
  REGISTRATION_KEYS,
  type RegisteredKey,
  readRegistration,
  signingAlgorithm,
} from './read-registration.ts';

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
const CLIENT_KEYS = new Set([
  'client_id',
  'client_name',
  'jwks',
  'redirect_uris',
  'alg',
  ...AUTHENTICATION_KEYS,
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
    throw new ConfigProblem(`${path}: cannot be read (${code}); --config names a JSON file, see mock-bank/clients.md`);
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

/** `:line:column` where node gives a position; otherwise its message shows the text around the problem. */
function place(written: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = written.slice(0, Number(position)).split('\n');
  return `:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

/** What the first key is for. Without keys every algorithm is as good as another: it is only the bank that signs. */
function algorithmOfKeys([first]: readonly ClientKey[]): Algorithm | undefined {
  return first ? allowedAlgorithms.find(({ key }) => key.fits(first.key)) : es256;
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
      if (sha256(pem) === null) this.fail(`authorities[${index}]: not a PEM certificate`);
      return pem;
    });
    const ids = clients.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) this.fail(`clients: ${twice} appears twice`);
    return { clients, authorities };
  }

  #client(value: unknown, at: string): Client {
    const one = this.#object(value, at);
    this.#onlyKnown(one, CLIENT_KEYS, at);
    const id = this.text(one.client_id, `${at}.client_id`);
    if (!CLIENT_ID.test(id)) this.fail(`${at}.client_id: letters, digits and ._~- only`);
    if (/^(psu|tpp)-/.test(id)) this.fail(`${at}.client_id: names that begin with psu- or tpp- are the bank's own`);
    const jwks = one.jwks === undefined ? [] : this.#jwks(one.jwks, `${at}.jwks`);
    const authentication = readAuthentication(one, at, jwks, this);
    const alg = signingAlgorithm(one.alg ?? algorithmOfKeys(authentication.keys)?.name, `${at}.alg`, this);
    return {
      id,
      name: one.client_name === undefined ? id : this.text(one.client_name, `${at}.client_name`),
      ...authentication,
      alg,
      redirectUris: this.#redirectUris(one.redirect_uris, `${at}.redirect_uris`),
      registration: readRegistration(one, at, jwks, this),
    };
  }

  #jwks(value: unknown, at: string): RegisteredKey[] {
    return this.array(this.#object(value, at).keys, `${at}.keys`).map((jwk, index) => {
      return readKey(this.#object(jwk, `${at}.keys[${index}]`), `${at}.keys[${index}]`, this);
    });
  }

  /** @requirement FAPI2-SP-5.3.2.2-8 RFC6749-3.1.2-1 */
  #redirectUris(value: unknown, at: string): string[] {
    const uris = this.array(value, at).map((uri, index) => this.text(uri, `${at}[${index}]`));
    if (uris.length === 0) this.fail(`${at}: at least one`);
    for (const uri of uris) {
      const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(uri);
      if (readUrl(uri) === null || uri.includes('#') || !(uri.startsWith('https://') || loopback)) {
        this.fail(`${at}: ${JSON.stringify(uri)} must be an https address without fragment`);
      }
    }
    return uris;
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

  #onlyKnown(value: Record<string, unknown>, known: ReadonlySet<string>, at: string): void {
    const unknown = Object.keys(value).find((key) => !known.has(key));
    if (unknown !== undefined)
      this.fail(`${at}: unknown key ${JSON.stringify(unknown)} (known: ${[...known].join(', ')})`);
  }

  fail(problem: string): never {
    throw new ConfigProblem(`${this.#path}: ${problem}`);
  }
}
