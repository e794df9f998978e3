/** Certificates of payment service providers for tests: a good one, and any that differs from it where a test says so. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { QC, sequence } from './testing-der.ts';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;

export type Names = { [attribute: string]: (string | { utf8String: string })[] }[];

export interface Order {
  subject: Names;
  serial: string;
  from: Date;
  to: Date;
  /** Of the leaf's key. */
  key: EcKeyGenParams | RsaHashedKeyGenParams;
  /** The statements; null: no qcStatements. */
  statements: readonly Buffer[] | null;
  qcCritical: boolean;
  /** Bits of the key usage; null: none. */
  usage: number | null;
  /** Null: no extended key usage. */
  purposes: readonly string[] | null;
  basic: x509.BasicConstraintsExtension | null;
  policies: readonly string[];
  status: boolean;
  /** Beside all of these. */
  more: readonly x509.Extension[];
}

export interface TestAuthority {
  certificate: x509.X509Certificate;
  /** Gives DER. */
  issue(change?: Partial<Order>): Promise<Buffer>;
  selfSigned(): Promise<Buffer>;
}

export const { serverAuth, clientAuth, codeSigning } = x509.ExtendedKeyUsage;
export const KEY_USAGE = x509.KeyUsageFlags;

export const NAME: Names = [
  { C: ['DE'] },
  { O: [{ utf8String: 'Müller "Pay", GmbH' }] },
  { '2.5.4.97': [{ utf8String: 'PSDDE-BAFIN-123456' }] },
  { CN: [{ utf8String: 'tpp.example' }] },
];

/** Of a website, of a provider with both of the usual roles. */
export function goodOrder(): Order {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return {
    subject: NAME,
    serial: '4a00112233445566',
    from: new Date(now - DAY_MS),
    to: new Date(now + 300 * DAY_MS),
    key: EC,
    statements: [
      QC.compliance,
      QC.type(3),
      QC.disclosure,
      QC.psd2([
        [2, 'PSP_PI'],
        [3, 'PSP_AI'],
      ]),
    ],
    qcCritical: false,
    usage: digitalSignature,
    purposes: [serverAuth, clientAuth],
    basic: null,
    policies: ['0.4.0.19495.3.1'],
    status: true,
    more: [],
  };
}

/** The same for seals. */
export const SEAL: Partial<Order> = {
  statements: [
    QC.compliance,
    QC.type(2),
    QC.device,
    QC.disclosure,
    QC.psd2([
      [2, 'PSP_PI'],
      [3, 'PSP_AI'],
    ]),
  ],
  usage: KEY_USAGE.nonRepudiation,
  purposes: null,
  policies: ['0.4.0.194112.1.3'],
};

const newKeys = (key: Order['key']): Promise<CryptoKeyPair> =>
  webcrypto.subtle.generateKey(key as EcKeyGenParams, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

export async function newTestAuthority(change: { pathLength?: number; hash?: string } = {}): Promise<TestAuthority> {
  const keys = await newKeys(EC);
  const signing = { ...EC, hash: change.hash ?? 'SHA-256' };
  const subject = new x509.Name([{ C: ['DE'] }, { O: ['Trust Service'] }, { CN: ['Trust Service CA 1'] }]);
  const dates = { notBefore: goodOrder().from, notAfter: goodOrder().to };
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: subject,
    ...dates,
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, change.pathLength, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const generate = async (order: Order, own: CryptoKeyPair, self: boolean): Promise<Buffer> => {
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: order.serial,
      subject: new x509.Name(order.subject as x509.JsonName),
      issuer: self ? new x509.Name(order.subject as x509.JsonName) : subject,
      notBefore: order.from,
      notAfter: order.to,
      signingAlgorithm: signing,
      publicKey: own.publicKey,
      signingKey: self ? own.privateKey : keys.privateKey,
      extensions: extensionsOf(order, await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey)),
    });
    return Buffer.from(made.rawData);
  };
  return {
    certificate,
    issue: async (other = {}) => {
      const order = { ...goodOrder(), ...other };
      return generate(order, await newKeys(order.key), false);
    },
    selfSigned: async () => generate(goodOrder(), await newKeys(EC), true),
  };
}

function extensionsOf(order: Order, authority: x509.Extension): x509.Extension[] {
  const statements = order.statements && Uint8Array.from(sequence(...order.statements));
  return [
    authority,
    ...(order.basic === null ? [] : [order.basic]),
    ...(order.usage === null ? [] : [new x509.KeyUsagesExtension(order.usage, true)]),
    ...(order.purposes === null ? [] : [new x509.ExtendedKeyUsageExtension([...order.purposes])]),
    ...(order.policies.length === 0 ? [] : [new x509.CertificatePolicyExtension([...order.policies])]),
    new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'tpp.example' }]),
    ...(statements === null ? [] : [new x509.Extension('1.3.6.1.5.5.7.1.3', order.qcCritical, statements)]),
    ...(order.status
      ? [
          new x509.AuthorityInfoAccessExtension({
            ocsp: 'http://tsp.example/ocsp',
            caIssuers: 'http://tsp.example/ca',
          }),
          new x509.CRLDistributionPointsExtension(['http://tsp.example/crl']),
        ]
      : []),
    ...order.more,
  ];
}

export const raw = (oid: string, critical: boolean, content: Buffer): x509.Extension =>
  new x509.Extension(oid, critical, Uint8Array.from(content));

export const pem = (...all: Buffer[]): Buffer =>
  Buffer.from(
    all
      .map(
        (der) =>
          `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
      )
      .join(''),
  );
