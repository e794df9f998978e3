/** `assay init`: a first target file for a bank, filled in from its metadata and from what is told here. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { issuerOf } from '../import-oidf/import-target.ts';
import { didYouMean } from '../load/index.ts';
import { readUrl } from '../load/url.ts';
import { metadataOf } from '../run/ask-metadata.ts';
import { Rejected } from '../run/exit.ts';
import { type Answers, FILL_IN, targetText } from '../run/init-target.ts';
import { shown } from '../run/project.ts';
import { proxyOf } from '../run/proxy.ts';
import { counted } from './counted.ts';
import { listOption } from './options.ts';

interface InitFlags {
  issuer?: string;
  name?: string;
  clientId?: string;
  redirectUri?: string;
  signing?: string;
  certificate?: string;
  certificateKey?: string;
  trust?: string;
  profile?: string;
  resource?: string;
  scope?: string;
  dialect: string;
  api: string[];
  user: string[];
  yes?: boolean;
  force?: boolean;
}

type Asked = Exclude<keyof InitFlags, 'yes' | 'force' | 'dialect' | 'api' | 'user'>;

/** What is asked on a terminal, in this order; an empty answer leaves the line to be filled in. */
const QUESTIONS: readonly [flag: Asked, question: string][] = [
  ['issuer', 'Issuer, exactly as the metadata spells it'],
  ['clientId', 'client_id of your client'],
  ['redirectUri', 'A registered redirect_uri'],
  ['signing', 'File of its private signing key (JWK, PEM or PKCS#12; empty for none)'],
  ['certificate', 'File of its TLS certificate (empty for none)'],
  ['certificateKey', 'File of the key of that certificate'],
  ['trust', 'File with the roots of the server certificates (empty for the public ones)'],
  ['resource', 'An address that needs an access token (empty for UserInfo)'],
  ['scope', 'Scopes to ask for (empty for openid)'],
];

export function addInit(command: Command): void {
  command
    .argument('[file]', 'the target file to write', 'bank.yaml')
    .option('--issuer <url>', 'exactly as the metadata spells it')
    .option('--name <text>', 'how reports call the bank')
    .option('--client-id <id>', 'as registered')
    .option('--redirect-uri <uri>', 'as registered')
    .option('--signing <file>', 'private key of the client: JWK, PEM or PKCS#12')
    .option('--certificate <file>', 'TLS certificate of the client')
    .option('--certificate-key <file>', 'the key of that certificate')
    .option('--trust <file>', 'roots of the server certificates, if they are not public')
    .option('--profile <id>', 'what the bank is held to')
    .option('--resource <url>', 'an address that needs an access token')
    .option('--scope <scopes>', 'what to ask for')
    .option('--dialect <name>', `how its consent API speaks: ${[...vocabulary.dialects.keys()].join(', ')}`, 'plain')
    .option('--api <name=url>', 'a base address of that API, such as accounts=https://... (repeatable)', listOption, [])
    .option('--user <name>', 'a test user; name and password stay in the environment (repeatable)', listOption, [])
    .option('--yes', 'ask nothing')
    .option('--force', 'write over a file that is there')
    .addHelpText(
      'after',
      '\nExample:\n  assay init my-bank.yaml --issuer https://auth.bank.example --client-id me --signing me.jwk',
    )
    .action(init);
}

