/** The bundled clients: their keys, certificates and registrations. */
import { authorizationDetailsTypes } from './api/index.ts';
import { sortedSubject } from './as/checks/client-authentication.ts';
import { createSigningKey, type SigningKey } from './as/keys.ts';
import type { Client, ClientAuth, SigningAlg } from './clients.ts';
import type { Directory, Issued, Subject } from './directory/directory.ts';
import { readPem } from './tls/certificate.ts';

interface Bundled {
  name: string;
  auth: ClientAuth;
  alg: SigningAlg;
  subject: Subject;
  /** Left out: any scope, and no authorization_details. */
  scopes?: readonly string[];
  authorizationDetailsTypes?: readonly string[];
}

const REDIRECT_URI = 'https://tpp.example/callback';

/** Clients whose consent travels in the request have no business at an API where it is lodged. */
const byDetails = { scopes: ['openid', 'resource'], authorizationDetailsTypes };

const bundled: readonly Bundled[] = [
  { name: 'primary', auth: 'private_key_jwt', alg: 'PS256', subject: subject('Primary', 1) },
  { name: 'second', auth: 'private_key_jwt', alg: 'ES256', subject: subject('Second', 2) },
  { name: 'mtls', auth: 'tls_client_auth', alg: 'ES256', subject: subject('Mutual', 3) },
  { name: 'rar', auth: 'private_key_jwt', alg: 'PS256', subject: subject('Detailed', 12), ...byDetails },
  { name: 'rar-second', auth: 'private_key_jwt', alg: 'ES256', subject: subject('Detailed Second', 13), ...byDetails },
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
}

/** Makes keys and certificates for the bundled clients. */
export function enrolBundled(directory: Directory): Promise<Enrolment[]> {
  return Promise.all(
    bundled.map(async ({ name, auth, alg, subject: holder, scopes = null, authorizationDetailsTypes: types = [] }) => {
      const [transport, signing] = await Promise.all([directory.issueClient(holder), createSigningKey(alg)]);
      const client: Client = {
        id: `tpp-${name}`,
        name: holder.organization,
        auth,
        alg,
        keys: [{ kid: signing.kid, key: signing.publicKey }],
        redirectUris: [REDIRECT_URI],
        scopes,
        authorizationDetailsTypes: types,
        organizationIdentifier: holder.organizationIdentifier,
        pinnedCertificate: null,
        tlsSubject: auth === 'tls_client_auth' ? sortedSubject(readPem(transport.certificate)) : null,
      };
      return { name, client, transport, signing };
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
      return { name: client.id, client: { ...client, organizationIdentifier }, transport, signing: null };
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
