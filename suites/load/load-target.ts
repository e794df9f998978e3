/** Loads a target file: references filled in, paths made absolute, key material checked, all problems at once. */

import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { checkTarget } from './check-target.ts';
import { withKeys } from './client-keys.ts';
import { programOf } from './decode-hook.ts';
import { deviationsFile, targetFields } from './decode-target.ts';
import { environmentSecrets } from './environment-secrets.ts';
import { withPems } from './identity-files.ts';
import { issuedBy } from './issued-identities.ts';
import type { KnownTrees } from './known-trees.ts';
import { PLACEHOLDERS } from './launch.ts';
import { textOfFile } from './named-file.ts';
import { referencesInText } from './reference.ts';
import type { Problem } from './scenario.ts';
import { type Files, nodeAt, readSource, type Source } from './source.ts';
import type { KnownDeviation, PsuAgent, Target, TargetClient, TargetIdentity } from './target.ts';
import { substitute } from './target-references.ts';
import { isInToken } from './token-key.ts';
import { isMap, scalarsIn } from './tree.ts';
import { readUsers } from './users-file.ts';
import { type Axis, type Variant, variantOf } from './variant.ts';

export interface TargetSurroundings {
  env: { [name: string]: string | undefined };
  /** What a launched bank announced; null when none runs, and then placeholders stand in and no file is read. */
  launch: { [name: string]: string } | null;
  /** What a variant can be. */
  axes: readonly Axis[];
  /** Of the shipped files. */
  trees?: KnownTrees;
}

export interface LoadedTarget {
  target: Target | null;
  problems: Problem[];
  files: Files;
}

/** Null with problems when anything is wrong. With `launch: null` a launched bank's files are not looked at. */
export function loadTarget(file: string, around: TargetSurroundings): LoadedTarget {
  const files: Files = new Map();
  const source = readSource(file, files, around.trees);
  if (source.root === null) return { target: null, problems: source.problems, files };
  const launched = isMap(source.root) && source.root.has('launch');
  const announced = around.launch ?? (launched ? PLACEHOLDERS : {});
  const launch = { ...hostsOf(announced), ...announced };
  source.substitute = (text, node, later) => {
    for (const { root, path, text: written } of referencesInText(text)) {
      const value = root === 'env' ? around.env[path.join('.')] : undefined;
      if (value !== undefined && value.length >= SHORTEST) filledIn.set(value, written);
    }
    return substitute(text, node, { source, later, env: around.env, launch });
  };
  const filledIn = new Map<string, string>();
  const fill = tellFillIns(source);
  const open = (problems: Problem[]): Problem[] => fill(problems).map((one) => byReference(one, filledIn));
  const read = targetFields(around.axes).read(source.root, source);
  if (!read) return { target: null, problems: open(source.problems), files };
  const real = around.launch !== null || !launched;
  const built = build(real ? read : { ...read, psu: { ...read.psu, 'users-file': undefined } }, source, around.axes);
  const told = { ...built, secrets: environmentSecrets(built, source, around.env) };
  const target = real
    ? {
        ...told,
        clients: withKeys(told.clients, source),
        identities: withPems(told.identities, source),
      }
    : told;
  checkTarget(target, source, { real });
  // A target is asked for places in its file to the end of a run; nothing is read from it any more.
  source.substitute = null;
  return { target: source.problems.length === 0 ? target : null, problems: open(source.problems), files };
}

/** The address of each listener of a launched bank without its scheme, as `hosts` wants it. */
const hostsOf = ({ issuer, mtls }: { [name: string]: string }): { [name: string]: string } => ({
  ...(issuer ? { host: new URL(issuer).host } : {}),
  ...(mtls ? { mtls_host: new URL(mtls).host } : {}),
});

/** A shorter value is a part of any word. */
const SHORTEST = 4;

/** A value of the environment may be a secret wherever it is used: what is told of it names the reference. */
function byReference(problem: Problem, filledIn: ReadonlyMap<string, string>): Problem {
  const told = (text: string): string => {
    let open = text;
    for (const [value, written] of filledIn)
      for (const form of [JSON.stringify(value).slice(1, -1), value]) open = open.replaceAll(form, () => written);
    return open;
  };
  return { ...problem, message: told(problem.message), hint: problem.hint === null ? null : told(problem.hint) };
}

/** What `assay init` leaves to be filled in; each is told where it stands. */
const FILL_IN = 'FILL-IN';

/** Gives a filter for the problems: that a mark is no address, and no file, needs no second message. */
function tellFillIns(source: Source): (problems: Problem[]) => Problem[] {
  if (!source.text.includes(FILL_IN)) return (problems) => problems;
  for (const node of scalarsIn(source.root))
    if (node.value === FILL_IN) source.tell('fill-in', node, 'this is left for you to fill in');
  const at = ({ place }: Problem): string => `${place.line}:${place.column}`;
  const marked = new Set(source.problems.filter(({ code }) => code === 'fill-in').map(at));
  return (problems) => problems.filter((one) => one.code === 'fill-in' || !marked.has(at(one)));
}

type Read = NonNullable<ReturnType<ReturnType<typeof targetFields>['read']>>;

const DEFAULTS = { requestMs: 10_000, bodyBytes: 5_000_000, redirects: 20, concurrency: 4, waitMs: 90_000 };

