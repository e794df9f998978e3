/** The bundled clients: how each authenticates and signs, who it is, and what it registered. */
import { authorizationDetailsTypes } from './api/index.ts';
import { type Algorithm, eddsa, es256, ps256 } from './as/algorithms.ts';
import type { ClientAuth } from './as/client-auth.ts';
import type { Subject } from './directory/directory.ts';
import {
  type Encryption,
  fapi1Advanced,
  fapi2,
  messageSigning,
  openidConnect,
  type Registration,
  signedRequests,
} from './registration.ts';
import type { Binding } from './store/grants.ts';

export interface Bundled {
  name: string;
  auth: ClientAuth;
  alg: Algorithm;
  /** Certificate where nothing is said. */
  binding?: Binding['kind'];
  subject: Subject;
  registration: Registration;
  /** Whether its certificate has every role of a provider, and not only accounts and payments. */
  everyRole?: boolean;
  /** Whether it has a certificate for seals as well. */
  seals?: boolean;
  /** Key and content algorithm of its ID tokens, where they are encrypted. */
  encryption?: Pick<Encryption, 'alg' | 'enc'>;
}

const JWT = 'private_key_jwt';
const MTLS = 'tls_client_auth';

/** Clients whose consent travels in the request have no business at an API where it is lodged. */
const byDetails: Registration = { ...fapi2, scopes: ['openid', 'resource'], authorizationDetailsTypes };

/** @requirement FAPI2-HSIG-5.3.1.2-3 FAPI2-HSIG-5.3.2.1-1 */
const httpSignatures: Registration = { ...fapi2, httpSignatures: true };
/** @requirement UK-OB-3.1-SIG-1 UK-OB-3.1-SIG-5 */
const messageSignatures: Registration = { ...fapi2, messageSignatures: true };
/** Known at the API by their certificates alone. */
const byScope: Registration = { ...fapi2, scopes: ['openid', 'resource', 'AIS', 'PIS'] };

/** @requirement BG-1.3-SIG-1 */
const sealed: Registration = { ...byScope, messageSignatures: true };

const signedDetails: Registration = { ...signedRequests, scopes: byDetails.scopes, authorizationDetailsTypes };

export const bundled: readonly Bundled[] = [
  { name: 'primary', auth: JWT, alg: ps256, subject: subject('Primary', 1), registration: fapi2 },
  { name: 'second', auth: JWT, alg: es256, subject: subject('Second', 2), registration: fapi2 },
  { name: 'mtls', auth: MTLS, alg: es256, subject: subject('Mutual', 3), registration: fapi2 },
  {
    name: 'self-signed',
    auth: 'self_signed_tls_client_auth',
    alg: es256,
    subject: subject('Self Signed', 12),
    registration: fapi2,
  },
  { name: 'dpop', auth: JWT, alg: ps256, binding: 'key', subject: subject('Proving', 13), registration: fapi2 },
  {
    name: 'dpop-second',
    auth: JWT,
    alg: eddsa,
    binding: 'key',
    subject: subject('Proving Second', 14),
    registration: fapi2,
  },
  { name: 'both', auth: JWT, alg: ps256, binding: 'both', subject: subject('Twice Bound', 29), registration: fapi2 },
  {
    name: 'both-second',
    auth: JWT,
    alg: es256,
    binding: 'both',
    subject: subject('Twice Bound Second', 30),
    registration: fapi2,
  },
  { name: 'fapi1', auth: JWT, alg: ps256, subject: subject('Advanced', 4), registration: fapi1Advanced },
  {
    name: 'fapi1-second',
    auth: JWT,
    alg: es256,
    subject: subject('Advanced Second', 5),
    registration: fapi1Advanced,
  },
  {
    name: 'fapi1-mtls',
    auth: MTLS,
    alg: es256,
    // Known by an alternative name, the other clients of its method by their subject.
    subject: { ...subject('Advanced Mutual', 6), host: 'fapi1-mtls.tpp.example' },
    registration: fapi1Advanced,
  },
  {
    name: 'fapi1-encrypted',
    auth: JWT,
    alg: es256,
    subject: subject('Advanced Encrypted', 7),
    registration: fapi1Advanced,
    encryption: { alg: 'ECDH-ES', enc: 'A256GCM' },
  },
  { name: 'jarm', auth: JWT, alg: ps256, subject: subject('Signing', 8), registration: messageSigning },
  { name: 'jarm-second', auth: JWT, alg: es256, subject: subject('Signing Second', 9), registration: messageSigning },
  {
    name: 'openid',
    auth: JWT,
    alg: es256,
    subject: subject('Connect', 10),
    binding: 'none',
    registration: openidConnect,
  },
  {
    name: 'openid-second',
    auth: JWT,
    alg: es256,
    binding: 'none',
    subject: subject('Connect Second', 11),
    registration: openidConnect,
  },
  { name: 'rar', auth: JWT, alg: ps256, subject: subject('Detailed', 15), registration: byDetails },
  { name: 'rar-second', auth: JWT, alg: es256, subject: subject('Detailed Second', 16), registration: byDetails },
  {
    name: 'rar-accounts',
    auth: JWT,
    alg: es256,
    subject: subject('Detailed Accounts', 17),
    registration: { ...byDetails, authorizationDetailsTypes: ['account_information'] },
  },
  { name: 'signed', auth: JWT, alg: ps256, subject: subject('Signed', 18), registration: signedRequests },
  { name: 'signed-second', auth: JWT, alg: ps256, subject: subject('Signed Second', 19), registration: signedRequests },
  { name: 'signed-rar', auth: JWT, alg: ps256, subject: subject('Signed Detailed', 20), registration: signedDetails },
  { name: 'berlin', auth: JWT, alg: ps256, subject: subject('Berlin', 22), registration: byScope },
  { name: 'berlin-second', auth: JWT, alg: es256, subject: subject('Berlin Second', 23), registration: byScope },
  {
    name: 'signed-rar-second',
    auth: JWT,
    alg: ps256,
    subject: subject('Signed Detailed Second', 21),
    registration: signedDetails,
  },
  {
    name: 'http-signed',
    auth: JWT,
    alg: es256,
    binding: 'key',
    subject: subject('Sealing', 22),
    registration: httpSignatures,
  },
  {
    name: 'http-signed-second',
    auth: JWT,
    alg: eddsa,
    binding: 'key',
    subject: subject('Sealing Second', 23),
    registration: httpSignatures,
  },
  {
    name: 'berlin-sealed',
    auth: JWT,
    alg: ps256,
    subject: subject('Berlin Sealed', 26),
    registration: sealed,
    seals: true,
  },
  {
    name: 'berlin-sealed-second',
    auth: JWT,
    alg: ps256,
    subject: subject('Berlin Sealed Second', 27),
    registration: sealed,
    seals: true,
  },
  { name: 'funds', auth: JWT, alg: ps256, subject: subject('Funds', 28), registration: fapi2, everyRole: true },
  {
    name: 'funds-second',
    auth: JWT,
    alg: es256,
    subject: subject('Funds Second', 29),
    registration: fapi2,
    everyRole: true,
  },
  { name: 'message-signed', auth: JWT, alg: ps256, subject: subject('Stamping', 24), registration: messageSignatures },
  {
    name: 'message-signed-second',
    auth: JWT,
    alg: ps256,
    subject: subject('Stamping Second', 25),
    registration: messageSignatures,
  },
];

export function subject(word: string, number: number): Subject {
  return {
    commonName: `${word} TPP`,
    organization: `${word} Payments GmbH`,
    organizationIdentifier: `PSDDE-BAFIN-${100000 + number}`,
  };
}
