/** The directory as a program of its own: an authority with its status services, for a bank that is told to trust it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { certificateRoutes } from '../management/certificate-routes.ts';
import { startManagement } from '../management/server.ts';
import { OperatorProblem } from '../operator-problem.ts';
import type { Issued } from './directory.ts';
import { createDirectory } from './index.ts';

const HELP = `Usage: assay directory [options]

Runs a certificate authority for tests, with OCSP, CRLs and an address to issue and revoke, until Ctrl-C.
Have your test bank trust its root and register the certificates it writes. Never trust it anywhere else.

  --client NAME         writes a certificate and key for this client (repeatable; default: primary)
  --listen ADDRESS      where OCSP and CRLs are served (default: 127.0.0.1)
  --host NAME           by which the bank reaches that address, as it stands in certificates (default: ADDRESS)
  --port N              its port (default: any free one)
  --management-port N   issue, revoke, status services; on 127.0.0.1 always (default: any free one)
  --valid SECONDS       how long answers about a status are good (default: newer ones are always to be had)
  --state DIR           where root and certificates are written (default: a temporary folder)
  --exit-with-parent    stop when stdin ends
  -h, --help            this text

In the target file:
  identities:
    primary: { certificate: DIR/clients/primary/transport.pem, key: DIR/clients/primary/transport.key }
    sibling: { issue: primary }
  operator:
    cert.issue: { post: MANAGEMENT/certificates/issue, json: { like: "\${like}", flaw: "\${flaw}" }, outputs: { certificate: certificate, key: key } }
    cert.revoke: { post: MANAGEMENT/certificates/revoke, json: { serial: "\${serial}", publish: "\${publish}" }, outputs: { good_until: good_until } }
    cert.status-service: { post: MANAGEMENT/certificates/status-service, json: { serial: "\${serial}", ocsp: "\${ocsp}", crl: "\${crl}" } }
    cert.status-answer: the same
`;

const USAGE = 2;
const FAULT = 70;
const NAME = /^[a-z][a-z0-9-]*$/;

function options() {
  try {
    return parseArgs({
      options: {
        client: { type: 'string', multiple: true },
        listen: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'management-port': { type: 'string' },
        valid: { type: 'string' },
        state: { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (reason) {
    throw new OperatorProblem(reason instanceof Error ? reason.message : String(reason));
  }
}

function whole(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) throw new OperatorProblem(`--${name}: not a number up to ${most}: ${text}`);
  return number;
}

async function run(): Promise<void> {
  const given = options();
  if (given.help) {
    process.stdout.write(HELP);
    return;
  }
  const names = given.client ?? ['primary'];
  for (const name of names)
    if (!NAME.test(name))
      throw new OperatorProblem(`--client: not a name of small letters, digits and hyphens: ${name}`);
  const listen = given.listen ?? '127.0.0.1';
  const directory = await createDirectory({
    port: whole('port', given.port ?? '0', 65_535),
    reach: { listen, host: given.host ?? listen },
    validMs: given.valid === undefined ? null : whole('valid', given.valid, 31_536_000) * 1000,
  });
  const state = given.state === undefined ? mkdtempSync(join(tmpdir(), 'assay-directory-')) : resolve(given.state);
  const identities = new Map<string, Issued>();
  for (const [index, name] of names.entries()) {
    const issued = await directory.issueClient({
      commonName: `${name} TPP`,
      organization: `${name} Payments GmbH`,
      organizationIdentifier: `PSDDE-BAFIN-${200_001 + index}`,
    });
    identities.set(name, issued);
    const folder = join(state, 'clients', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'transport.pem'), issued.certificate);
    writeFileSync(join(folder, 'transport.key'), issued.key, { mode: 0o600 });
  }
  writeFileSync(join(state, 'ca.pem'), directory.rootPem + directory.issuingPem);
  const desk = { directory, identities };
  const management = await startManagement(
    desk,
    certificateRoutes,
    whole('management-port', given['management-port'] ?? '0', 65_535),
  );
  const line = (name: string, value: string) => `  ${name.padEnd(12)} ${value}\n`;
  process.stdout.write(
    `Directory for tests: its keys are gone when it stops.\n${line('CA', join(state, 'ca.pem'))}${line('status', directory.url)}${line('management', management.url)}${names.map((name) => line('client', join(state, 'clients', name))).join('')}`,
  );
  const stop = (): void => {
    void Promise.all([management.close(), directory.close()]).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  if (given['exit-with-parent']) process.stdin.resume().once('end', stop);
}

run().catch((reason: unknown) => {
  const known = reason instanceof OperatorProblem;
  process.stderr.write(
    `directory: ${known ? reason.message : reason instanceof Error ? reason.stack : String(reason)}\n`,
  );
  process.exit(known ? USAGE : FAULT);
});
