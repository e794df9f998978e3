/** A client as it is described: in the file of an operator, or by a registrant. */
import { type Algorithm, allowedAlgorithms, es256 } from './as/algorithms.ts';
import type { Client, ClientKey } from './clients.ts';
import { readUrl } from './http/url.ts';
import { readAuthentication, readKey } from './read-authentication.ts';
import type { Members, MembersReader } from './read-members.ts';
import { type RegisteredKey, readRegistration, signingAlgorithm } from './read-registration.ts';

/** Reads the members of one client at the place `at`; a mistake is reported with `reader.fail`. */
export function readClient(one: Members, at: string, id: string, reader: MembersReader): Client {
  const jwks = one.jwks === undefined ? [] : readKeys(one.jwks, `${at}.jwks`, reader);
  const authentication = readAuthentication(one, at, jwks, reader);
  const alg = signingAlgorithm(one.alg ?? algorithmOfKeys(authentication.keys)?.name, `${at}.alg`, reader);
  return {
    id,
    name: one.client_name === undefined ? id : reader.text(one.client_name, `${at}.client_name`),
    ...authentication,
    alg,
    redirectUris: readRedirectUris(one.redirect_uris, `${at}.redirect_uris`, reader),
    registration: readRegistration(one, at, jwks, reader),
  };
}

/** What the first key is for. Without keys every algorithm is as good as another: it is only the bank that signs. */
function algorithmOfKeys([first]: readonly ClientKey[]): Algorithm | undefined {
  return first ? allowedAlgorithms.find(({ key }) => key.fits(first.key)) : es256;
}

export function readKeys(value: unknown, at: string, reader: MembersReader): RegisteredKey[] {
  return reader.array(reader.object(value, at).keys, `${at}.keys`).map((jwk, index) => {
    return readKey(reader.object(jwk, `${at}.keys[${index}]`), `${at}.keys[${index}]`, reader);
  });
}

/** @requirement FAPI2-SP-5.3.2.2-8 RFC6749-3.1.2-1 */
export function readRedirectUris(value: unknown, at: string, reader: MembersReader): string[] {
  const uris = reader.array(value, at).map((uri, index) => reader.text(uri, `${at}[${index}]`));
  if (uris.length === 0) reader.fail(`${at}: at least one`);
  for (const uri of uris) {
    const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(uri);
    if (readUrl(uri) === null || uri.includes('#') || !(uri.startsWith('https://') || loopback)) {
      reader.fail(`${at}: ${JSON.stringify(uri)} must be an https address without fragment`);
    }
  }
  return uris;
}
