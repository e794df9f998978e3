/** `assay certificate`: what the certificates of a file say, and what is wrong with them. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Unreadable } from '../certificate/der.ts';
import { type Inspected, inspect } from '../certificate/inspect.ts';
import type { Use } from '../certificate/subject-matter.ts';
import { linesOnly } from '../evidence/hygiene.ts';
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { certificateJson } from './certificate-json.ts';
import { certificateText } from './certificate-text.ts';
import { openScreen } from './screen.ts';

interface CertificateFlags {
  use?: Use;
  psd2?: boolean;
  at?: number;
  strict?: boolean;
  json?: boolean;
}

/** A chain with every extension there is stays far below. */
const LARGEST = 1_000_000;

export function addCertificate(command: Command): void {
  command
    .argument('<file>', 'one certificate in DER, or a certificate or chain in PEM')
    .addOption(
      new Option('--use <use>', 'what it is to be used for; otherwise what it says of itself').choices(['tls', 'seal']),
    )
    .option('--psd2', "it has to be a payment service provider's; otherwise only when it claims to be")
    .option('--at <time>', 'judge its validity at this time, such as 2026-01-31T12:00:00Z', timeFrom)
    .option('--strict', 'count notes as findings as well')
    .option('--json', 'print what it says and what is wrong as JSON')
    .addHelpText('after', `\n${EXITS}\nExample:\n  assay certificate qwac.pem --use tls --psd2`)
    .action((file: string, flags: CertificateFlags) => {
      process.exitCode = certificate(file, flags);
    });
}

const EXITS = `Exit code 0: nothing is wrong. 1: something is. 2: the file holds no certificate that can be read.
Who issued it is checked as far as the file holds the chain; trust, revocation and name constraints are not looked at.
`;

function certificate(file: string, flags: CertificateFlags): number {
  const screen = openScreen({ json: flags.json === true });
  const question = { use: flags.use ?? null, psd2: flags.psd2 === true, now: flags.at ?? Date.now() };
  const all = inspected(file, question);
  screen.write(certificateText(linesOnly(all.map(certificateJson)), screen.color));
  const exit = exitOf(all, flags.strict === true);
  if (flags.json) process.stdout.write(`${JSON.stringify({ exit, certificates: all.map(certificateJson) })}\n`);
  return exit;
}

const exitOf = (all: readonly Inspected[], strict: boolean): number =>
  all.some(({ findings }) => findings.some(({ weight }) => strict || weight === 'error')) ? EXIT.violation : EXIT.clean;

function inspected(file: string, question: Parameters<typeof inspect>[1]): Inspected[] {
  try {
    return inspect(bytesOf(file), question);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Rejected(
      `${file} cannot be read as a certificate: ${error.message}${error.at === 0 ? '' : ` (byte ${error.at})`}`,
    );
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readRegular(file, { most: LARGEST, links: true });
  } catch (error) {
    if (error instanceof UnusableFile) throw new Rejected(`${file} cannot be read: ${error.message}`);
    throw new Rejected(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'no reason is known'}`);
  }
}

function timeFrom(text: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('It is no time such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31.');
  return time;
}
