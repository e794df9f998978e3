/** Small certificates of a test, written in DER by hand so that tests need no package; for tests only. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Minted {
  certificate: string;
  key: string;
}

export interface Wanted {
  name: string;
  /** Null makes it sign itself. */
  by?: Minted | null;
  ca?: boolean;
  /** Subject alternative names: `IP:` in bytes, or a DNS name. */
  dns?: string[];
  loopback?: boolean;
  notAfter?: Date;
}

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const size = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts);
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
const octets = (body: Buffer): Buffer => tlv(0x04, body);
const yes = Buffer.from('0101ff', 'hex');
const time = (date: Date): Buffer =>
  tlv(0x18, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d{3}/gu, ''), 'latin1'));

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const nameOf = (text: string): Buffer => sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(text)))));
const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

const issuerNames = new WeakMap<Minted, string>();

/** A P-256 certificate and its key, valid from 2020 to 2100 unless told otherwise. */
export const mint = (wanted: Wanted): Minted => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = wanted.by ? (issuerNames.get(wanted.by) ?? '') : wanted.name;
  const signer: KeyObject = wanted.by ? createPrivateKey(wanted.by.key) : pair.privateKey;
  const names = [
    ...(wanted.dns ?? []).map((name) => tlv(0x82, Buffer.from(name))),
    ...(wanted.loopback
      ? [tlv(0x87, Buffer.from([127, 0, 0, 1])), tlv(0x87, Buffer.from(`${'00'.repeat(15)}01`, 'hex'))]
      : []),
  ];
  const extensions = [
    ...(wanted.ca ? [extension('551d13', true, sequence(yes))] : []),
    ...(names.length > 0 ? [extension('551d11', false, sequence(...names))] : []),
  ];
  const serial = randomBytes(8);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const signed = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    ECDSA_SHA256,
    nameOf(issuer),
    sequence(time(new Date('2020-01-01T00:00:00Z')), time(wanted.notAfter ?? new Date('2100-01-01T00:00:00Z'))),
    nameOf(wanted.name),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : []),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', signed, signer));
  const der = sequence(signed, ECDSA_SHA256, signature);
  const lines = der.toString('base64').replaceAll(/.{64}/gu, '$&\n').trimEnd();
  const minted = {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  issuerNames.set(minted, wanted.name);
  return minted;
};
