/** The bank as a program: options in, banner and ready line out, signals to a clean end. */
import { parseArgs } from 'node:util';
import { touchedBy } from './behaviour.ts';
import { clientIdOf } from './clients.ts';
import { defects } from './defects.ts';
import type { FrontServer, OpenBank, OpenOptions } from './open.ts';
import { OperatorProblem } from './operator-problem.ts';
import { CERTIFICATE_HEADERS } from './tls/certificate-header.ts';
import { variations } from './variations.ts';

const HELP = `Usage: assay bank [options]

Starts the reference bank alone, until Ctrl-C: FAPI 2.0 authorization server, account and payment APIs, directory.
It is for tests only; everything listens on 127.0.0.1, and keys and passwords are new at each start.

  --port N              public TLS port (default: any free one)
  --mtls-port N         a second TLS port for clients with certificates: the metadata has its addresses as aliases, and the
                        first port asks for none (default: one port for everybody)
  --management-port N   clock, defects, certificates, consents, one-time codes, ledger (default: any free one)
  --directory-port N    CA, OCSP and CRL (default: any free one)
  --front URL           address of a server of yours in front of it, which ends TLS; its files are put into front/ of the state
  --certificate-header NAME   where that server hands on the client's certificate (repeatable; the first that holds one counts)
  --client NAME         of its clients have only these and primary, which starts sooner (repeatable; default: all)
  --state DIR           keeps keys and certificates of the clients there (default: a temporary folder)
  --config FILE         JSON with further clients, as in mock-bank/clients.md
  --defect ID           do this wrong (repeatable)
  --variation ID        do this differently, but lawfully (repeatable)
  --list-defects, --list-variations   print the catalogue and stop
  --json                one JSON line on stdout when ready; with a catalogue, the catalogue as JSON
  --exit-with-parent    stop when stdin ends
  -h, --help            this text

Examples:
  assay bank --port 8443 --management-port 8444
  assay bank --defect pkce-optional --config clients.json
`;

const USAGE = 2;
const FAULT = 70;

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        'mtls-port': { type: 'string' },
        'management-port': { type: 'string' },
        'directory-port': { type: 'string' },
        front: { type: 'string' },
        'certificate-header': { type: 'string', multiple: true },
        client: { type: 'string', multiple: true },
        state: { type: 'string' },
        config: { type: 'string' },
        defect: { type: 'string', multiple: true },
        variation: { type: 'string', multiple: true },
        'list-defects': { type: 'boolean' },
        'list-variations': { type: 'boolean' },
        json: { type: 'boolean' },
        'exit-with-parent': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (reason) {
    throw new OperatorProblem(reason instanceof Error ? reason.message : String(reason));
  }
}

function portOf(name: string, text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new OperatorProblem(`--${name}: not a port: ${text}`);
  return port;
}

