/** The bundled clients: their keys, certificates and registrations. */
import { authorizationDetailsTypes } from './api/index.ts';
import { sortedSubject } from './as/checks/client-authentication.ts';
import { createDecryptionKey, createSigningKey, type DecryptionKey, type SigningKey } from './as/keys.ts';
import type { Client, ClientAuth } from './clients.ts';
import type { Directory, Issued, Subject } from './directory/directory.ts';
import {
  type Encryption,
  fapi1Advanced,
  fapi2,
  messageSigning,
  openidConnect,
  type Registration,
  type SigningAlg,
} from './registration.ts';
import { readPem } from './tls/certificate.ts';

interface Bundled {
  name: string;
  auth: ClientAuth;
  alg: SigningAlg;
  subject: Subject;
  registration: Registration;
  /** Key and content algorithm of its ID tokens, where they are encrypted. */
  encryption?: Pick<Encryption, 'alg' | 'enc'>;
}

const REDIRECT_URI = 'https://tpp.example/callback';

const JWT = 'private_key_jwt';
const MTLS = 'tls_client_auth';

/** Clients whose consent travels in the request have no business at an API where it is lodged. */
const byDetails: Registration = { ...fapi2, scopes: ['openid', 'resource'], authorizationDetailsTypes };

const bundled: readonly Bundled[] = [
  { name: 'primary', auth: JWT, alg: 'PS256', subject: subject('Primary', 1), registration: fapi2 },
  { name: 'second', auth: JWT, alg: 'ES256', subject: subject('Second', 2), registration: fapi2 },
  { name: 'mtls', auth: MTLS, alg: 'ES256', subject: subject('Mutual', 3), registration: fapi2 },
  { name: 'fapi1', auth: JWT, alg: 'PS256', subject: subject('Advanced', 4), registration: fapi1Advanced },
  {
    name: 'fapi1-second',
    auth: JWT,
    alg: 'ES256',
    subject: subject('Advanced Second', 5),
    registration: fapi1Advanced,
  },
  { name: 'fapi1-mtls', auth: MTLS, alg: 'ES256', subject: subject('Advanced Mutual', 6), registration: fapi1Advanced },
  {
    name: 'fapi1-encrypted',
    auth: JWT,
    alg: 'ES256',
    subject: subject('Advanced Encrypted', 7),
    registration: fapi1Advanced,
    encryption: { alg: 'ECDH-ES', enc: 'A256GCM' },
  },
  { name: 'jarm', auth: JWT, alg: 'PS256', subject: subject('Signing', 8), registration: messageSigning },
  { name: 'jarm-second', auth: JWT, alg: 'ES256', subject: subject('Signing Second', 9), registration: messageSigning },
  { name: 'openid', auth: JWT, alg: 'ES256', subject: subject('Connect', 10), registration: openidConnect },
  {
    name: 'openid-second',
    auth: JWT,
    alg: 'ES256',
    subject: subject('Connect Second', 11),
    registration: openidConnect,
  },
  { name: 'rar', auth: JWT, alg: 'PS256', subject: subject('Detailed', 12), registration: byDetails },
  { name: 'rar-second', auth: JWT, alg: 'ES256', subject: subject('Detailed Second', 13), registration: byDetails },
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
  transport: Issued;
  /** Null when the client brought its own keys. */
  signing: SigningKey | null;
  /** Null when its ID tokens are not encrypted, or when the key is its own. */
  decryption: DecryptionKey | null;
}

/** Makes keys and certificates for the bundled clients. */
export function enrolBundled(directory: Directory): Promise<Enrolment[]> {
  return Promise.all(
    bundled.map(async ({ name, auth, alg, subject: holder, registration, encryption }) => {
      const [transport, signing, decryption] = await Promise.all([
        directory.issueClient(holder),
        createSigningKey(alg),
        encryption ? createDecryptionKey(encryption.alg) : null,
      ]);
      const encrypted =
        encryption && decryption ? { ...encryption, kid: decryption.kid, key: decryption.publicKey } : null;
      const client: Client = {
        id: `tpp-${name}`,
        name: holder.organization,
        auth,
        alg,
        keys: [{ kid: signing.kid, key: signing.publicKey }],
        redirectUris: [REDIRECT_URI],
        organizationIdentifier: holder.organizationIdentifier,
        pinnedCertificate: null,
        tlsSubject: auth === 'tls_client_auth' ? sortedSubject(readPem(transport.certificate)) : null,
        registration: { ...registration, idTokenEncryption: encrypted },
      };
      return { name, client, transport, signing, decryption };
    }),
  );
}

/** A configured client that says nothing of its certificate is given one. */
export async function enrolConfigured(
  directory: Directory,
  clients: readonly Client[],
): Promise<(Client | Enrolment)[]> {
  return Promise.all(
    clients.map(async (client, index) => {
      if (client.pinnedCertificate ?? client.tlsSubject ?? client.organizationIdentifier) return client;
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

/** Certificates that look like the primary client's and are not the one its tokens are bound to. */
export async function lookAlikes(directory: Directory, primary: Issued): Promise<[string, Issued][]> {
  const holder = bundled[0]?.subject ?? subject('Primary', 1);
  return [
    ['primary-rekeyed', await directory.reissue(primary, 'new-key')],
    ['primary-renewed', await directory.reissue(primary, 'same-key')],
    ['look-alike', await directory.selfSigned(holder)],
  ];
}
