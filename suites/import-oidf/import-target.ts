/** A whole suite configuration to a whole target: the text of the file, the files beside it, and what did not carry over. */
import { readUrl } from '../load/url.ts';
import { FILL_IN, type ImportedClient, importClient, importIdentity } from './clients.ts';
import type { Collected } from './collected.ts';
import { commentedYaml, oneLine } from './commented-yaml.ts';
import { type Members, membersIn, textIn } from './configuration.ts';
import { type ImportedPages, importBrowser, importDenial } from './pages.ts';
import { axesOf, type SuitePlan } from './plan-name.ts';

export interface ImportOptions {
  plan: SuitePlan;
  profile: string;
  /** Address of the suite's own server, which begins the registered redirect_uri. */
  suite: string;
  /** PEM file of roots, as the target names it. */
  trust: string | null;
  /** Told by the bank's metadata; null when that was not read. */
  published: { issuer: string; hosts: string[] } | null;
  /** File of known deviations, when some were made. */
  deviations: string | null;
}

const READ = new Set([
  'alias',
  'description',
  'server',
  'client',
  'client2',
  'mtls',
  'mtls2',
  'resource',
  'browser',
  'override',
]);
const RESOURCES = new Set(['resourceUrl', 'resourceUrlAccountRequests', 'resourceUrlAccountsResource']);
const REASONS = new Map([
  ['consent', 'the consent is made by the dialect of the target'],
  ['publish', 'nothing is published'],
  ['directory', 'nothing is registered with a directory'],
  ['automated_ciba_approval_url', 'CIBA is not tested here'],
]);