function frontOf(address: string | undefined, names: readonly string[]): FrontServer | null {
  const certificateHeaders = names.map((name) => name.toLowerCase());
  if (address === undefined) {
    if (names.length > 0) throw new OperatorProblem('--certificate-header: it needs --front');
    return null;
  }
  if (!/^https:\/\/[^/?#]+$/.test(address))
    throw new OperatorProblem(`--front: not an https address without a path: ${address}`);
  const [unknown] = certificateHeaders.filter((name) => !CERTIFICATE_HEADERS.includes(name.replaceAll('_', '-')));
  if (unknown !== undefined || names.length === 0)
    throw new OperatorProblem(`--certificate-header: one of ${CERTIFICATE_HEADERS.join(', ')}, also with _ for -`);
  return { issuer: address, certificateHeaders };
}

function list(title: string, entries: readonly { id: string; title: string }[]): string {
  const width = Math.max(...entries.map(({ id }) => id.length));
  return `${title}\n${entries.map((entry) => `  ${entry.id.padEnd(width)}  ${entry.title}`).join('\n')}\n`;
}

/** Prints a catalogue when one is asked for. */
function printed(given: ReturnType<typeof options>): boolean {
  if (given.help) process.stdout.write(HELP);
  else if (given['list-defects']) {
    const facts = defects.map((one) => {
      const { id, title, breaks, implies, clients } = one;
      return { id, title, breaks, implies, clients: clients?.map(clientIdOf), touches: touchedBy(one) };
    });
    process.stdout.write(given.json ? `${JSON.stringify(facts)}\n` : list('Defects', defects));
  } else if (given['list-variations']) {
    const facts = variations.map((one) => {
      const { id, title, withdraws = [] } = one;
      return { id, title, withdraws, touches: touchedBy(one) };
    });
    process.stdout.write(given.json ? `${JSON.stringify(facts)}\n` : list('Variations', variations));
  } else return false;
  return true;
}

function banner({ bank, ready }: OpenBank): string {
  const line = (name: string, value: string) => `  ${name.padEnd(12)} ${value}`;
  return [
    'Reference bank: for tests only. No real money, no real accounts, keys are gone when it stops.',
    line('issuer', ready.issuer),
    ...(ready.mtls === ready.issuer ? [] : [line('mTLS', ready.mtls)]),
    line('CA', `${ready.state}/ca.pem`),
    line('management', ready.management),
    line('directory', ready.directory),
    ...[...bank.clients.values()].map((client) =>
      line('client', `${client.id} (${client.auth}, ${client.alg.name}, ${client.registration.profile})`),
    ),
    line('keys', `${ready.state}/clients`),
    line('users', `${ready.state}/psu.json; their one-time codes: ${ready.management}/otp/psu-1`),
    line('defects', ready.defects.join(', ') || 'none'),
    line('variations', ready.variations.join(', ') || 'none'),
    '',
  ].join('\n');
}

async function run(): Promise<void> {
  const given = options();
  if (printed(given)) return;
  // What a bank is made of takes long to load, and its certificates longest; a catalogue or a mistake need not wait for it.
  const { noExtraConfig, readConfig } = await import('./config.ts');
  const chosen: OpenOptions = {
    port: portOf('port', given.port),
    mtlsPort: given['mtls-port'] === undefined ? null : portOf('mtls-port', given['mtls-port']),
    managementPort: portOf('management-port', given['management-port']),
    directoryPort: portOf('directory-port', given['directory-port']),
    front: frontOf(given.front, given['certificate-header'] ?? []),
    clients: given.client ?? null,
    state: given.state ?? null,
    defects: given.defect ?? [],
    variations: given.variation ?? [],
    config: given.config === undefined ? noExtraConfig : readConfig(given.config),
  };
  if (chosen.front !== null && chosen.mtlsPort !== null)
    throw new OperatorProblem('--mtls-port: it cannot stand beside --front, whose server ends TLS for everybody');
  const { openBank } = await import('./open.ts');
  const opening = openBank(chosen);
  stopOn(opening, given['exit-with-parent'] === true);
  const opened = await opening;
  process.once('exit', () => opened.removeState());
  process.stderr.write(banner(opened));
  if (given.json) process.stdout.write(`${JSON.stringify(opened.ready)}\n`);
}

/** Also while it is still opening: it then stops as soon as it is open, and leaves nothing behind. */
function stopOn(opening: Promise<OpenBank>, withParent: boolean): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    opening
      .then((opened) => opened.close())
      .then(
        () => process.exit(0),
        () => process.exit(FAULT),
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  if (!withParent) return;
  process.stdin.resume();
  process.stdin.on('end', stop);
  process.stdin.on('close', stop);
  process.stdin.on('error', stop);
}

run().catch((reason: unknown) => {
  const known = reason instanceof OperatorProblem;
  process.stderr.write(
    `mock-bank: ${known ? reason.message : reason instanceof Error ? reason.stack : String(reason)}\n`,
  );
  process.exit(known ? USAGE : FAULT);
});
