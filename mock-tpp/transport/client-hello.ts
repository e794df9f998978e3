/** A ClientHello written by hand (RFC 5246, 7.4.1.2; RFC 8446, 4.1.2), to offer what no TLS library of today offers. */
import { isIP } from 'node:net';

/** Suites by their numbers in the registry of IANA. */
const SUITES = {
  tls13: [0x1301, 0x1302, 0x1303],
  /** ECDHE with AES-GCM, and with ChaCha20. @requirement RFC9325-4.2-1 */
  recommended: [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8],
  ecdheRsa: [0xc02f, 0xc030, 0xcca8],
  /** DHE under RSA: AES-GCM and CBC. */
  dhe: [0x009e, 0x009f, 0x0067, 0x006b, 0x0033, 0x0039],
};

/** Groups by their numbers in the registry of IANA. */
const GROUPS = {
  usual: [0x001d, 0x0017, 0x0018, 0x0019],
  /** Curves of 163 to 193 bits. */
  weak: [0x0013, 0x0012, 0x0010, 0x0011, 0x000f, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005],
};

const P256 = 0x0017;

/** Schemes with SHA-256 and more, and those of old with SHA-1. */
const SIGNATURES = {
  usual: [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601],
  old: [0x0203, 0x0201],
};

const TLS_12 = 0x0303;
const TLS_13 = 0x0304;

export interface Offer {
  suites: number[];
  groups: number[];
  /** By their numbers: 0 is none, 1 DEFLATE (RFC 3749). */
  compression: number[];
  /** TLS 1.3 beside 1.2. */
  newest: boolean;
}

const offer = (more: Partial<Offer> = {}): Offer => ({
  suites: SUITES.recommended,
  groups: GROUPS.usual,
  compression: [0],
  newest: false,
  ...more,
});

/** By the name that scenarios use; several are made one after the other, until the server takes one. */
export const HELLO_OFFERS: { readonly [name: string]: readonly Offer[] } = {
  'TLSv1.2': [offer()],
  'TLSv1.3-and-1.2': [offer({ suites: [...SUITES.tls13, ...SUITES.recommended], newest: true })],
  compression: [offer({ compression: [1, 0] })],
  'groups-weak': [
    offer({ suites: [...SUITES.recommended, ...SUITES.dhe], groups: GROUPS.weak }),
    // A certificate on P-256 is shown only to who offers that group as well (RFC 8422, 5.3).
    offer({ groups: [...GROUPS.weak, P256] }),
  ],
  'certificate-rsa': [offer({ suites: SUITES.ecdheRsa })],
};

const RECORD_HANDSHAKE = 22;
const CLIENT_HELLO = 1;

/** The record that begins a handshake with `hostname`. `random(n)` gives n bytes. */
export function clientHello(
  { suites, groups, compression, newest }: Offer,
  hostname: string,
  random: (bytes: number) => Uint8Array,
): Buffer {
  const extensions = [
    ...(isIP(hostname.replace(/^\[|\]$/g, '')) === 0
      ? [extension(0, list16([Buffer.from([0]), sized16(Buffer.from(hostname))]))]
      : []),
    extension(10, numbers16(groups)),
    extension(11, Buffer.from([1, 0])),
    extension(13, numbers16([...SIGNATURES.usual, ...SIGNATURES.old])),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, Buffer.from([0])),
    // A point of X25519 may be any 32 bytes.
    ...(newest
      ? [
          extension(43, Buffer.concat([Buffer.from([4]), number16(TLS_13), number16(TLS_12)])),
          extension(51, list16([number16(0x001d), sized16(Buffer.from(random(32)))])),
        ]
      : []),
  ];
  const body = Buffer.concat([
    number16(TLS_12),
    Buffer.from(random(32)),
    Buffer.from([0]),
    numbers16(suites),
    Buffer.from([compression.length, ...compression]),
    list16(extensions),
  ]);
  const message = Buffer.concat([Buffer.from([CLIENT_HELLO, 0]), sized16(body)]);
  // The version of the record is that of old, which every server takes.
  return Buffer.concat([Buffer.from([RECORD_HANDSHAKE, 3, 1]), sized16(message)]);
}

const number16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const sized16 = (bytes: Buffer): Buffer => Buffer.concat([number16(bytes.length), bytes]);
const list16 = (parts: Buffer[]): Buffer => sized16(Buffer.concat(parts));
const numbers16 = (values: number[]): Buffer => list16(values.map(number16));
const extension = (type: number, data: Buffer): Buffer => Buffer.concat([number16(type), sized16(data)]);
