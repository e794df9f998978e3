/** The step tls.hello: begins a TLS handshake by hand, reads how the server answers, and breaks it off. */
import { X509Certificate } from 'node:crypto';
import { okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { input, textInput } from '../inputs.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { clientHello, HELLO_OFFERS, type Offer } from '../transport/client-hello.ts';
import { alerted, outcomeOfFailure } from '../transport/failure.ts';
import { exchangeBytes } from '../transport/raw.ts';
import { readServerHello, type ServerHello } from '../transport/server-hello.ts';
import { signatureHash } from '../transport/signature-hash.ts';
import { ENDPOINT_PLACE, endpointAddress, endpointInput } from './endpoint-address.ts';

export const tlsHello: StepDefinition = {
  name: 'tls.hello',
  summary: 'Begins a TLS handshake by hand and breaks it off when the server has answered; no request is sent.',
  proofPlace: ENDPOINT_PLACE,
  inputs: {
    endpoint: endpointInput,
    offer: input('string', 'what is offered to the server', { allowed: Object.keys(HELLO_OFFERS) }),
  },
  outputs: {},
  facts: {
    'hello.version': 'the version the server chose; `none` when it refused',
    'hello.compressed': 'whether it chose to compress what is encrypted',
    'hello.renegotiation':
      'whether it acknowledged that renegotiation is secured: `secured` or `unsecured`; `none` when it did not choose TLS 1.2, for later versions have none',
    'hello.main_secret':
      'whether keys are bound to the whole handshake: `extended` or `plain`; `extended` as well from TLS 1.3 on, and `none` when it refused',
    'hello.weak_group': 'whether it chose a curve of less than 224 bits, or a Diffie-Hellman prime of less than 2048',
    'hello.certificate_flaws':
      'what is weak about the certificate it showed: a short RSA key, a signature with SHA-1 or MD5',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: [],
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const address = await endpointAddress(context);
  let result: StepResult = { outcome: unreadable };
  for (const offer of HELLO_OFFERS[textInput(context.call.with, 'offer')] ?? []) {
    result = await answerTo(offer, address, context);
    if (result.outcome.ok) break;
  }
  return result;
}

async function answerTo(offer: Offer, address: string, { bank, around }: StepContext): Promise<StepResult> {
  const bytes = clientHello(offer, new URL(address).hostname, (count) => around.random(count));
  const { bytes: came, failure } = await exchangeBytes(
    address,
    { bytes, enough: (sofar) => readServerHello(sofar).complete },
    bank,
  );
  const { hello, alert } = readServerHello(came);
  if (hello !== null) return { outcome: okOutcome(described(hello)), facts: factsOf(hello) };
  if (alert !== null) return { outcome: outcomeOfFailure(alerted(alert), alert), facts: NOTHING_CHOSEN };
  return { outcome: failure === null ? unreadable : outcomeOfFailure(failure, null) };
}

const unreadable: TppOutcome = {
  ok: false,
  codes: ['malformed'],
  clear: false,
  detail: 'what came back is no answer to a TLS handshake',
};

/** Of a server that refused what it was offered. */
const NOTHING_CHOSEN = {
  'hello.version': 'none',
  'hello.compressed': false,
  'hello.renegotiation': 'none',
  'hello.main_secret': 'none',
  'hello.weak_group': false,
  'hello.certificate_flaws': [],
};

const factsOf = (hello: ServerHello): { [fact: string]: Json } => ({
  'hello.version': hello.version,
  'hello.compressed': hello.compressed,
  'hello.renegotiation': renegotiationOf(hello),
  'hello.main_secret': mainSecretOf(hello),
  'hello.weak_group': isWeak(hello.group),
  'hello.certificate_flaws': hello.certificate === null ? null : flawsOf(hello.certificate),
});

/** A server shows that it knows RFC 5746 by its extension, whether it renegotiates or not. @requirement RFC9325-3.5-1 */
function renegotiationOf({ version, extensions }: ServerHello): Json {
  if (version === 'TLSv1.3') return 'none';
  return extensions.includes(RENEGOTIATION_INFO) ? 'secured' : 'unsecured';
}

/** RFC 7627; what TLS 1.3 derives keys from is the whole handshake anyway. @requirement RFC9325-3.5-2 */
function mainSecretOf({ version, extensions }: ServerHello): Json {
  return version === 'TLSv1.3' || extensions.includes(EXTENDED_MAIN_SECRET) ? 'extended' : 'plain';
}

const RENEGOTIATION_INFO = 0xff01;
const EXTENDED_MAIN_SECRET = 23;

function isWeak(group: ServerHello['group']): boolean {
  if (group === null) return false;
  return 'curve' in group ? WEAK_CURVES.has(group.curve) : group.primeBits < 2048;
}

/** sect163k1 to sect193r2, secp160k1 to secp192r1: their numbers in the registry of IANA. @requirement RFC9325-4.4-1 */
const WEAK_CURVES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 15, 16, 17, 18, 19]);

/** @requirement RFC9325-4.5-1 */
function flawsOf(der: Buffer): Json[] {
  const hash = signatureHash(der);
  const old = hash === 'SHA-1' || hash === 'MD5' ? [`it is signed with ${hash}`] : [];
  try {
    const { publicKey } = new X509Certificate(der);
    const { modulusLength = 0 } = publicKey.asymmetricKeyDetails ?? {};
    const short = publicKey.asymmetricKeyType === 'rsa' && modulusLength < 2048;
    return [...(short ? [`its RSA key has ${modulusLength} bits`] : []), ...old];
  } catch {
    return ['it cannot be read', ...old];
  }
}

const described = ({ version, suite, compressed, group }: ServerHello): string =>
  [
    `the server chose ${version}, suite 0x${suite.toString(16).padStart(4, '0')}`,
    compressed ? 'compression' : 'no compression',
    ...(group === null ? [] : ['curve' in group ? `group ${group.curve}` : `a prime of ${group.primeBits} bits`]),
  ].join(', ');
