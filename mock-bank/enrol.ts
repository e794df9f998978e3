/** The bundled clients: their keys, certificates and registrations. */

import { createDecryptionKey, createSigningKey, type DecryptionKey, type SigningKey } from './as/keys.ts';
import { bindsCertificates } from './as/sender-constraint.ts';
import { type Bundled, bundled, subject } from './bundled-clients.ts';
import { type Client, clientIdOf, type TlsName } from './clients.ts';
import type { Directory, Issued, Subject } from './directory/directory.ts';
import { OperatorProblem } from './operator-problem.ts';
import { readPem } from './tls/certificate.ts';
import { registeredSubject } from './tls/registered-certificate.ts';

const REDIRECT_URI = 'https://tpp.example/callback';
/** Of the second client alone, beside the one that all share. */
const SECOND_REDIRECT_URI = 'https://second-tpp.example/callback';

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
      const {
        name,
        auth,
        alg,
        binding = 'certificate',
        subject: holder,
        registration,
        seals = false,
        encryption,
      } = one;
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
      const seal = seals && transport !== null ? await directory.reissue(transport, 'new-key', 'for-seals') : null;
      return { name, client, transport, signing, seal, decryption };
    }),
  );
}

/** A client whose certificate nobody asks for has none. */
async function transportOf(
  { auth, binding, subject: holder, everyRole = false }: Bundled,
  directory: Directory,
): Promise<Issued | null> {
  if (auth === 'self_signed_tls_client_auth') return directory.selfSigned(holder);
  return auth === 'private_key_jwt' && !bindsCertificates({ binding: binding ?? 'certificate' })
    ? null
    : everyRole
      ? directory.reissue(await directory.issueClient(holder), 'new-key', 'every-role')
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
      if (known !== null || !bindsCertificates(client)) return client;
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
