/** What a target file takes from the environment for the calls to its operator: credentials, as far as the file does not say them openly. */
import { referencesInText } from './reference.ts';
import { nodeAt, type Source } from './source.ts';
import type { Target } from './target.ts';
import { scalarsIn } from './tree.ts';
import { readUrl } from './url.ts';

const KEYS = [['operator'], ['operator-tokens'], ['psu', 'command']];

/**
 * Values of `${env.NAME}` below `operator` and `operator-tokens`, and in the command of the user.
 * Hosts and client ids are no secrets: a record that hides the address of the bank says nothing.
 */
export function operatorSecrets(
  target: Omit<Target, 'secrets'>,
  source: Source,
  env: { [name: string]: string | undefined },
): string[] {
  const open = openly(target);
  const found = new Set<string>();
  for (const key of KEYS)
    for (const node of scalarsIn(nodeAt(source, ...key))) {
      if (typeof node.value !== 'string') continue;
      for (const { root, path } of referencesInText(node.value)) {
        const value = root === 'env' ? env[path.join('.')] : undefined;
        if (value && !open.some((text) => text.includes(value))) found.add(value);
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
