/** `assay import oidf`: a configuration of the OpenID Foundation suite becomes a target file with its key files. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { Collected, type OutputFile } from '../import-oidf/collected.ts';
import { listIn, membersIn, readConfiguration, textIn } from '../import-oidf/configuration.ts';
import { type Around, type Deviation, deviationsText, importExpected } from '../import-oidf/expected.ts';
import { importTarget, issuerOf, leftOutLines } from '../import-oidf/import-target.ts';
import { casesOf } from '../import-oidf/modules.ts';
import { parsePlan, profileOf, type SuitePlan } from '../import-oidf/plan-name.ts';
import type { Files } from '../load/index.ts';
import { metadataOf } from '../run/ask-metadata.ts';
import { Rejected, rejectIf } from '../run/exit.ts';
import { hostsOf } from '../run/init-target.ts';
import { readScenarios } from '../run/prepare.ts';
import { shown } from '../run/project.ts';
import { proxyOf } from '../run/proxy.ts';
import { whatIsLeft } from './what-is-left.ts';

interface ImportFlags {
  plan: string;
  variant?: string;
  output: string;
  suite: string;
  trust?: string;
  expectedFailures: string[];
  expectedSkips: string[];
  offline?: boolean;
  force?: boolean;
}

const DEFAULT_PLAN = 'fapi2-security-profile-final-test-plan';
const collect = (word: string, sofar: string[]): string[] => [...sofar, word];

export function addImport(command: Command): void {
  command
    .command('oidf')
    .description(
      'a configuration of the OpenID Foundation suite becomes a target file, key files, and a list of what did not carry over',
    )
    .argument('<configuration>', 'the JSON file')
    .option('--plan <plan>', 'plan and variant as its runner takes them: plan[axis=value]...', DEFAULT_PLAN)
    .option('--variant <json>', 'the variant as JSON, over what --plan says')
    .option('--output <folder>', 'where target.yaml and the key files go', 'imported')
    .option(
      '--suite <url>',
      'address of the suite, which begins the redirect_uri',
      'https://www.certification.openid.net',
    )
    .option('--trust <file>', 'PEM file with the roots of the server certificates, if not the public ones')
    .option('--expected-failures <file>', 'list of expected failures, as known deviations (repeatable)', collect, [])
    .option('--expected-skips <file>', 'list of expected skips (repeatable)', collect, [])
    .option('--offline', 'do not fetch the metadata')
    .option('--force', 'overwrite files that are there')
    .addHelpText(
      'after',
      `\nExample:\n  assay import oidf config.json --plan '${DEFAULT_PLAN}[client_auth_type=private_key_jwt][sender_constrain=mtls]'`,
    )
    .action(importOidf);
}

async function importOidf(file: string, flags: ImportFlags): Promise<void> {
  const { plan, profile } = planOf(flags);
  const files: Files = new Map();
  const { read, source } = readConfiguration(shown(resolve(file)), files);
  if (read !== null && Array.isArray(read))
    source.tell('wrong-type', null, 'the file holds a list, not a configuration');
  rejectIf(source.problems, files);
  const root = membersIn(read);
  const issuer = issuerOf(textIn(membersIn(root.server).discoveryUrl) ?? '');
  if (issuer === null)
    source.tell('bad-url', 0, 'server.discoveryUrl is no address of metadata', {
      hint: 'write it like https://auth.bank.example/.well-known/openid-configuration',
    });
  rejectIf(source.problems, files);
  const collected = new Collected(source);
  const trust = flags.trust === undefined ? null : pemOf(flags.trust);
  const { published, said } = flags.offline || issuer === null ? NOT_ASKED : await publishedBy(issuer, trust);
  const lists = flags.expectedFailures.length + flags.expectedSkips.length;
  const modules = lists === 0 ? new Map() : readScenarios().library.suiteModules;
  const around = { plan, configuration: basename(file), casesOf: (module: string) => casesOf(module, modules) };
  const deviations = expectedIn(flags, around, collected);
  const text = importTarget(
    root,
    {
      ...{ plan, profile, published, suite: flags.suite.replace(/\/+$/, '') },
      trust: trust === null ? null : collected.keep('bank-roots.pem', trust),
      deviations: deviations.length === 0 ? null : collected.keep('known-deviations.yaml', deviationsText(deviations)),
    },
    collected,
  );
  write(flags, [{ name: 'target.yaml', text, secret: false }, ...collected.files]);
  const target = join(flags.output, 'target.yaml');
  const out = [
    `${shown(resolve(target))} written, and ${collected.files.length} files beside it.${said}`,
    ...leftOutLines(collected).map((line, at) => (at === 0 ? `\n${line}` : `  ${line}`)),
  ];
  process.stdout.write(`${out.join('\n')}\n${whatIsLeft(target, text)}`);
}

function planOf(flags: ImportFlags): { plan: SuitePlan; profile: string } {
  const plan = parsePlan(flags.plan);
  if (!plan) throw new Rejected(`--plan ${flags.plan}: write it like ${DEFAULT_PLAN}[sender_constrain=mtls]`);
  Object.assign(plan.variant, variantIn(flags.variant));
  const profile = profileOf(plan);
  if (profile === null)
    throw new Rejected(
      `--plan ${plan.name}: there is no profile for it; plans of fapi2-security-profile, fapi2-message-signing, fapi1-advanced and oidcc carry over`,
    );
  return { plan, profile };
}

function variantIn(json: string | undefined): { [axis: string]: string } {
  if (json === undefined) return {};
  const wrong = new Rejected(`--variant ${json}: write a JSON object of texts, such as {"sender_constrain":"mtls"}`);
  try {
    const entries = Object.entries(membersIn(JSON.parse(json)));
    if (entries.length === 0 || entries.some(([, value]) => typeof value !== 'string')) throw wrong;
    return Object.fromEntries(entries) as { [axis: string]: string };
  } catch {
    throw wrong;
  }
}

interface Asked {
  published: { issuer: string; hosts: string[] } | null;
  said: string;
}

const NOT_ASKED: Asked = { published: null, said: ' The metadata was not fetched.' };

async function publishedBy(issuer: string, trust: string | null): Promise<Asked> {
  const { document, reason } = await metadataOf(issuer, trust, proxyOf(null, process.env));
  if (document === null)
    return { published: null, said: ` The metadata could not be read (${reason}): issuer and hosts are guesses.` };
  // A slash at the end is easily missed; any other difference is for a person to look at.
  const own = document.issuer;
  const same = typeof own === 'string' && !own.includes('${') && own.replace(/\/$/, '') === issuer.replace(/\/$/, '');
  const said = same
    ? ''
    : ` The metadata calls itself ${JSON.stringify(own)?.slice(0, 300)}, not ${JSON.stringify(issuer)}.`;
  return {
    published: { issuer: same ? own : issuer, hosts: hostsOf({ issuer, resource: null, api: {} }, document) },
    said,
  };
}

function expectedIn(flags: ImportFlags, around: Around, collected: Collected): Deviation[] {
  const byCase = new Map<string, Deviation>();
  for (const file of [...flags.expectedFailures, ...flags.expectedSkips]) {
    const files: Files = new Map();
    const { read, source } = readConfiguration(shown(resolve(file)), files);
    if (read !== null && !Array.isArray(read)) source.tell('wrong-type', null, 'the file holds no list of entries');
    rejectIf(source.problems, files);
    const { deviations, leftOut } = importExpected(listIn(read, Number.POSITIVE_INFINITY), source, around);
    collected.leftOut.push(...leftOut);
    for (const one of deviations) if (byCase.get(one.case)?.verdict !== 'fail') byCase.set(one.case, one);
  }
  return [...byCase.values()];
}

/** All or nothing: no file is touched when one of them is there already. */
function write({ output, force }: ImportFlags, files: OutputFile[]): void {
  const there = files.find(({ name }) => existsSync(join(output, name)));
  if (there && force !== true)
    throw new Rejected(
      `${shown(resolve(output, there.name))} is there already: name another folder, or add --force to overwrite it`,
    );
  for (const { name, text, secret } of files) {
    const path = join(output, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: secret ? 0o600 : 0o644 });
    // An older file keeps its mode when it is written over.
    if (secret) chmodSync(path, 0o600);
  }
}

const LARGEST_PEM = 1_000_000;

function pemOf(file: string): string {
  try {
    return readRegular(file, { most: LARGEST_PEM, links: true }).toString('utf8');
  } catch (error) {
    const why = error instanceof UnusableFile ? error.message : 'it cannot be read';
    throw new Rejected(`--trust ${file}: ${why}`);
  }
}
