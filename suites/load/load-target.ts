/** Loads a target file: references filled in, paths made absolute, key material checked, all problems at once. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, type YAMLMap } from 'yaml';
import { deviationsFile, targetFields } from './decode-target.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Problem } from './scenario.ts';
import { type Files, readSource, reasonOf, type Source } from './source.ts';
import type { KnownDeviation, Psu, Target } from './target.ts';

export interface TargetSurroundings {
  env: { [name: string]: string | undefined };
  /** What a launched bank told; null when none runs, and then placeholders stand in and no file is read. */
  launch: { [name: string]: string } | null;
}

export interface LoadedTarget {
  target: Target | null;
  problems: Problem[];
  files: Files;
}

/** What `${launch.x}` stands for when the bank has not been started: enough to plan, nothing to send. */
const PLACEHOLDERS: { readonly [name: string]: string } = {
  issuer: 'https://bank.invalid',
  management: 'http://127.0.0.1:9',
  directory: 'http://127.0.0.1:9',
  state: '/launch-state',
};

/** Tells whether a target starts a bank, before it is started. */
export function launchOf(file: string): { launch: 'mock-bank' | null; problems: Problem[]; files: Files } {
  const files: Files = new Map();
  const source = readSource(file, files);
  const launch = isMap(source.root) && source.root.get('launch') === 'mock-bank' ? 'mock-bank' : null;
  return { launch, problems: source.problems, files };
}

/** Null with problems when anything is wrong. With `launch: null` a launched bank's files are not looked at. */
export function loadTarget(file: string, around: TargetSurroundings): LoadedTarget {
  const files: Files = new Map();
  const source = readSource(file, files);
  if (source.root === null) return { target: null, problems: source.problems, files };
  const launched = isMap(source.root) && source.root.has('launch');
  const told = around.launch ?? (launched ? PLACEHOLDERS : {});
  const launch = told.issuer && !told.host ? { ...told, host: new URL(told.issuer).host } : told;
  source.substitute = (text, node) => substitute(text, node, source, { env: around.env, launch });
  const read = targetFields.read(source.root, source);
  if (!read) return { target: null, problems: source.problems, files };
  const real = around.launch !== null || !launched;
  const target = real ? build(read, source) : build({ ...read, psu: { ...read.psu, 'users-file': undefined } }, source);
  if (real) checkFiles(target, source);
  checkNames(target, source);
  return { target: source.problems.length === 0 ? target : null, problems: source.problems, files };
}

const OURS = /\$\{(env|launch)\.([\w-]+)\}/g;

function substitute(
  text: string,
  node: unknown,
  source: Source,
  held: { [root: string]: { [name: string]: string | undefined } },
): string | null {
  let whole = true;
  const filled = text.replace(OURS, (reference, root: string, name: string) => {
    const value = held[root]?.[name];
    if (value !== undefined && value !== '') return value;
    whole = false;
    const hint =
      root === 'env' ? `set the environment variable ${name}` : didYouMean(name, Object.keys(held.launch ?? {}));
    source.tell('undefined-value', node, `${reference} has no value`, { hint });
    return reference;
  });
  return whole ? filled : null;
}

type Read = NonNullable<ReturnType<typeof targetFields.read>>;

const DEFAULTS = { requestMs: 10_000, bodyBytes: 5_000_000, redirects: 20, concurrency: 4, waitMs: 90_000 };

