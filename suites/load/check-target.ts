/** What the parts of a target file have to say to each other, and to the files they name. */
import { X509Certificate } from 'node:crypto';
import { checkVariants } from './check-variant.ts';
import { programProblem, wrongProgram } from './decode-hook.ts';
import { didYouMean } from './did-you-mean.ts';
import { textOfFile } from './named-file.ts';
import { nodeAt, type Source } from './source.ts';
import type { OperatorCall, Target } from './target.ts';
import { readProxyUrl, readUrl } from './url.ts';

/** Problems go to the source. Files, users and addresses are `real` once a launched bank has announced them. */
export function checkTarget(target: Target, source: Source, { real }: { real: boolean }): void {
  // What has been reported by now was about the file of users.
  const usersRead = source.problems.length === 0;
  checkClients(target, source);
  checkVariants(target, source);
  checkTokens(target, source);
  if (!real) return;
  checkPrograms(target, source);
  checkAddresses(target, source);
  if (usersRead) checkUsers(target, source);
  if (target.trust !== null) checkTrust(target.trust, 'server certificates', nodeAt(source, 'trust'), source);
  checkProxy(target, source);
}

function checkClients(target: Target, source: Source): void {
  const clients = Object.keys(target.clients);
  if (!clients.includes('primary'))
    source.tell('missing-key', nodeAt(source, 'clients'), 'the client primary is needed');
  const identities = Object.keys(target.identities);
  const known = (what: string, name: string, names: string[], node: unknown): void => {
    if (names.includes(name)) return;
    source.tell('undefined-value', node, `there is no ${what} ${name}`, {
      hint: didYouMean(name, names),
      allowed: names,
    });
  };
  for (const [name, { identity }] of Object.entries(target.clients))
    if (identity !== null) known('identity', identity, identities, nodeAt(source, 'clients', name, 'identity'));
  const checked = new Set<string>();
  for (const [key, identity] of Object.entries(target.identities)) {
    const name = identity.kind === 'issued' ? (identity.at ?? key) : key;
    if (identity.kind !== 'issued' || checked.has(name)) continue;
    checked.add(name);
    known('client', identity.like, clients, nodeAt(source, 'identities', name, 'issue'));
    if (identity.flaw !== null && !hearsOfFlaws(target.operator['cert.issue']?.call))
      source.tell(
        'flaw-unheard',
        nodeAt(source, 'identities', name, identity.at === undefined ? 'flaw' : 'flaws'),
        'the hook cert.issue is not told what is to be wrong with the certificate, so that it would make a good one',
        { hint: 'hand it on as ${flaw} in the address or the body of the call' },
      );
  }
}

/** A program finds every input in its environment. No hook takes the case away, which is said elsewhere. */
function hearsOfFlaws(call: OperatorCall | undefined): boolean {
  return call === undefined || call.kind === 'command' || JSON.stringify([call.url, call.json]).includes('${flaw}');
}

/** A hook names the token that it is called with. */
function checkTokens({ operator, operatorTokens }: Target, source: Source): void {
  const names = Object.keys(operatorTokens);
  for (const [name, { token }] of Object.entries(operator))
    if (token !== null && !names.includes(token))
      source.tell('undefined-value', nodeAt(source, 'operator', name, 'token'), `there is no operator token ${token}`, {
        hint: didYouMean(token, names) ?? `describe it under \`operator-tokens\``,
        allowed: names,
      });
}

function checkPrograms({ operator }: Target, source: Source): void {
  const check = (call: OperatorCall | null, ...keys: string[]): void => {
    const problem = call?.kind === 'command' ? programProblem(call) : null;
    if (problem !== null)
      source.tell('unreadable-file', nodeAt(source, 'operator', ...keys), problem, {
        hint: 'check the path, which is relative to the target file, and that the file may be executed',
      });
  };
  for (const [name, hook] of Object.entries(operator)) {
    check(hook.call, name, 'command');
    check(hook.check, name, 'check', 'command');
  }
}

