/** Issues client certificates that are wrong in one property. For tests: a row of `flaws.ts`, a row here. */
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  Certificate,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  Name,
  NameConstraints,
} from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import {
  type Authority,
  type Ca,
  distinguishedName,
  type KeyPair,
  newKeys,
  newSerial,
  publicCryptoKey,
  type StatusAddresses,
  signingCryptoKey,
} from './authority.ts';
import type { Issued, Subject } from './directory.ts';
import type { Flaw } from './flaws.ts';
import { policyOf, providerOfBoth, QC_STATEMENTS, type Qualified, qcStatements } from './qualified.ts';

const DAY_MS = 86_400_000;
const NAME_CONSTRAINTS = '2.5.29.30';
/** Below the arc of examples (enterprise 32473, RFC 5612), so that no software knows it. */
const UNKNOWN_EXTENSION = '1.3.6.1.4.1.32473.1';
const MD5_WITH_RSA = '1.2.840.113549.1.1.4';
const EXTRA_CERTIFICATES = 100;
/** Long enough for a slow machine to be done with all that comes before the end. */
const SHORT_LIFE_DAYS = 25 / 86_400;

const { KeyUsageFlags, ExtendedKeyUsage } = x509;

interface Order {
  name: x509.Name;
  keys: KeyPair;
  serial: string;
  /** Null: its own key signs. */
  issuer: Ca | null;
  /** Days from now. */
  from: number;
  until: number;
  hash: 'SHA-256' | 'SHA-1';
  usage: x509.KeyUsageFlags | null;
  /** Replace those of a client. */
  purposes: readonly (readonly string[])[];
  /** Null for a leaf, else how many authorities may follow. */
  ca: number | null;
  more: readonly x509.Extension[];
  /** What says whose it is; of a leaf alone. */
  qualified: Qualified;
  addresses: StatusAddresses | null;
}

type Model = { subject: Subject; keys: KeyPair };

/** As in the certificates of all clients. */
const ofProvider = (qualified: Qualified): x509.Extension[] => [
  new x509.CertificatePolicyExtension([policyOf(qualified)]),
  new x509.Extension(QC_STATEMENTS, false, Uint8Array.from(qcStatements(qualified))),
];

async function issue(order: Order): Promise<x509.X509Certificate> {
  const { name, keys, issuer, serial, usage, ca, hash } = order;
  const publicKey = await publicCryptoKey(keys);
  const day = (days: number) => new Date(Math.floor((Date.now() + days * DAY_MS) / 1000) * 1000);
  return x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: name,
    issuer: issuer ? issuer.certificate.subjectName : name,
    notBefore: day(order.from),
    notAfter: day(order.until),
    publicKey,
    signingKey: issuer ? issuer.signingKey : await signingCryptoKey(keys),
    signingAlgorithm: { name: 'ECDSA', hash } as never,
    extensions: [
      new x509.BasicConstraintsExtension(ca !== null, ca ?? undefined, true),
      ...(usage === null ? [] : [new x509.KeyUsagesExtension(usage, true)]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey)] : []),
      ...order.purposes.map((purposes) => new x509.ExtendedKeyUsageExtension([...purposes])),
      ...(ca === null ? ofProvider(order.qualified) : []),
      ...order.more,
      ...(order.addresses
        ? [
            new x509.AuthorityInfoAccessExtension({ ocsp: order.addresses.ocsp, caIssuers: order.addresses.issuer }),
            new x509.CRLDistributionPointsExtension([order.addresses.crl]),
          ]
        : []),
    ],
  });
}

/** An authority of its own below `parent`, or a root. */
async function authorityBelow(
  parent: Ca | null,
  commonName: string,
  more: { pathLength?: number; extensions?: readonly x509.Extension[]; like?: x509.Name } = {},
): Promise<Ca> {
  const keys = newKeys();
  const certificate = await issue({
    ...LEAF,
    name: more.like ?? new x509.Name([{ C: ['DE'] }, { O: ['Reference Trust Framework'] }, { CN: [commonName] }]),
    keys,
    serial: newSerial(),
    issuer: parent,
    until: 1825,
    usage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
    purposes: [],
    ca: more.pathLength ?? 0,
    more: more.extensions ?? [],
  });
  return { certificate, privateKey: keys.privateKey, signingKey: await signingCryptoKey(keys) };
}

