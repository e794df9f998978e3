/** Alerts in the spelling of every OpenSSL, classes of failure, and how a step ends by them. */
import { expect } from 'chai';
import type { FailureClass } from '../contract.ts';
import { alertOf } from './alert.ts';
import { failureOf, outcomeOfFailure } from './failure.ts';

const FACTS = { begun: false, limitMs: 10 };
const coded = (code: string, message = 'broken'): Error => Object.assign(new Error(message), { code });
const wrapped = (cause: Error): Error => Object.assign(new Error('outer', { cause }), { code: 'UND_ERR_SOCKET' });

const OPENSSL_30 = coded(
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
  '80BC1D2B:error:0A000414:SSL routines:ssl3_read_bytes:sslv3 alert certificate revoked:../ssl/record/rec_layer_s3.c:1605:SSL alert number 44\n',
);
const OPENSSL_35 = coded(
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED',
  '00EC0A2B:error:0A000414:SSL routines:ssl3_read_bytes:ssl/tls alert certificate revoked:../ssl/record/rec_layer_s3.c:916:SSL alert number 44\n',
);
const WRONG_VERSION = coded(
  'ERR_SSL_WRONG_VERSION_NUMBER',
  '80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:350:\n',
);

describe('an alert', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, unknown, string | null][] = [
    ['as OpenSSL 3.0 spells it', OPENSSL_30, 'certificate_revoked'],
    ['as OpenSSL 3.5 spells it', OPENSSL_35, 'certificate_revoked'],
    ['in the cause of an error', wrapped(OPENSSL_35), 'certificate_revoked'],
    ['that only TLS 1.3 has', new Error('0:error:0A00045C:SSL routines::tlsv13 alert certificate required:x:1:'), 'certificate_required'],
    ['that has no name', new Error('0:error:0A0004E7:SSL routines::reason(1255):x:1:'), 'alert_255'],
    ['of ours, which is no alert of the peer', WRONG_VERSION, null],
    ['number in another library, which is none', new Error('0:error:03000414:digital envelope routines::x:x:1:'), null],
    ['in a code alone, which is not believed', coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED'), null],
    ['in what is no error', 'error:0A000414', null],
  ];
  for (const [what, error, alert] of ROWS)
    it(`${what} is ${alert ?? 'not found'}`, () => {
      expect(alertOf(error)).to.equal(alert);
    });

  it('is looked for in a chain of causes that never ends, but not for ever', () => {
    const error = new Error('round');
    error.cause = error;
    expect(alertOf(error)).to.equal(null);
  });
});

describe('a failure', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, unknown, boolean, FailureClass][] = [
    ['an alert', OPENSSL_30, false, 'tls-alert'],
    ['an alert that undici wrapped', wrapped(OPENSSL_35), false, 'tls-alert'],
    ['an alert inside the answer', OPENSSL_30, true, 'malformed'],
    ['a reset', coded('ECONNRESET'), false, 'tls-closed'],
    ['a broken pipe', coded('EPIPE'), false, 'tls-closed'],
    ['a closed socket', coded('UND_ERR_SOCKET', 'other side closed'), false, 'tls-closed'],
    ['a reset inside the answer', coded('ECONNRESET'), true, 'malformed'],
    ['an expired server certificate', coded('CERT_HAS_EXPIRED'), false, 'tls-server-untrusted'],
    ['a server certificate of another name', coded('ERR_TLS_CERT_ALTNAME_INVALID'), false, 'tls-server-untrusted'],
    ['an unknown issuer', coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), false, 'tls-server-untrusted'],
    ['a self-signed server', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), false, 'tls-server-untrusted'],
    ['what OpenSSL has no name for', coded('UNSPECIFIED'), false, 'tls-server-untrusted'],
    ['a refused connection', coded('ECONNREFUSED'), false, 'unreachable'],
    ['an unknown name', coded('ENOTFOUND'), false, 'unreachable'],
    ['plain HTTP', WRONG_VERSION, false, 'unreachable'],
    ['a slow connection', coded('UND_ERR_CONNECT_TIMEOUT'), false, 'timeout'],
    ['a slow answer', coded('UND_ERR_HEADERS_TIMEOUT'), false, 'timeout'],
    ['a slow body', coded('UND_ERR_BODY_TIMEOUT'), true, 'timeout'],
    ['our own limit', new DOMException('aborted', 'TimeoutError'), false, 'timeout'],
    ['no HTTP', coded('HPE_INVALID_CONSTANT'), false, 'malformed'],
    ['what is no error', 'oops', false, 'malformed'],
  ];
  for (const [what, error, begun, expected] of ROWS)
    it(`by ${what} is ${expected}`, () => {
      expect(failureOf(error, { ...FACTS, begun }).class).to.equal(expected);
    });

  it('is told in words, not in those of OpenSSL', () => {
    expect(failureOf(WRONG_VERSION, FACTS).message).to.equal(
      'what listens there does not speak TLS (wrong version number)',
    );
    expect(failureOf(coded('X', 'y'.repeat(9000)), FACTS).message).to.have.length(500);
    const both = new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')]);
    expect(failureOf(Object.assign(both, { code: 'ECONNREFUSED' }), FACTS).message).to.match(/ECONNREFUSED/);
  });
});

describe('the outcome by a failure', () => {
  // biome-ignore format: one row, one line
  const ROWS: [FailureClass, string | null, string[], boolean][] = [
    ['tls-alert', 'certificate_revoked', ['tls.alert.certificate_revoked', 'tls.refused'], true],
    ['tls-alert', 'certificate_required', ['tls.alert.certificate_required', 'tls.refused'], true],
    ['tls-alert', 'handshake_failure', ['tls.alert.handshake_failure', 'tls.refused'], false],
    ['tls-alert', 'internal_error', ['tls.alert.internal_error', 'tls.refused'], false],
    ['tls-alert', null, ['tls.alert.unknown', 'tls.refused'], false],
    ['tls-closed', null, ['tls.closed', 'tls.refused'], false],
    ['tls-server-untrusted', null, ['tls.server-untrusted'], false],
    ['timeout', null, ['timeout'], false],
    ['unreachable', null, ['unreachable'], false],
    ['oversized', null, ['oversized'], false],
    ['redirect-loop', null, ['redirect.loop'], false],
    ['host-not-allowed', null, ['host-not-allowed'], false],
    ['malformed', null, ['malformed'], false],
  ];
  for (const [failure, alert, codes, clear] of ROWS)
    it(`${failure}${alert === null ? '' : ` with ${alert}`} is ${clear ? 'a clear decision' : 'no decision of the bank'}`, () => {
      expect(outcomeOfFailure({ class: failure, message: 'm' }, alert)).to.deep.equal({
        ok: false,
        codes,
        clear,
        detail: 'm',
      });
    });
});
