/** The bundled clients: their keys, certificates and registrations. */
import { authorizationDetailsTypes } from './api/index.ts';
import { type Algorithm, eddsa, es256, ps256 } from './as/algorithms.ts';
import type { ClientAuth } from './as/client-auth.ts';
import { createDecryptionKey, createSigningKey, type DecryptionKey, type SigningKey } from './as/keys.ts';
import type { Client, TlsName } from './clients.ts';
import type { Directory, Issued, Subject } from './directory/directory.ts';
import { OperatorProblem } from './operator-problem.ts';
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
import { readPem } from './tls/certificate.ts';
import { registeredSubject } from './tls/registered-certificate.ts';

export interface Bundled {
  name: string;
  auth: ClientAuth;
  alg: Algorithm;
  /** Certificate where nothing is said. */
  binding?: Binding['kind'];
  subject: Subject;
  registration: Registration;
  /** Key and content algorithm of its ID tokens, where they are encrypted. */
  encryption?: Pick<Encryption, 'alg' | 'enc'>;
}

/** The client_id of a bundled client. */
export const clientIdOf = (name: string): string => `tpp-${name}`;

const REDIRECT_URI = 'https://tpp.example/callback';
/** Of the second client alone, beside the one that all share. */
const SECOND_REDIRECT_URI = 'https://second-tpp.example/callback';

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

const bundled: readonly Bundled[] = [
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
  { name: 'berlin-sealed', auth: JWT, alg: ps256, subject: subject('Berlin Sealed', 26), registration: sealed },
  {
    name: 'berlin-sealed-second',
    auth: JWT,
    alg: ps256,
    subject: subject('Berlin Sealed Second', 27),
    registration: sealed,
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

function subject(word: string, number: number): Subject {
  return {
    commonName: `${word} TPP`,
    organization: `${word} Payments GmbH`,
    organizationIdentifier: `PSDDE-BAFIN-${100000 + number}`,
  };
}

export interface Enrolment {
  /** Folder in the state directory. */
  name: string;
  client: Client;
  /** Null when it needs none. */
  transport: Issued | null;
  /** Null when the client brought its own keys. */
  signing: SigningKey | null;
  /** What it seals messages with; null for a client that does not. */
  seal?: Issued | null;
  /** Null when its ID tokens are not encrypted, or when the key is its own. */
  decryption: DecryptionKey | null;
}

/** The bundled clients of these names, and the primary one; null: all. Throws OperatorProblem for a name that none has. */
export function bundledClients(names: readonly string[] | null): readonly Bundled[] {
  const known = bundled.map(({ name }) => name);
  const [unknown] = (names ?? []).filter((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new OperatorProblem(`there is no bundled client ${unknown}; there are ${known.join(', ')}`);
  return bundled.filter(({ name }, index) => index === 0 || names === null || names.includes(name));
}

/** Makes keys and certificates for bundled clients. */
export function enrolBundled(directory: Directory, clients: readonly Bundled[]): Promise<Enrolment[]> {
  return Promise.all(
    clients.map(async (one) => {
      const { name, auth, alg, binding = 'certificate', subject: holder, registration, encryption } = one;
      const [transport, signing, decryption] = await Promise.all([
        transportOf(one, directory),
        createSigningKey(alg),
        encryption ? createDecryptionKey(encryption.alg) : null,
      ]);
      const encrypted =
        encryption && decryption ? { ...encryption, kid: decryption.kid, key: decryption.publicKey } : null;
      const selfSigned = auth === 'self_signed_tls_client_auth';
      const client: Client = {
        id: clientIdOf(name),
        name: holder.organization,
        auth,
        binding,
        alg,
        keys: [{ kid: signing.kid, key: signing.publicKey }],
        redirectUris: name === 'second' ? [REDIRECT_URI, SECOND_REDIRECT_URI] : [REDIRECT_URI],
        organizationIdentifier: transport && !selfSigned ? holder.organizationIdentifier : null,
        pinnedCertificate: null,
        tlsName: auth === 'tls_client_auth' && transport ? nameOf(holder, transport) : null,
        certificates: transport && selfSigned ? [transport.sha256] : [],
        registration: { ...registration, idTokenEncryption: encrypted },
      };
      const seals = registration === sealed && transport !== null;
      const seal = seals ? await directory.reissue(transport, 'new-key', 'for-seals') : null;
      return { name, client, transport, signing, seal, decryption };
    }),
  );
}

/** A client whose certificate nobody asks for has none. */
function transportOf({ auth, binding, subject: holder }: Bundled, directory: Directory): Promise<Issued> | null {
  if (auth === 'self_signed_tls_client_auth') return directory.selfSigned(holder);
  return auth === 'private_key_jwt' && (binding ?? 'certificate') !== 'certificate'
    ? null
    : directory.issueClient(holder);
}

function nameOf({ host }: Subject, { certificate }: Issued): TlsName {
  if (host !== undefined) return { kind: 'san_dns', value: host };
  const read = readPem(certificate);
  const { subject, sha256 } = read;
  return { kind: 'subject_dn', value: registeredSubject(read), registered: { subject, sha256 } };
}

/** A configured client that needs a certificate and says nothing of it is given one. */
export async function enrolConfigured(
  directory: Directory,
  clients: readonly Client[],
): Promise<(Client | Enrolment)[]> {
  return Promise.all(
    clients.map(async (client, index) => {
      const known =
        client.pinnedCertificate ?? client.tlsName ?? client.organizationIdentifier ?? client.certificates[0] ?? null;
      if (known !== null || client.binding !== 'certificate') return client;
      const holder = {
        commonName: client.id,
        organization: client.name,
        organizationIdentifier: `PSDDE-BAFIN-2${String(index).padStart(5, '0')}`,
      };
      const transport = await directory.issueClient(holder);
      const { organizationIdentifier } = holder;
      return {
        name: client.id,
        client: { ...client, organizationIdentifier },
        transport,
        signing: null,
        decryption: null,
      };
    }),
  );
}

/** Certificates that look like a client's, and are not the one its tokens are bound to or that it is known by. */
export async function lookAlikes(directory: Directory, primary: Issued): Promise<[string, Issued][]> {
  const holder = bundled[0]?.subject ?? subject('Primary', 1);
  const known = bundled.find(({ name }) => name === 'mtls')?.subject ?? holder;
  return [
    ['primary-rekeyed', await directory.reissue(primary, 'new-key')],
    ['primary-renewed', await directory.reissue(primary, 'same-key')],
    ['look-alike', await directory.selfSigned(holder)],
    ['mtls-look-alike', await directory.selfSigned(known)],
    ['mtls-namesake', await directory.issueClient({ ...known, organization: `${known.organization} (former)` })],
  ];
}