function build(read: Read, source: Source, axes: readonly Axis[]): Omit<Target, 'secrets'> {
  const path = (relative: string): string => resolve(dirname(source.file), relative);
  const { limits, psu } = read;
  return {
    name: read.name,
    profile: read.profile,
    launch: read.launch ?? null,
    issuer: read.issuer,
    hosts: read.hosts,
    trust: read.trust === undefined ? null : path(read.trust),
    proxy:
      read.proxy === undefined || read.proxy === 'none'
        ? (read.proxy ?? null)
        : {
            url: read.proxy.url,
            except: read.proxy.except ?? [],
            trust: read.proxy.trust === undefined ? null : path(read.proxy.trust),
          },
    capabilities: read.capabilities ?? [],
    without: read.without ?? [],
    dialect: read.dialect,
    custom: read.custom ?? null,
    timeZone: read['time-zone'] ?? 'UTC',
    api: read.api,
    scopes: read.scopes,
    clients: Object.fromEntries(
      Object.entries(read.clients).map(([name, client]) => [
        name,
        clientOf(client, {
          top: read.variant ?? {},
          path,
          axes,
          passphrase: passphraseOf(
            { passphrase: client.passphrase, passphraseFile: client['passphrase-file'] },
            ['clients', name],
            path,
            source,
          ),
        }),
      ]),
    ),
    identities: Object.fromEntries(
      Object.entries(read.identities ?? {}).flatMap(([name, identity]): [string, TargetIdentity][] => {
        if (identity.kind === 'issued') return issuedBy(name, identity);
        const { engine } = identity;
        const certificates = identity.certificates.map(path);
        const key = isInToken(identity.key) ? identity.key : path(identity.key);
        const passphrase = passphraseOf(identity, ['identities', name], path, source);
        return [[name, { kind: 'files', certificates, key, engine, passphrase, pem: null }]];
      }),
    ),
    psu: {
      users: [
        ...(psu.users ?? []),
        ...(psu['users-file'] === undefined ? [] : readUsers(path(psu['users-file']), source)),
      ],
      agent: agentOf(psu, source),
      pages: psu.pages ?? [],
      dashboard: psu.dashboard ?? null,
      prompt: psu.prompt ?? null,
      sca: { pages: psu.sca?.pages ?? true, acr: psu.sca?.acr ?? [], amr: psu.sca?.amr ?? [] },
      error: { fields: psu.error?.fields ?? [], status: psu.error?.status ?? [400, 403, 404, 500] },
    },
    payment: read.payment ?? null,
    operator: read.operator ?? {},
    operatorTokens: read['operator-tokens'] ?? {},
    registration: read.registration ?? null,
    hosting: read.hosting === undefined ? null : { listen: read.hosting.listen, address: read.hosting.address },
    limits: {
      requestMs: limits?.request ?? DEFAULTS.requestMs,
      bodyBytes: limits?.body ?? DEFAULTS.bodyBytes,
      redirects: limits?.redirects ?? DEFAULTS.redirects,
      // A person looks at one page at a time.
      concurrency: psu.agent === 'manual' ? 1 : (limits?.concurrency ?? DEFAULTS.concurrency),
      waitMs: limits?.wait ?? DEFAULTS.waitMs,
    },
    deviations: read.deviations === undefined ? null : path(read.deviations),
    digest: createHash('sha256').update(source.text).digest('hex'),
    placeOf: (...keys) => source.place(nodeAt(source, ...keys)),
  };
}

const AGENT_MS = 120_000;

function agentOf(
  { agent: kind = 'http', command, timeout: timeoutMs = AGENT_MS }: Read['psu'],
  source: Source,
): PsuAgent {
  if (kind !== 'command') {
    if (command !== undefined)
      source.tell('bad-command', nodeAt(source, 'psu', 'command'), 'a command is there, and nothing starts it', {
        hint: 'write `agent: command` beside it, or leave it out',
      });
    return { kind, timeoutMs };
  }
  const [program = '', ...args] = command ?? [];
  return { kind, ...programOf(program, args, source), timeoutMs };
}

interface ClientMeans {
  top: Variant;
  path(relative: string): string;
  axes: readonly Axis[];
  passphrase: string | null;
}

function clientOf(client: Read['clients'][string], { top, path, axes, passphrase }: ClientMeans): TargetClient {
  const { client_id, name = null, redirect_uri, signing = [], alg = [], decryption, dpop, identity = null } = client;
  const { 'message-signature': messageSignature } = client;
  return {
    client_id,
    name,
    redirect_uri,
    variant: variantOf(axes, top, client.variant ?? {}),
    signing: signing.map((file, index) => ({ file: path(file), passphrase, jwk: null, alg: alg[index] ?? null })),
    decryption: decryption === undefined ? null : { file: path(decryption), passphrase, jwk: null },
    dpop: dpop === undefined ? null : { file: path(dpop), passphrase, jwk: null, alg: null },
    identity,
    ...(messageSignature && { messageSignature }),
  };
}

/** As given, or the first line of a file; what is wrong with that file is reported. */
function passphraseOf(
  { passphrase, passphraseFile }: { passphrase: string | undefined; passphraseFile: string | undefined },
  keys: string[],
  path: (relative: string) => string,
  source: Source,
): string | null {
  if (passphrase !== undefined || passphraseFile === undefined) return passphrase ?? null;
  const text = textOfFile(path(passphraseFile), nodeAt(source, ...keys, 'passphrase-file'), source);
  return text === null ? null : (text.split(/\r?\n/)[0] ?? '');
}

/** Known deviations; problems instead of entries when the file is wrong. */
export function loadDeviations(file: string): { deviations: KnownDeviation[]; problems: Problem[]; files: Files } {
  const files: Files = new Map();
  const source = readSource(file, files);
  const read = source.root === null ? undefined : deviationsFile.read(source.root, source);
  const deviations = (read?.deviations ?? []).map(({ case: id, verdict, reason, until = null, place }) => ({
    case: id,
    verdict,
    reason,
    until,
    place,
  }));
  return { deviations, problems: source.problems, files };
}
