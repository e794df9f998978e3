/** Detached JWS over the bodies of payment messages (`x-jws-signature`): read and made, for clients that are registered to sign. */
import type { KeyObject } from 'node:crypto';
import { algorithmOf, ps256 } from '../../as/algorithms.ts';
import { keyFor } from '../../as/keys.ts';
import type { Client } from '../../clients.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import type { Sealed } from '../../http/render.ts';
import { badRequest } from './errors.ts';

const HEADER = 'x-jws-signature';
const CLAIMS = 'http://openbanking.org.uk/';
const [IAT, ISS, TAN] = [`${CLAIMS}iat`, `${CLAIMS}iss`, `${CLAIMS}tan`];
const NAMES = [IAT, ISS, TAN];
const ANCHOR = 'openbanking.org.uk';
const TYPES = ['JOSE'];
/** How far the clock of a client may be ahead. */
const SKEW_MS = 5000;
const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;

export interface MessageSignature {
  encoded: string;
  header: Readonly<Record<string, unknown>>;
  signature: Buffer;
}

const holder = ({ access }: Context): Client => present(access, 'the access token').client;

const bad = (code: string, description: string) => badRequest(`Signature.${code}`, description);

/** As whom a client signs: its organisation and its software. */
export const signsAs = ({ organizationIdentifier, id }: Client): string => `${organizationIdentifier}/${id}`;

function rule(name: string, run: (context: Context) => void): Check {
  return check(name, (context) => {
    if (holder(context).registration.messageSignatures) run(context);
  });
}

/** A rule about the signature that came; only a faulty bank gets here without one. */
const judged = (name: string, run: (context: Context, signature: MessageSignature) => void): Check =>
  rule(name, (context) => {
    if (context.uk31.signature) run(context, context.uk31.signature);
  });

/** @requirement UK-OB-3.1-SIG-1 */
const there = rule('message-signature-present', (context) => {
  if (context.request.headers[HEADER] === undefined) throw bad('Missing', `${HEADER} is missing`);
});

const readable = rule('message-signature-readable', (context) => {
  const sent = context.request.headers[HEADER];
  if (sent === undefined) return;
  const [, encoded = '', signature = ''] = DETACHED.exec(String(sent)) ?? [];
  context.uk31.signature = { encoded, header: headerIn(encoded), signature: Buffer.from(signature, 'base64url') };
});

function headerIn(encoded: string): MessageSignature['header'] {
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header };
  } catch {
    // Said below.
  }
  throw bad('Malformed', `${HEADER} is no detached JWS`);
}

/** @requirement UK-OB-3.1-SIG-4 */
const alg = judged('message-signature-alg', (_context, { header }) => {
  if (header.alg !== ps256.name) throw bad('InvalidClaim', `alg must be ${ps256.name}`);
});

const typ = judged('message-signature-typ', (_context, { header }) => {
  if (header.typ !== undefined && !TYPES.includes(String(header.typ))) throw bad('InvalidClaim', 'typ must be JOSE');
});

const critOf = ({ header }: MessageSignature): unknown[] => (Array.isArray(header.crit) ? header.crit : []);

/** @requirement UK-OB-3.1-SIG-3 RFC7515-4.1.11-1 */
const critKnown = judged('message-signature-crit-known', (_context, signature) => {
  if (critOf(signature).some((name) => !NAMES.includes(String(name))))
    throw bad('InvalidClaim', 'crit names what is unknown');
});

/** @requirement UK-OB-3.1-SIG-3 */
const critComplete = judged('message-signature-crit-complete', (_context, signature) => {
  if (NAMES.some((name) => !critOf(signature).includes(name)))
    throw bad('MissingClaim', 'crit must name iat, iss and tan');
});

/** @requirement UK-OB-3.1-SIG-3 */
const made = judged('message-signature-iat', ({ bank }, { header }) => {
  const iat = header[IAT];
  if (typeof iat !== 'number') throw bad('MissingClaim', 'iat must be a number of seconds');
  if (iat * 1000 > bank.now() + SKEW_MS) throw bad('InvalidClaim', 'iat lies ahead');
});

