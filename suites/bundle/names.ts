/** Where things lie inside a bundle. */

export const RUN = 'run/';
export const SCENARIOS = 'scenarios/';
export const OWN_SCENARIOS = 'own-scenarios-';
export const MANIFEST = 'manifest.json';
export const MANIFEST_JWS = 'manifest.json.jws';
export const STATEMENT = 'test-result.json';
export const STATEMENT_DSSE = 'test-result.dsse.json';
export const README = 'README.txt';
export const RESULT = 'RESULT.txt';
export const SIGNER = 'signer.pem';
export const SIGNER_CERTIFICATE = 'signer-certificate.pem';
export const SUMS = 'SHA256SUMS';
export const SUMS_SIGNATURE = 'SHA256SUMS.sig';
export const SUMS_TIMESTAMP = 'SHA256SUMS.tsr';

/** What the list of sums does not list: itself, and what is made from it. */
export const OUTSIDE_SUMS: readonly string[] = [SUMS, SUMS_SIGNATURE, SUMS_TIMESTAMP];
/** What the manifest does not list: itself and what is made from it. */
export const OUTSIDE_MANIFEST: readonly string[] = [
  MANIFEST,
  MANIFEST_JWS,
  STATEMENT_DSSE,
  SIGNER,
  SIGNER_CERTIFICATE,
  ...OUTSIDE_SUMS,
];
