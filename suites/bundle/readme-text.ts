/** README.txt of a bundle: what lies where, and how to check it with openssl, sha256sum and a text editor alone. */

import { OUTSIDE_SUMS } from './names.ts';

export interface Signed {
  /** SHA-256 (hex) of the public key. */
  fingerprint: string;
  /** The command that checks SHA256SUMS with it. */
  command: string;
  certificate: boolean;
}

export function readmeText(runId: string, signed: Signed | null): string {
  return [
    `Evidence of test run ${runId}`,
    '',
    'WHAT LIES WHERE',
    '',
    'RESULT.txt         what was tested, what failed, what is in doubt, what was not tested and why',
    'run/index.html     the same as a page, with the reports it leads to',
    'run/run.json       the verdict of every case, with its reason',
    'run/traces/        all that was sent and received, one file a case; secrets were replaced when it was captured',
    'run/certificates/  certificates that the bank showed and ours that were used, public parts: openssl x509 -inform DER -noout -text -in ...',
    'scenarios/         the cases and the register of requirements that the run used',
    'manifest.json      the run in short, certificates and clocks, and the SHA-256 of each file',
    'test-result.json   an in-toto statement of the result, for tools that gather such',
    'SHA256SUMS         the SHA-256 of every file here but itself and those made from it',
    '',
    'CHECK THAT NOTHING WAS CHANGED, ADDED OR TAKEN AWAY',
    '',
    'In the folder where this file lies:',
    '',
    '  sha256sum --check --quiet --strict SHA256SUMS',
    'It prints nothing when every listed file is as it was. That no file was added shows when these print the same number:',
    '',
    `  find . -type f ${OUTSIDE_SUMS.map((name) => `! -path ./${name}`).join(' ')} | wc -l`,
    '  wc -l < SHA256SUMS',
    '',
    ...(signed === null ? UNSIGNED : signedLines(signed)),
    'If there is a SHA256SUMS.tsr, an authority for time has confirmed that this list was there at its time. With the',
    "authority's certificate in authority.pem:",
    '',
    '  openssl ts -verify -data SHA256SUMS -in SHA256SUMS.tsr -CAfile authority.pem',
    '  openssl ts -reply -in SHA256SUMS.tsr -text',
    '',
    'CHECK THAT THE VERDICTS FOLLOW FROM WHAT WAS SENT AND RECEIVED',
    '',
    'Take the version of the harness that manifest.json names, and give it the bundle; it sends nothing:',
    '',
    '  assay verify <bundle.zip>',
    '',
    'A single verdict can be followed by hand: RESULT.txt names the trace of each case that failed. It holds what was',
    'expected, and for the control before, the case itself and the control after each request and answer.',
    '',
  ].join('\n');
}

const UNSIGNED = [
  'Nobody has signed this bundle. The list shows that nothing was damaged on its way, and not who made it.',
  '',
];

function signedLines({ fingerprint, command, certificate }: Signed): string[] {
  return [
    'CHECK WHO SIGNED IT',
    '',
    `  ${command}`,
    '',
    'The key came with the bundle, so this alone shows nothing about who holds it. Its SHA-256 is',
    '',
    `  ${fingerprint}`,
    '',
    'Ask the signer for theirs by another way, and compare it with what this prints:',
    '',
    '  openssl pkey -pubin -in signer.pem -outform DER | sha256sum',
    '',
    ...(certificate
      ? [
          'The certificate of the signer, and that it is about the same key (both print the same):',
          '',
          '  openssl x509 -in signer-certificate.pem -noout -subject -issuer -dates',
          '  openssl x509 -in signer-certificate.pem -noout -pubkey',
          '  cat signer.pem',
          '',
        ]
      : []),
    'manifest.json.jws is a detached JWS over manifest.json by the same key (RFC 7515, appendix F), for programs that read JOSE.',
    'test-result.dsse.json is test-result.json in a signed DSSE envelope.',
    '',
  ];
}