/** @requirement UK-OB-3.1-SIG-3 */
const issuer = judged('message-signature-iss', (context, { header }) => {
  if (header[ISS] !== signsAs(holder(context)))
    throw bad('InvalidClaim', 'iss must be the organisation and its software');
});

/** @requirement UK-OB-3.1-SIG-3 */
const anchor = judged('message-signature-tan', (_context, { header }) => {
  if (header[TAN] !== ANCHOR) throw bad('InvalidClaim', `tan must be ${ANCHOR}`);
});

const keyNamed = ({ keys }: Client, { header }: MessageSignature): KeyObject | undefined =>
  keys.find(({ kid }) => kid === header.kid)?.key;

type Encoding = 'base64url' | 'utf8';

function verifies(
  context: Context,
  signature: MessageSignature,
  by: { key: KeyObject | undefined; encoding?: Encoding },
) {
  const { key, encoding = 'base64url' } = by;
  const payload = Buffer.from(context.request.body).toString(encoding);
  const algorithm = algorithmOf(signature.header.alg);
  return (
    key !== undefined &&
    (algorithm?.verify(Buffer.from(`${signature.encoded}.${payload}`), key, signature.signature) ?? false)
  );
}

const invalid = () => bad('Invalid', 'the signature does not hold');

/** @requirement UK-OB-3.1-SIG-2 */
const holds = judged('message-signature-holds', (context, signature) => {
  if (!verifies(context, signature, { key: keyNamed(holder(context), signature) })) throw invalid();
});

/** For requests with a body. */
export const messageSignature: readonly Check[] = [
  there,
  readable,
  alg,
  typ,
  critKnown,
  critComplete,
  made,
  issuer,
  anchor,
  holds,
];

/** What banks do that do worse. */
export const messageSignatureAlternatives: readonly Check[] = [
  judged('message-signature-holds-of-anybody', (context, signature) => {
    const keys = [...context.bank.clients.values()].map((client) => keyNamed(client, signature));
    if (!keys.some((key) => verifies(context, signature, { key }))) throw invalid();
  }),
  judged('message-signature-holds-either-way', (context, signature) => {
    const key = keyNamed(holder(context), signature);
    const ways: Encoding[] = ['base64url', 'utf8'];
    if (!ways.some((encoding) => verifies(context, signature, { key, encoding }))) throw invalid();
  }),
  judged('message-signature-no-typ', (_context, { header }) => {
    if (header.typ !== undefined) throw bad('InvalidClaim', 'typ is not known here');
  }),
  judged('message-signature-crit-in-order', (context, signature) => {
    if (Object.keys(signature.header)[0] !== 'alg') throw bad('Malformed', 'alg must come first');
    return void critComplete.run(context);
  }),
  rule('message-signature-name-in-lower-case', (context) => {
    if (!context.request.rawHeaders.includes(HEADER)) throw bad('Missing', `${HEADER} is missing`);
  }),
];

/** The headers that sign the body of an answer. @requirement UK-OB-3.1-SIG-5 */
export function signMessage(context: Context, { text }: Sealed): [string, string][] {
  const { access, bank, settings, request } = context;
  const signs = access?.client.registration.messageSignatures && request.path.includes('/pisp/');
  if (!signs || text === '' || settings.messageAnswerSignature === 'none') return [];
  const key = keyFor(bank.keys, ps256);
  const claims = settings.messageAnswerSignature === 'without-claims' ? {} : claimsOf(context);
  const encoded = Buffer.from(JSON.stringify({ alg: ps256.name, kid: key.kid, ...claims })).toString('base64url');
  const told = settings.messageAnswerSignature === 'of-another' ? `${text} ` : text;
  const signed = Buffer.from(`${encoded}.${Buffer.from(told).toString('base64url')}`);
  return [[HEADER, `${encoded}..${ps256.sign(signed, key.privateKey).toString('base64url')}`]];
}

function claimsOf({ bank }: Context) {
  return { [IAT]: Math.floor(bank.now() / 1000), [ISS]: 'PSDDE-BAFIN-000001', [TAN]: ANCHOR, crit: NAMES };
}