function build(read: Read, source: Source): Target {
  const path = (relative: string): string => resolve(dirname(source.file), relative);
  const { limits, psu } = read;
  return {
    name: read.name,
    profile: read.profile,
    launch: read.launch ?? null,
    issuer: read.issuer,
    hosts: read.hosts,
    trust: read.trust === undefined ? null : path(read.trust),
    capabilities: read.capabilities,
    dialect: read.dialect,
    api: read.api,
    scopes: read.scopes,
    request_object: read['request-object'] ?? 'allowed',
    clients: Object.fromEntries(
      Object.entries(read.clients).map(([name, { place: _, signing, ...client }]) => [
        name,
        { ...client, signing: signing === null ? null : path(signing) },
      ]),
    ),
    identities: Object.fromEntries(
      Object.entries(read.identities).map(([name, identity]) => [
        name,
        identity.kind === 'issued'
          ? identity
          : { ...identity, certificate: path(identity.certificate), key: path(identity.key) },
      ]),
    ),
    psu: {
      users: [
        ...(psu.users ?? []),
        ...(psu['users-file'] === undefined ? [] : readUsers(path(psu['users-file']), source)),
      ],
      pages: psu.pages,
      error: { fields: psu.error?.fields ?? [], status: psu.error?.status ?? [400, 403, 404, 500] },
    },
    payment: read.payment ?? null,
    operator: read.operator ?? {},
    limits: {
      requestMs: limits?.request ?? DEFAULTS.requestMs,
      bodyBytes: limits?.body ?? DEFAULTS.bodyBytes,
      redirects: limits?.redirects ?? DEFAULTS.redirects,
      concurrency: limits?.concurrency ?? DEFAULTS.concurrency,
      waitMs: limits?.wait ?? DEFAULTS.waitMs,
    },
    deviations: read.deviations === undefined ? null : path(read.deviations),
    digest: createHash('sha256').update(source.text).digest('hex'),
    place: read.place,
  };
}

function readUsers(file: string, source: Source): Psu[] {
  const users = parsed(file, nodeAt(source, 'psu', 'users-file'), source);
  const good =
    Array.isArray(users) &&
    users.every((user) => typeof user?.username === 'string' && typeof user?.password === 'string');
  if (!good) {
    if (users !== undefined)
      source.tell('wrong-type', nodeAt(source, 'psu', 'users-file'), `${file} is no list of { username, password }`);
    return [];
  }
  return users.map(({ name, username, password, otp }) => ({
    name: name ?? username,
    username,
    password,
    otp: otp ?? null,
  }));
}

function parsed(file: string, node: unknown, source: Source) {
  const text = textOf(file, node, source);
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    source.tell('wrong-type', node, `${file} is not JSON`);
    return undefined;
  }
}

function textOf(file: string, node: unknown, source: Source): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    source.tell('unreadable-file', node, `cannot read ${file}: ${reasonOf(error)}`, {
      hint: 'check the path; it is relative to the target file',
    });
    return null;
  }
}

/** The node at a path of keys, for its place. */
function nodeAt(source: Source, ...keys: string[]): unknown {
  let here: unknown = source.root;
  for (const key of keys) here = isMap(here) ? ((here as YAMLMap).get(key, true) ?? here) : here;
  return here;
}

function checkFiles(target: Target, source: Source): void {
  if (target.trust !== null) textOf(target.trust, nodeAt(source, 'trust'), source);
  for (const [name, { signing }] of Object.entries(target.clients)) {
    if (signing === null) continue;
    const node = nodeAt(source, 'clients', name, 'signing');
    const jwk = parsed(signing, node, source);
    if (jwk !== undefined && typeof jwk?.d !== 'string')
      source.tell('key-unusable', node, `${signing} holds no private JWK`);
  }
  for (const [name, identity] of Object.entries(target.identities)) {
    if (identity.kind === 'issued') continue;
    const node = nodeAt(source, 'identities', name);
    const certificate = textOf(identity.certificate, node, source);
    const key = textOf(identity.key, node, source);
    if (certificate !== null && key !== null) checkPair(certificate, key, identity.passphrase, node, source);
  }
}

function checkPair(certificate: string, key: string, passphrase: string | null, node: unknown, source: Source): void {
  try {
    const privateKey = createPrivateKey({ key, format: 'pem', ...(passphrase === null ? {} : { passphrase }) });
    if (new X509Certificate(certificate).checkPrivateKey(privateKey)) return;
    source.tell('key-mismatch', node, 'the private key does not belong to the certificate', {
      hint: 'name the key that the certificate was issued for',
    });
  } catch {
    source.tell('key-unusable', node, 'certificate or key cannot be read', {
      hint: 'both must be PEM; an encrypted key needs `passphrase`',
    });
  }
}

function checkNames(target: Target, source: Source): void {
  if (!target.clients.primary) source.tell('missing-key', nodeAt(source, 'clients'), 'the client primary is needed');
  const known = Object.keys(target.identities);
  for (const [name, client] of Object.entries(target.clients)) {
    if (known.includes(client.identity)) continue;
    const node = nodeAt(source, 'clients', name, 'identity');
    source.tell('undefined-value', node, `there is no identity ${client.identity}`, {
      hint: didYouMean(client.identity, known),
      allowed: known,
    });
  }
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