/** A good certificate of a client, but for names, keys and issuer. */
const LEAF = {
  from: -1,
  until: 365,
  hash: 'SHA-256',
  usage: KeyUsageFlags.digitalSignature,
  purposes: [[ExtendedKeyUsage.clientAuth]],
  ca: null,
  more: [],
  qualified: providerOfBoth,
  addresses: null,
} as const;

/** What a row makes of a good order; `chain` is shown behind the leaf. */
interface Made {
  order?: Partial<Order>;
  chain: readonly Ca[];
  keys?: KeyPair;
  finish?: (leaf: x509.X509Certificate) => x509.X509Certificate;
}

type Row = (authority: Authority, model: Model) => Made | Promise<Made>;

const changed =
  (order: Partial<Order>): Row =>
  ({ issuing }) => ({ order, chain: [issuing] });

const ROWS: Readonly<Record<Flaw, Row>> = {
  'self-signed': () => ({ order: { issuer: null }, chain: [] }),
  'look-alike-ca': async ({ root, issuing }) => {
    const falseRoot = await authorityBelow(null, '', { like: root.certificate.subjectName, pathLength: 1 });
    const falseIssuing = await authorityBelow(falseRoot, '', { like: issuing.certificate.subjectName });
    return { order: { issuer: falseIssuing }, chain: [falseIssuing, falseRoot] };
  },
  'missing-intermediate': async ({ root }) => ({
    order: { issuer: await authorityBelow(root, 'Reference Trust Framework Withheld CA') },
    chain: [],
  }),
  'short-lived': ({ issuing }) => ({ order: { until: SHORT_LIFE_DAYS }, chain: [issuing] }),
  expired: changed({ from: -30, until: -1 }),
  'not-yet-valid': changed({ from: 1, until: 30 }),
  'extended-key-usage': changed({ purposes: [[ExtendedKeyUsage.serverAuth]] }),
  'no-extended-key-usage': changed({ purposes: [] }),
  'key-usage': changed({ usage: KeyUsageFlags.keyEncipherment }),
  'name-constraint': async ({ root }) => {
    const ca = await authorityBelow(root, 'Reference Trust Framework Bounded CA', { extensions: [boundToAnother()] });
    return { order: { issuer: ca }, chain: [ca] };
  },
  'path-length': async ({ issuing }) => {
    const ca = await authorityBelow(issuing, 'Reference Trust Framework Lower CA');
    return { order: { issuer: ca }, chain: [ca, issuing] };
  },
  'leaf-as-ca': async ({ root }) => {
    const keys = newKeys();
    // Without key usage and of the root, so that nothing but its basic constraints says that it is no authority.
    const certificate = await issue({
      ...LEAF,
      name: new x509.Name([{ C: ['DE'] }, { O: ['Other Client GmbH'] }, { CN: ['other.tpp.example'] }]),
      keys,
      serial: newSerial(),
      issuer: root,
      usage: null,
    });
    const client = { certificate, privateKey: keys.privateKey, signingKey: await signingCryptoKey(keys) };
    return { order: { issuer: client }, chain: [client] };
  },
  sha1: changed({ hash: 'SHA-1' }),
  md5: async ({ root }) => {
    const ca = await rsaAuthority(root);
    return { order: { issuer: ca }, chain: [ca], finish: (leaf) => withMd5(leaf, ca.privateKey) };
  },
  'rsa-1024': ({ issuing }) => ({
    chain: [issuing],
    keys: generateKeyPairSync('rsa', { modulusLength: 1024 }),
  }),
  'no-status-addresses': ({ issuing }) => ({ order: { addresses: null }, chain: [issuing] }),
  'oversized-chain': async ({ issuing, root }) => {
    const stranger = await authorityBelow(null, 'Somebody Else');
    return { chain: [issuing, root, ...Array.from({ length: EXTRA_CERTIFICATES }, () => stranger)] };
  },
  'duplicate-extension': changed({ purposes: [[ExtendedKeyUsage.clientAuth], [ExtendedKeyUsage.serverAuth]] }),
  'unknown-critical-extension': changed({
    more: [new x509.Extension(UNKNOWN_EXTENSION, true, Uint8Array.from([0x05, 0x00]))],
  }),
};

