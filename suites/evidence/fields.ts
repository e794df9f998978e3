/** Names of fields whose value is a secret, wherever they stand and whatever they hold. */

/** Secret in queries, form bodies and JWT claims alike. */
const ANYWHERE = [
  'access_token',
  'refresh_token',
  'id_token',
  'id_token_hint',
  'client_assertion',
  'client_secret',
  'code_verifier',
  'password',
  'passcode',
  'pin',
  'otp',
  'csrf',
  'csrf_token',
  '_csrf',
  'xsrf',
  'private_key',
];
/** In a JSON body these words also name harmless things, such as the code of an error. */
const PARAMETERS = ['code', 'request', 'response', 'token', 'device_code', 'auth_req_id', 'assertion', 'subject_token'];

/** Headers that are secret as a whole, and those of which only a part is. */
const HEADERS = new Set(['authorization', 'proxy-authorization', 'dpop', 'x-api-key']);
const COOKIES = new Set(['cookie', 'set-cookie']);
const ADDRESSES = new Set(['location', 'referer', 'content-location', 'refresh', 'link']);

/** Members of a private JWK; they count only beside `kty`. */
export const PRIVATE_JWK_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

const anywhere = new Set(ANYWHERE);
const parameters = new Set([...ANYWHERE, ...PARAMETERS]);

const plain = (name: string): string => name.toLowerCase().replaceAll('-', '_');

/** For query, fragment, form and claim names. */
export function secretParameter(name: string): boolean {
  return parameters.has(plain(name));
}

/** For members of JSON bodies and records. */
export function secretMember(name: string): boolean {
  return anywhere.has(plain(name));
}

export type HeaderRule = 'secret' | 'cookie' | 'address' | 'text';

export function headerRule(name: string): HeaderRule {
  const key = name.toLowerCase();
  if (HEADERS.has(key)) return 'secret';
  if (COOKIES.has(key)) return 'cookie';
  return ADDRESSES.has(key) ? 'address' : 'text';
}
