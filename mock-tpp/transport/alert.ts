/** TLS alerts by number, read from OpenSSL's error text in a way that is the same for every Node version. */

const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** By its number in the protocol. */
export const alertName = (number: number): string => NAMES.get(number) ?? `alert_${number}`;

/** Reasons of the TLS library from here on are alerts the peer sent: 1000 and the alert's number. */
const ALERT_REASONS = 1000;
/** `error:0A000414`: library 20, which is TLS, in the upper bits; the reason in the lower 23. */
const TLS_ERROR = /error:(0A[0-9a-f]{6})/i;

/** The alerts that speak of the client's certificate; the others may as well come of a broken connection or server. */
const OF_THE_CERTIFICATE: ReadonlySet<string> = new Set([
  'no_certificate',
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'bad_certificate_status_response',
  'certificate_required',
]);

/** Whether a peer that sends this alert has clearly decided on the certificate it was shown. */
export const refusesCertificate = (alert: string): boolean => OF_THE_CERTIFICATE.has(alert);

/**
 * The alert in an error or in its causes, such as `certificate_revoked`, or null.
 * The hex reason in the message is read, never the code, whose spelling changes between OpenSSL versions.
 */
export function alertOf(error: unknown): string | null {
  for (let here = error, depth = 0; here instanceof Error && depth < 5; here = here.cause, depth += 1) {
    const hex = TLS_ERROR.exec(here.message)?.[1];
    const reason = hex === undefined ? 0 : Number.parseInt(hex, 16) & 0x7fffff;
    if (reason >= ALERT_REASONS && reason < ALERT_REASONS + 256) {
      return alertName(reason - ALERT_REASONS);
    }
  }
  return null;
}