async function init(file: string, flags: InitFlags): Promise<void> {
  if (existsSync(file) && !flags.force) throw new Rejected(`${file} is there already; --force writes over it`);
  const given = process.stdin.isTTY && !flags.yes ? await asked(flags) : flags;
  const issuer = given.issuer && (issuerOf(given.issuer) ?? given.issuer);
  if (issuer === undefined || !/^https?:$/.test(readUrl(issuer)?.protocol ?? '') || issuer.includes('${'))
    throw new Rejected(
      `${issuer === undefined ? 'an issuer is needed' : `${issuer} is not an http(s) URL`}: --issuer https://auth.bank.example`,
    );
  const { document, reason } = await metadataOf(
    issuer,
    given.trust === undefined ? null : textOf(given.trust),
    proxyOf(null, process.env),
  );
  writeFileSync(file, targetText(answersOf(given, issuer, file), document), { flag: flags.force ? 'w' : 'wx' });
  const said =
    document === null
      ? [`The metadata could not be read (${reason}), so nothing of it is filled in.`]
      : contradiction(issuer, document);
  const open = readFileSync(file, 'utf8').split(FILL_IN).length - 1;
  const next = [
    `Wrote ${shown(file)}${open > 0 ? `; ${counted(open, 'line')} still to fill in` : ''}.`,
    ...said,
    'Next:',
    `  npx assay lint --target ${file}     what is left to fill in, by line`,
    `  npx assay doctor --target ${file}   whether clients, keys and pages work`,
    `  npx assay run --target ${file}`,
  ];
  process.stdout.write(`${next.join('\n')}\n`);
}

function contradiction(issuer: string, document: { readonly [member: string]: unknown }): string[] {
  if (document.issuer === issuer) return [];
  return [
    `The metadata calls itself ${JSON.stringify(document.issuer)?.slice(0, 300)}, not ${JSON.stringify(issuer)}: write \`issuer\` as the bank does.`,
  ];
}

async function asked(flags: InitFlags): Promise<InitFlags> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const given: InitFlags = { ...flags };
  try {
    for (const [flag, question] of QUESTIONS) {
      if (given[flag] !== undefined || (flag === 'certificateKey' && given.certificate === undefined)) continue;
      const answer = (await terminal.question(`${question}: `)).trim();
      if (answer !== '') given[flag] = answer;
    }
  } finally {
    terminal.close();
  }
  return given;
}

/** Files are named on the command line as seen from here, and in a target as seen from it. */
function besideTarget(file: string, named: string | undefined): string | null {
  if (named === undefined) return null;
  const path = relative(dirname(resolve(file)), resolve(named)).replaceAll('\\', '/');
  return path.startsWith('.') || path.startsWith('/') ? path : `./${path}`;
}

const answersOf = (given: InitFlags, issuer: string, file: string): Answers => ({
  issuer,
  name: given.name ?? null,
  clientId: given.clientId ?? null,
  redirectUri: given.redirectUri ?? null,
  signing: besideTarget(file, given.signing),
  certificate: besideTarget(file, given.certificate),
  certificateKey: besideTarget(file, given.certificateKey),
  trust: besideTarget(file, given.trust),
  profile: given.profile ?? null,
  resource: given.resource ?? null,
  scope: given.scope ?? null,
  dialect: given.dialect,
  bases: basesOf(given.dialect),
  api: apiIn(given.api),
  users: given.user,
});

function basesOf(dialect: string): string[] {
  const known = vocabulary.dialects.get(dialect);
  if (known) return known.bases.map(({ name }) => name);
  const names = [...vocabulary.dialects.keys()];
  throw new Rejected(
    `there is no dialect ${dialect}: ${didYouMean(dialect, names) ?? `write one of ${names.join(', ')}`}`,
  );
}

function apiIn(words: string[]): { [base: string]: string } {
  return Object.fromEntries(
    words.map((word) => {
      const [, base = '', address = ''] = /^([A-Za-z][\w-]*)=(https?:\/\/\S+)$/.exec(word) ?? [];
      if (base === '') throw new Rejected(`--api ${word}: write it like accounts=https://api.bank.example/aisp`);
      return [base, address];
    }),
  );
}

const LARGEST_PEM = 1_000_000;

function textOf(file: string): string {
  try {
    return readRegular(file, { most: LARGEST_PEM, links: true }).toString('utf8');
  } catch (error) {
    const why = error instanceof UnusableFile ? error.message : 'it cannot be read';
    throw new Rejected(`--trust ${file}: ${why}`);
  }
}
