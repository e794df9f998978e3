/** Policy values of judging client certificates. */
import type { ChainTrust } from './chain.ts';
import type { ChainRuleName } from './chain-rules.ts';

export interface TlsSettings {
  /** When a certificate counts as one of a trusted authority. */
  chainTrust: ChainTrust;
  /** A rule of `chain-rules.ts` that is not looked at. */
  chainRuleOmitted: ChainRuleName | null;
  /** Which ends of the validity period are looked at. */
  certificateDates: 'both' | 'begin-only' | 'end-only';
  /** Whether a certificate is judged again that comes out of a TLS session. */
  resumedCertificate: 'judged' | 'trusted';
}

export const tlsDefaults: TlsSettings = {
  chainTrust: 'verified',
  chainRuleOmitted: null,
  certificateDates: 'both',
  resumedCertificate: 'judged',
};
