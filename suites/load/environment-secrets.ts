/** What a target file takes from the environment where credentials stand: secrets, as far as the file does not say them openly. */
import { referencesInText } from './reference.ts';
import type { Source } from './source.ts';
import type { Target } from './target.ts';
import { isMap, scalarsIn } from './tree.ts';
import { readUrl } from './url.ts';

/** Elsewhere stand addresses, limits and choices, which every record has to tell. */
const KEYS = ['operator', 'operator-tokens', 'psu', 'clients', 'identities', 'proxy', 'hosting', 'registration'];

/**
 * Values of `${env.NAME}` in what is said of clients, certificates, users, the operator and the proxy.
 * Hosts and client ids are no secrets: a record that hides the address of the bank says nothing.
 */
export function environmentSecrets(
  target: Omit<Target, 'secrets'>,
  source: Source,
  env: { [name: string]: string | undefined },
): string[] {
  const open = openly(target);
  const found = new Set<string>();
  for (const key of KEYS) {
    const held = isMap(source.root) ? source.root.get(key) : undefined;
    for (const node of held === undefined ? [] : scalarsIn(held)) {
      if (typeof node.value !== 'string') continue;
      for (const { root, path } of referencesInText(node.value)) {
        const value = root === 'env' ? env[path.join('.')] : undefined;
        if (value && !open.some((text) => text.includes(value))) found.add(value);
      }
    }
  }
  return [...found];
}

function openly({ issuer, hosts, api, scopes, clients, operator, operatorTokens }: Omit<Target, 'secrets'>): string[] {
  const calls = Object.values(operator).flatMap(({ call, check }) => [call, ...(check === null ? [] : [check])]);
  const addresses = [
    ...calls.flatMap((call) => (call.kind === 'http' ? [call.url] : [])),
    ...Object.values(operatorTokens).map(({ token_endpoint }) => token_endpoint),
  ];
  return [
    ...[issuer, ...hosts, ...Object.values(api), ...Object.values(scopes)],
    ...Object.values(clients).flatMap(({ client_id, redirect_uri }) => [client_id, redirect_uri]),
    ...Object.values(operatorTokens).flatMap(({ client_id, scope }) => [client_id, scope ?? '']),
    ...addresses.map((address) => readUrl(address)?.host ?? ''),
  ];
}
