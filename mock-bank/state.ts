/** The state directory: what clients of the bank need to know, readable by its owner only. */
import type { KeyObject } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Bank } from './bank.ts';
import type { Enrolment } from './enrol.ts';
import { OperatorProblem } from './operator-problem.ts';
import type { ListenerKeys } from './tls/handshake.ts';

export interface StateDirectory {
  path: string;
  /** Takes the directory away if the bank made it up. */
  remove(): void;
}

export function openState(path: string | null): StateDirectory {
  if (path === null) {
    const made = mkdtempSync(join(tmpdir(), 'mock-bank-'));
    return { path: made, remove: () => rmSync(made, { recursive: true, force: true }) };
  }
  const given = resolve(path);
  try {
    // Not with its parents: where none can be made, as below /proc, node would try for ever.
    if (!existsSync(given)) mkdirSync(given, { mode: 0o700 });
    mkdirSync(join(given, 'clients'), { recursive: true, mode: 0o700 });
    accessSync(join(given, 'clients'), constants.W_OK);
  } catch (reason) {
    const { code = '' } = reason as NodeJS.ErrnoException;
    throw new OperatorProblem(
      `--state ${path}: cannot be written to (${code}); name a folder that you own, or a new one inside it`,
    );
  }
  return { path: given, remove: () => undefined };
}

export interface ReadyLine {
  ready: true;
  issuer: string;
  /** Where clients go that show a certificate; the issuer when they have no listener of their own. */
  mtls: string;
  /** Where it takes connections: the issuer, or what a front server connects to. */
  listens: string;
  management: string;
  directory: string;
  state: string;
  clients: string[];
  defects: readonly string[];
  variations: readonly string[];
}

export function writeState(bank: Bank, enrolments: readonly Enrolment[], ready: ReadyLine): void {
  const write = writerIn(bank.state);
  write('ca.pem', bank.directory.rootPem);
  for (const { name, transport, signing, seal, decryption } of enrolments) {
    if (transport) {
      write(`clients/${name}/transport.pem`, transport.certificate);
      write(`clients/${name}/transport.key`, transport.key);
    }
    if (seal) {
      write(`clients/${name}/seal.pem`, seal.certificate);
      write(`clients/${name}/seal.key`, seal.key);
    }
    if (signing)
      write(`clients/${name}/signing.jwk`, lines(privateJwk({ ...signing, alg: signing.algorithm.name }, 'sig')));
    if (decryption) write(`clients/${name}/decryption.jwk`, lines(privateJwk(decryption, 'enc')));
  }
  for (const [name, issued] of bank.identities) {
    if (enrolments.some((enrolment) => enrolment.name === name)) continue;
    write(`identities/${name}.pem`, issued.certificate);
    write(`identities/${name}.key`, issued.key);
  }
  write('psu.json', lines([...bank.users.values()].map(({ username, password }) => ({ username, password }))));
  write('bank.json', `${JSON.stringify(ready)}\n`);
}

function writerIn(state: string): (name: string, text: string) => void {
  return (name, text) => {
    const path = join(state, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // An older file of the same name keeps its mode when overwritten, so it goes first.
    rmSync(path, { force: true });
    writeFileSync(path, text, { mode: 0o600 });
  };
}

/** What a front server needs: the bank's own certificate and key, and the authorities of its clients. */
export function writeFrontServer({ state }: Bank, { certificate, key, trusted }: ListenerKeys): void {
  const write = writerIn(state);
  write('front/server.pem', certificate);
  write('front/server.key', key);
  write('front/server-and-key.pem', certificate + key);
  write('front/authorities.pem', trusted.join(''));
}

function privateJwk({ kid, alg, privateKey }: { kid: string; alg: string; privateKey: KeyObject }, use: 'sig' | 'enc') {
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use };
}

function lines(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
