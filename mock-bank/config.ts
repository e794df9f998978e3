/** The --config file: clients of other test suites, read strictly and with every problem named. */
import { readFileSync } from 'node:fs';
import type { Client } from './clients.ts';
import { OperatorProblem } from './operator-problem.ts';
import { AUTHENTICATION_KEYS, sha256 } from './read-authentication.ts';
import { readClient } from './read-client.ts';
import { MembersReader } from './read-members.ts';
import { REGISTRATION_KEYS } from './read-registration.ts';

/** What the operator has to correct; the message names file and place. */
export class ConfigProblem extends OperatorProblem {
  override readonly name = 'ConfigProblem';
}

export interface ExtraConfig {
  clients: Client[];
  /** PEM texts of further CAs whose client certificates are trusted. */
  authorities: string[];
}

export const noExtraConfig: ExtraConfig = { clients: [], authorities: [] };

const CLIENT_ID = /^[A-Za-z0-9_][A-Za-z0-9._~-]{0,63}$/;
const CLIENT_KEYS = new Set([
  'client_id',
  'client_name',
  'jwks',
  'redirect_uris',
  'alg',
  ...AUTHENTICATION_KEYS,
  ...REGISTRATION_KEYS,
]);

export function readConfig(path: string): ExtraConfig {
  const reader = new MembersReader((problem) => new ConfigProblem(`${path}: ${problem}`));
  return configIn(parse(path, text(path)), reader);
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const { code = '' } = reason as NodeJS.ErrnoException;
    throw new ConfigProblem(`${path}: cannot be read (${code}); --config names a JSON file, see mock-bank/clients.md`);
  }
}

function parse(path: string, written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (reason) {
    const { message } = reason as SyntaxError;
    throw new ConfigProblem(`${path}${place(written, message)}: not JSON: ${message.replaceAll(/\s+/g, ' ')}`);
  }
}

/** `:line:column` where node gives a position; otherwise its message shows the text around the problem. */
function place(written: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = written.slice(0, Number(position)).split('\n');
  return `:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

function configIn(value: unknown, reader: MembersReader): ExtraConfig {
  const all = reader.object(value, 'the file');
  reader.onlyKnown(all, new Set(['clients', 'authorities']), 'the file');
  const clients = reader
    .array(all.clients ?? [], 'clients')
    .map((one, index) => clientIn(one, `clients[${index}]`, reader));
  const authorities = reader.array(all.authorities ?? [], 'authorities').map((one, index) => {
    const pem = reader.text(one, `authorities[${index}]`);
    if (sha256(pem) === null) reader.fail(`authorities[${index}]: not a PEM certificate`);
    return pem;
  });
  const ids = clients.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) reader.fail(`clients: ${twice} appears twice`);
  return { clients, authorities };
}

function clientIn(value: unknown, at: string, reader: MembersReader): Client {
  const one = reader.object(value, at);
  reader.onlyKnown(one, CLIENT_KEYS, at);
  const id = reader.text(one.client_id, `${at}.client_id`);
  if (!CLIENT_ID.test(id)) reader.fail(`${at}.client_id: letters, digits and ._~- only`);
  if (/^(psu|tpp)-/.test(id)) reader.fail(`${at}.client_id: names that begin with psu- or tpp- are the bank's own`);
  return readClient(one, at, id, reader);
}