/** An address outside of `hosts` would never be asked. */
function checkAddresses(target: Target, source: Source): void {
  const listed = new Set(
    target.hosts.map((host) => readUrl(/^http:\/\//i.test(host) ? host : `https://${host}`)?.origin),
  );
  const check = (address: string, node: unknown): void => {
    const url = readUrl(address);
    if (url === null) {
      source.tell('bad-url', node, `${JSON.stringify(address)} is not an http(s) URL`);
      return;
    }
    if (listed.has(url.origin)) return;
    // Once is enough for each host.
    listed.add(url.origin);
    const host = url.protocol === 'http:' ? url.origin : url.host;
    source.tell('host-not-listed', node, `${host} is not among \`hosts\`, so nothing would be sent there`, {
      hint: `add ${host} to hosts`,
    });
  };
  check(target.issuer, nodeAt(source, 'issuer'));
  for (const [name, address] of Object.entries(target.api)) check(address, nodeAt(source, 'api', name));
  if (target.psu.dashboard) check(target.psu.dashboard.url, nodeAt(source, 'psu', 'dashboard', 'url'));
}

function checkUsers(target: Target, source: Source): void {
  const { users, pages, agent } = target.psu;
  const byRules = agent.kind === 'http' || agent.kind === 'browser';
  if (byRules && users.length === 0)
    source.tell('missing-key', nodeAt(source, 'psu'), 'there is no user to sign in', {
      hint: 'add one under `psu.users`: { username, password }',
    });
  if (byRules && pages.length === 0)
    source.tell(
      'missing-key',
      nodeAt(source, 'psu'),
      `\`psu.agent: ${agent.kind}\` needs rules for the pages of the bank`,
      {
        hint: 'add them under `psu.pages`; npx assay doctor prints one for a page it does not know',
      },
    );
  checkCommand(agent, source);
  const asked = pages.findIndex((page) => Object.values(page.fill).some((value) => value.includes('${psu.otp}')));
  const without = users.find((user) => user.otp === null && !user.totp);
  if (asked >= 0 && without && !target.operator['psu.otp'])
    source.tell(
      'undefined-value',
      nodeAt(source, 'psu', 'pages', asked),
      `\${psu.otp} has no value for ${without.name}`,
      {
        hint: 'give the user an `otp` or a `totp`, or declare the operator hook psu.otp',
      },
    );
}

function checkCommand(agent: Target['psu']['agent'], source: Source): void {
  const written = nodeAt(source, 'psu', 'command');
  if (agent.kind !== 'command') return;
  const problem = wrongProgram(agent.argv[0] ?? '') ?? programProblem(agent);
  if (problem !== null)
    source.tell('bad-command', written, problem, {
      hint: 'write it like command: [./approve.sh, "${address}", "${decision}"]; a path is relative to the target file',
    });
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Its address is not repeated, since it may hold a password. */
function checkProxy({ proxy }: Target, source: Source): void {
  if (proxy === null || proxy === 'none') return;
  if (readProxyUrl(proxy.url) === null)
    source.tell('bad-url', nodeAt(source, 'proxy', 'url'), 'this is no address of a proxy', {
      hint: 'write http(s)://host:port or http(s)://user:password@host:port, with `%25` for a `%` in the password',
    });
  if (proxy.trust !== null) checkTrust(proxy.trust, 'proxy', nodeAt(source, 'proxy', 'trust'), source);
}

function checkTrust(file: string, of: string, node: unknown, source: Source): void {
  const text = textOfFile(file, node, source);
  if (text === null) return;
  const roots = text.match(CERTIFICATE) ?? [];
  if (roots.length > 0 && roots.every(isCertificate)) return;
  source.tell('trust-unusable', node, `${file} holds ${roots.length > 0 ? 'a broken' : 'no'} PEM certificate`, {
    hint: `name the file of the roots of the ${of}, or leave \`trust\` out for the public ones`,
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