/** May issue below `C=DE, O=Another Organisation` only. */
function boundToAnother(): x509.Extension {
  const name = new x509.Name([{ C: ['DE'] }, { O: ['Another Organisation'] }]);
  const base = new GeneralName({ directoryName: AsnConvert.parse(name.toArrayBuffer(), Name) });
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees([new GeneralSubtree({ base })]) });
  return new x509.Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints));
}

/** By root: while an RSA key is made, the bank answers nobody. */
const rsaAuthorities = new WeakMap<Ca, Promise<Ca>>();

function rsaAuthority(root: Ca): Promise<Ca> {
  const made = rsaAuthorities.get(root) ?? newRsaAuthority(root);
  rsaAuthorities.set(root, made);
  return made;
}

/** An RSA authority. What it issues is signed by a stand-in until `withMd5` puts the real signature. */
async function newRsaAuthority(root: Ca): Promise<Ca> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = await issue({
    ...LEAF,
    name: new x509.Name([{ C: ['DE'] }, { O: ['Reference Trust Framework'] }, { CN: ['Reference RSA CA'] }]),
    keys,
    serial: newSerial(),
    issuer: root,
    until: 1825,
    usage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
    purposes: [],
    ca: 0,
  });
  return { certificate, privateKey: keys.privateKey, signingKey: await signingCryptoKey(newKeys()) };
}

/** The same certificate, signed again with RSA and MD5; only node's OpenSSL still has that. */
function withMd5(leaf: x509.X509Certificate, key: KeyObject): x509.X509Certificate {
  const parsed = AsnConvert.parse(leaf.rawData, Certificate);
  const algorithm = new AlgorithmIdentifier({ algorithm: MD5_WITH_RSA, parameters: Uint8Array.from([5, 0]).buffer });
  parsed.tbsCertificate.signature = algorithm;
  parsed.tbsCertificateRaw = undefined as never;
  const tbs = AsnConvert.serialize(parsed.tbsCertificate);
  parsed.signatureAlgorithm = algorithm;
  parsed.signatureValue = Uint8Array.from(sign('md5', Buffer.from(tbs), key)).buffer;
  return new x509.X509Certificate(AsnConvert.serialize(parsed));
}

export interface FlawedOrder {
  subject: Subject;
  qualified: Qualified;
  /** PKCS#8 PEM of the key; another one is made where the flaw is the key's. */
  key: string;
  serial: string;
  /** Used where the issuing CA signs, so that nothing but the flaw is wrong. */
  addresses: StatusAddresses;
}

/** Gives the certificate, and whether the status services answer for it. */
export async function issueFlawed(
  authority: Authority,
  flaw: Flaw,
  { subject, qualified, key, serial, addresses }: FlawedOrder,
): Promise<Issued & { tracked: boolean }> {
  const own = { privateKey: createPrivateKey(key), publicKey: createPublicKey(key) };
  const made = await ROWS[flaw](authority, { subject, keys: own });
  const keys = made.keys ?? own;
  const tracked = made.order?.issuer === undefined;
  const unfinished = await issue({
    ...LEAF,
    name: distinguishedName(subject),
    keys,
    serial,
    issuer: authority.issuing,
    addresses,
    qualified,
    ...made.order,
    ...(tracked ? {} : { addresses: null }),
  });
  const leaf = made.finish?.(unfinished) ?? unfinished;
  return {
    certificate: [leaf, ...made.chain.map(({ certificate }) => certificate)]
      .map((one) => `${one.toString('pem')}\n`)
      .join(''),
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    serial,
    sha256: Buffer.from(await leaf.getThumbprint('SHA-256')).toString('hex'),
    tracked,
  };
}