/** The issuer that the address of the metadata stands for; null for what is no such address. @requirement RFC8414-3-1 */
export function issuerOf(discoveryUrl: string): string | null {
  const [, origin, path = ''] =
    /^(https?:\/\/[^/?#@\s]+)\/\.well-known\/oauth-authorization-server(\/[^?#\s]*)?$/.exec(discoveryUrl) ?? [];
  const issuer =
    origin === undefined
      ? /^(.{1,2000})\/\.well-known\/(?:openid-configuration|oauth-authorization-server)$/.exec(discoveryUrl)?.[1]
      : origin + path;
  return issuer !== undefined && readUrl(issuer) !== null && /^https?:\/\/[^/?#@\s]+[^?#\s]*$/.test(issuer)
    ? issuer
    : null;
}

/** A name that the loader takes, from whatever the configuration is called. */
const nameOf = (alias: string | null): string =>
  (alias ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'imported-bank';

export function importTarget(root: Members, options: ImportOptions, collected: Collected): string {
  tellUnknown(root, collected);
  const { profile, plan, published, trust, deviations } = options;
  const server = membersIn(root.server);
  const issuer =
    published?.issuer ?? collected.plain(['server', 'discoveryUrl'], issuerOf(textIn(server.discoveryUrl) ?? ''));
  const uk = plan.variant.fapi_profile === 'openbanking_uk';
  const api = apiOf(root, uk, collected);
  const pages = importBrowser(root.browser, ['browser'], collected);
  importDenial(pages, membersIn(root.override), collected);
  const { clients, identities } = clientsOf(root, options, collected);
  const hosts = [issuer, ...Object.values(api), ...Object.values(server)].flatMap((one) => hostOf(one) ?? []);
  const target = {
    name: nameOf(textIn(root.alias)),
    profile,
    issuer: issuer ?? FILL_IN,
    hosts: [...new Set([...hosts, ...(published?.hosts ?? []), ...pages.hosts])].slice(0, 50),
    ...(trust === null ? {} : { trust }),
    variant: { ...axesOf(plan, profile, collected), 'access-token': 'opaque' },
    ...(uk ? { capabilities: ['ais'] } : {}),
    dialect: uk ? 'uk-3.1' : 'plain',
    api,
    scopes: scopesOf(root, uk, collected),
    clients,
    ...(Object.keys(identities).length === 0 ? {} : { identities }),
    psu: psuOf(pages, collected),
    ...(deviations === null ? {} : { deviations }),
  };
  remarks(options, collected);
  const description = textIn(root.description);
  const head = [
    'Made by `assay import oidf`; lines below CHECK are guesses.',
    ...(description === null ? [] : [description]),
  ];
  return commentedYaml(target, collected.remarks, head, leftOutLines(collected));
}

/** One line for each part that did not carry over. */
export const leftOutLines = ({ leftOut }: Collected): string[] =>
  leftOut.length === 0
    ? []
    : [
        'Did not carry over:',
        ...leftOut.map(({ part, line, reason }) =>
          oneLine(`${part}${line === null ? '' : ` (line ${line})`}: ${reason}`),
        ),
      ];

function remarks({ published, suite, trust }: ImportOptions, collected: Collected): void {
  if (published === null)
    collected.check(
      'issuer',
      'taken from the address of the metadata, which was not read: compare it letter by letter',
    );
  collected.check(
    'hosts',
    'requests go to these hosts and no other; add those of endpoints and login pages that are missing',
  );
  collected.check('variant.access-token', 'write jwt when access tokens are JWTs (RFC 9068)');
  collected.check('clients.primary.redirect_uri', `as the suite at ${suite} would use it; nothing has to listen there`);
  if (trust === null)
    collected.check('issuer', 'the suite trusts every server certificate; add `trust` when the roots are not public');
}

function tellUnknown(root: Members, collected: Collected): void {
  for (const key of Object.keys(root).slice(0, 200))
    if (!READ.has(key)) collected.drop([key], REASONS.get(key) ?? 'a target file has no such key');
  for (const key of Object.keys(membersIn(root.server)).slice(0, 100))
    if (key !== 'discoveryUrl') collected.drop(['server', key], 'endpoints come from the metadata');
  for (const key of Object.keys(membersIn(root.resource)).slice(0, 100))
    if (!RESOURCES.has(key)) collected.drop(['resource', key], 'the cases ask for the resource in their own way');
}

const hostOf = (address: unknown): string | null => {
  const url = typeof address === 'string' ? readUrl(address) : null;
  return url !== null && /^https?:$/.test(url.protocol) && /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(url.host)
    ? url.host
    : null;
};

function apiOf(root: Members, uk: boolean, collected: Collected): { [base: string]: string } {
  const resource = membersIn(root.resource);
  const address = (key: string): string | null => {
    const text = collected.plain(['resource', key], textIn(resource[key]));
    if (text === null || hostOf(text) !== null) return text;
    collected.drop(['resource', key], 'it is not an http(s) URL');
    return null;
  };
  if (!uk) return { resource: address('resourceUrl') ?? FILL_IN };
  // All three are bases that the suite appends to; the one for all stands in for the others.
  const [all, requests, resources] = [...RESOURCES].map((key) => baseOf(address(key)));
  const accounts = requests ?? all ?? resources ?? FILL_IN;
  if (resources && resources !== accounts)
    collected.drop(
      ['resource', 'resourceUrlAccountsResource'],
      'consents and accounts have one base in a target file, and it is that of the consents',
    );
  collected.check('api.payments', 'the suite has no payments: a guess from the address of accounts');
  return { accounts, payments: accounts.replace(/\/aisp$/, '/pisp') };
}

/** Without the slashes at its end, and without the resource if somebody wrote it. */
function baseOf(address: string | null): string | null {
  if (address === null) return null;
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end).replace(/\/(?:account-access-consents|account-requests|accounts)$/, '');
}

function scopesOf(root: Members, uk: boolean, collected: Collected): { [use: string]: string } {
  const scope = collected.plain(['client', 'scope'], textIn(membersIn(root.client).scope));
  const accounts = scope ?? FILL_IN;
  if (!uk) return { accounts };
  collected.check('scopes', 'the scopes of client credentials tokens are guesses');
  return { accounts, accounts_app: 'accounts', payments: 'openid payments', payments_app: 'payments' };
}

function clientsOf(root: Members, { suite }: ImportOptions, collected: Collected) {
  const clients: { [name: string]: ImportedClient } = {};
  const identities: { [name: string]: object } = {};
  const alias = collected.plain(['alias'], textIn(root.alias));
  for (const [name, member, mtls] of [
    ['primary', 'client', 'mtls'],
    ['second', 'client2', 'mtls2'],
  ] as const) {
    if (root[member] === undefined && name !== 'primary') continue;
    const client = importClient(root, member, name, collected);
    const identity = importIdentity(root, mtls, name, collected);
    const own = collected.plain([member, 'redirect_uri'], textIn(membersIn(root[member]).redirect_uri));
    client.redirect_uri = own ?? (alias === null ? FILL_IN : `${suite}/test/a/${encodeURIComponent(alias)}/callback`);
    if (identity) {
      identities[name] = identity;
      client.identity = name;
    }
    clients[name] = client;
  }
  return { clients, identities };
}

function psuOf({ rules, user, errors }: ImportedPages, collected: Collected): object {
  const { username = '', password = '', otp } = user;
  const known = username !== '' && password !== '';
  if (known) {
    const users = [{ name: 'imported-user', username, password, ...(otp ? { otp } : {}) }];
    collected.keep('users.json', `${JSON.stringify(users, null, 2)}\n`, true);
  } else
    collected.check('psu.users', 'no user name and password were typed in `browser`; they come from the environment');
  if (rules.length === 0)
    collected.check('psu.pages', 'no rule could be made; npx assay doctor prints one for a page it does not know');
  else
    collected.check(
      'psu.pages',
      'pages are known by their fields and buttons, not by address; `means` is a guess, and `deny` the button that declines',
    );
  if (rules.some(({ fill }) => Object.values(fill ?? {}).includes('${psu.otp}')) && !otp)
    collected.check('psu', 'no one-time code was typed: give the user an `otp`, or declare the operator hook psu.otp');
  const starter = { id: 'consent', buttons: ['approve'], press: 'approve', deny: 'deny', means: 'consent' };
  return {
    ...(known
      ? { 'users-file': './users.json' }
      : { users: [{ username: '${env.PSU_USERNAME}', password: '${env.PSU_PASSWORD}' }] }),
    pages: rules.length === 0 ? [starter] : rules,
    error: { fields: [...new Set(errors)], status: [400, 403, 404, 500] },
  };
}
