/** The access token a request brings, and the scheme it is sent with. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  scheme: 'Bearer' | 'DPoP';
  token: string;
}

const SCHEMES = ['Bearer', 'DPoP'] as const;

/** Null when the header is missing, of another scheme, or holds no token. @requirement FAPI2-SP-5.3.4-1 RFC9449-7.1-1 */
export function credentialsOf({ authorization = '' }: IncomingHttpHeaders): Credentials | null {
  const [, name = '', token = ''] = /^([A-Za-z]+) +([A-Za-z0-9._~+/-]+=*)$/.exec(authorization) ?? [];
  const scheme = SCHEMES.find((one) => one.toLowerCase() === name.toLowerCase());
  return scheme ? { scheme, token } : null;
}
