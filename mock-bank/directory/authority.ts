/** The certificate authority: a root, an issuing CA below it, and what they sign. */
import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  webcrypto,
} from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Issued, ServerKey, Subject } from './directory.ts';
import { QC_STATEMENTS, qcStatements } from './qualified.ts';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

export const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const DAY_MS = 86_400_000;
const NCA = { name: 'BaFin', id: 'DE-BAFIN' };

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export interface Ca {
  certificate: x509.X509Certificate;
  privateKey: KeyObject;
  signingKey: CryptoKey;
}

export interface Authority {
  root: Ca;
  issuing: Ca;
}

/** Addresses in a client certificate, each its own. */
export interface StatusAddresses {
  ocsp: string;
  issuer: string;
  crl: string;
}

export const newKeys = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Too short for anybody to trust. */
const shortRsaKeys = (): KeyPair => generateKeyPairSync('rsa', { modulusLength: 1024 });

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

export function publicCryptoKey({ publicKey }: KeyPair): Promise<CryptoKey> {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const kind = publicKey.asymmetricKeyType === 'rsa' ? RSA : SIGNING;
  return webcrypto.subtle.importKey('spki', spki, kind, true, ['verify']) as Promise<CryptoKey>;
}

export function signingCryptoKey(from: KeyPair | KeyObject): Promise<CryptoKey> {
  const privateKey = 'privateKey' in from ? from.privateKey : from;
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, SIGNING, false, ['sign']) as Promise<CryptoKey>;
}

/** 16 bytes that read the same as a number and as bytes. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

export function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  const wholeSecond = (time: number) => new Date(Math.floor(time / 1000) * 1000);
  return { notBefore: wholeSecond(now - DAY_MS), notAfter: wholeSecond(now + days * DAY_MS) };
}

export async function createAuthority(): Promise<Authority> {
  const root = await createCa('Reference Trust Framework Root', 1, null);
  return { root, issuing: await createCa('Reference Trust Framework Issuing CA', 0, root) };
}

async function createCa(commonName: string, pathLength: number, parent: Ca | null): Promise<Ca> {
  const keys = newKeys();
  const publicKey = await publicCryptoKey(keys);
  const signingKey = await signingCryptoKey(keys);
  const subject = new x509.Name([{ C: ['DE'] }, { O: ['Reference Trust Framework'] }, { CN: [commonName] }]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject,
    issuer: parent ? parent.certificate.subjectName : subject,
    ...validity(5 * 365),
    publicKey,
    signingKey: parent?.signingKey ?? signingKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, pathLength, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(parent ? [await x509.AuthorityKeyIdentifierExtension.create(parent.certificate.publicKey)] : []),
    ],
  });
  return { certificate, privateKey: keys.privateKey, signingKey };
}

interface LeafOrder {
  name: x509.Name;
  keys: KeyPair;
  serial: string;
  /** Null: signed with the leaf's own key. */
  issuer: Ca | null;
  extensions: x509.Extension[];
}

async function signLeaf({ name, keys, serial, issuer, extensions }: LeafOrder): Promise<Issued> {
  const publicKey = await publicCryptoKey(keys);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: name,
    issuer: issuer ? issuer.certificate.subjectName : name,
    ...validity(365),
    publicKey,
    signingKey: issuer ? issuer.signingKey : await signingCryptoKey(keys),
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey)] : []),
      ...extensions,
    ],
  });
  const chain = issuer ? [certificate, issuer.certificate] : [certificate];
  return {
    certificate: chain.map((one) => `${one.toString('pem')}\n`).join(''),
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    serial,
    sha256: Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex'),
  };
}

export function issueServer({ issuing }: Authority, host: string, key: ServerKey): Promise<Issued> {
  return signLeaf({
    name: new x509.Name([{ CN: [host] }]),
    keys: key === 'sound' ? newKeys() : shortRsaKeys(),
    serial: newSerial(),
    issuer: issuing,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: host },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
}

export function distinguishedName({ commonName, organization, organizationIdentifier }: Subject): x509.Name {
  return new x509.Name([
    { C: ['DE'] },
    { O: [{ utf8String: organization }] },
    { '2.5.4.97': [{ utf8String: organizationIdentifier }] },
    { CN: [{ utf8String: commonName }] },
  ]);
}

export interface ClientOrder {
  subject: Subject;
  serial: string;
  /** PKCS#8 PEM of the key to use, or null for a new one. */
  key: string | null;
  /** Null: self-signed, with nobody to ask about it. */
  addresses: StatusAddresses | null;
  alternativeNames?: readonly x509.JsonGeneralName[];
}

/** A QWAC-like certificate of a TPP. */
export function issueClient({ issuing }: Authority, order: ClientOrder): Promise<Issued> {
  const { subject, serial, key, addresses } = order;
  const alternativeNames = [
    ...(subject.host === undefined ? [] : [{ type: 'dns' as const, value: subject.host }]),
    ...(order.alternativeNames ?? []),
  ];
  return signLeaf({
    name: distinguishedName(subject),
    keys: key === null ? newKeys() : { privateKey: createPrivateKey(key), publicKey: createPublicKey(key) },
    serial,
    issuer: addresses ? issuing : null,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ...(alternativeNames.length > 0 ? [new x509.SubjectAlternativeNameExtension([...alternativeNames])] : []),
      new x509.Extension(QC_STATEMENTS, false, Uint8Array.from(qcStatements(NCA))),
      ...(addresses
        ? [
            new x509.AuthorityInfoAccessExtension({ ocsp: addresses.ocsp, caIssuers: addresses.issuer }),
            new x509.CRLDistributionPointsExtension([addresses.crl]),
          ]
        : []),
    ],
  });
}
