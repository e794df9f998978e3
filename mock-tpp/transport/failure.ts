/** What became of a request that got no usable answer, sorted into classes a judge can tell apart. */
import type { FailureClass, TppOutcome } from '../contract.ts';
import { alertOf, refusesCertificate } from './alert.ts';
import { ProxyFailure } from './proxy.ts';

export interface Failure {
  class: FailureClass;
  message: string;
}

/** A refusal in TLS, by the alert's name. */
export const alerted = (alert: string): Failure => ({
  class: 'tls-alert',
  message: `the peer sent the TLS alert ${alert}`,
});

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'ECONNABORTED']);
const SERVER_CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|ERROR_IN_C|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH|UNSPECIFIED)/;

/** What undici and OpenSSL say in words of their own, said so that a bank's engineer understands it. */
const WORDS: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'what listens there does not speak TLS',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are larger than 64 kB',
  UND_ERR_INVALID_ARG: 'no request can be made from what the bank gave',
};

export interface FailureFacts {
  /** The headers of the answer had come: a break after that is no refusal but a broken answer. */
  begun: boolean;
  /** The longest a request may take, in milliseconds. */
  limitMs: number;
}

/** Sorts what was thrown; its message holds nothing of the request. */
export function failureOf(error: unknown, { begun, limitMs }: FailureFacts): Failure {
  const message = messageOf(error);
  if (error instanceof ProxyFailure) return { class: 'proxy', message };
  const codes = codesOf(error);
  const alert = alertOf(error);
  if (isAbort(error) || codes.some((code) => TIMEOUTS.has(code)))
    return { class: 'timeout', message: `${begun ? 'the answer was not whole' : 'no answer'} within ${limitMs} ms` };
  if (codes.some((code) => SERVER_CERTIFICATE.test(code))) return { class: 'tls-server-untrusted', message };
  if (alert !== null && !begun) return alerted(alert);
  if (codes.some((code) => UNREACHABLE.has(code))) return { class: 'unreachable', message };
  if (codes.some((code) => CLOSED.has(code))) {
    return begun
      ? { class: 'malformed', message: `the connection broke inside the answer: ${message}` }
      : { class: 'tls-closed', message: `the connection was closed before an answer came: ${message}` };
  }
  return { class: 'malformed', message };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let here = error, depth = 0; here instanceof Error && depth < 5; here = here.cause, depth += 1) {
    if ('code' in here && typeof here.code === 'string') codes.push(here.code);
  }
  return codes;
}

/** A certificate may bring very long names into a message. */
const LONGEST = 2000;
/** `80DC...:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:350:` */
const OPENSSL = /[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+):[^\n]*\n?/gi;

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = codesOf(error).flatMap((code) => WORDS[code] ?? [])[0];
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  // A name with several addresses fails with one error for each, and with no message of its own.
  const each = error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : '';
  const told = `${error.message || each}${cause}`.slice(0, LONGEST).replace(OPENSSL, '$1').slice(0, 500);
  return known === undefined || told === '' ? (known ?? told) : `${known} (${told})`;
}

const CODES: Readonly<Record<Exclude<FailureClass, 'tls-alert'>, string[]>> = {
  'tls-closed': ['tls.closed', 'tls.refused'],
  'tls-server-untrusted': ['tls.server-untrusted'],
  timeout: ['timeout'],
  unreachable: ['unreachable'],
  oversized: ['oversized'],
  'redirect-loop': ['redirect.loop'],
  'host-not-allowed': ['host-not-allowed'],
  proxy: ['proxy'],
  malformed: ['malformed'],
};

/** The outcome of a step whose request failed; only an alert on the certificate is the peer's clear decision. */
export function outcomeOfFailure(failure: Failure, alert: string | null): TppOutcome {
  if (failure.class === 'tls-alert') {
    return {
      ok: false,
      codes: [`tls.alert.${alert ?? 'unknown'}`, 'tls.refused'],
      clear: alert !== null && refusesCertificate(alert),
      detail: failure.message,
    };
  }
  return { ok: false, codes: CODES[failure.class], clear: false, detail: failure.message };
}
