/** Opening the bank: keys, certificates, listeners, in the order they depend on each other. */
import type { Server } from 'node:https';

import { sealApi } from './api/index.ts';
import { createSigningKeys } from './as/keys.ts';
import type { Bank } from './bank.ts';
import { type InForce, inForce } from './behaviours.ts';
import type { Client } from './clients.ts';
import { Clock } from './clock.ts';
import { type ExtraConfig, noExtraConfig } from './config.ts';
import { RegisteredClients } from './dcr/registered-clients.ts';
import type { Issued } from './directory/directory.ts';
import { createDirectory } from './directory/index.ts';
import { newStates } from './endpoints.ts';
import { bundledClients, type Enrolment, enrolBundled, enrolConfigured, lookAlikes } from './enrol.ts';
import type { Door } from './http/context.ts';
import type { Seal } from './http/render.ts';
import { serve } from './http/serve.ts';
import { Underway } from './http/underway.ts';
import { Ledger } from './ledger.ts';
import { close, listen } from './loopback.ts';
import { routes, startManagement } from './management/index.ts';
import { createUsers } from './psu.ts';
import { signAnswer } from './signatures/answer.ts';
import { openState, type ReadyLine, writeFrontServer, writeState } from './state.ts';
import { createStore } from './store/store.ts';
import { handshakeOf } from './tls/handshake.ts';
import { attach, createListener } from './tls/listener.ts';
import { watched } from './usage.ts';

/** What is made of an answer as it goes out. */
const sealed: Seal = (context, message) => [...signAnswer(context, message), ...sealApi(context, message)];

export interface OpenOptions {
  port?: number;
  /** Of a listener for clients with certificates alone; null: there is one listener for everybody. */
  mtlsPort?: number | null;
  managementPort?: number;
  directoryPort?: number;
  /** Of the bundled clients these and the primary one, whom others may look like; null: all. */
  clients?: readonly string[] | null;
  /** Null: a directory of its own, gone with the bank. */
  state?: string | null;
  defects?: readonly string[];
  variations?: readonly string[];
  config?: ExtraConfig;
  /** Null: clients connect to the bank itself. */
  front?: FrontServer | null;
  /** System time; tests bring their own. */
  system?: () => number;
}

/** A listener, and the address that clients know it by. */
interface Entrance {
  listener: Server;
  door: Door;
  address: string;
}

/** A server in front of the bank that ends TLS. */
export interface FrontServer {
  /** Its address, without a path. */
  issuer: string;
  /** Where it hands on the certificate of the client; the first header that holds one counts. */
  certificateHeaders: readonly string[];
}

export interface OpenBank {
  bank: Bank;
  ready: ReadyLine;
  close(): Promise<void>;
  /** Takes the state directory away, also when there is no time to close. */
  removeState(): void;
}

/** Throws UnknownBehaviour before anything is opened, OperatorProblem for a port or folder that cannot be had. */
export async function openBank(options: OpenOptions = {}): Promise<OpenBank> {
  const opened: (() => unknown)[] = [];
  const closeAll = async () => {
    await Promise.all(opened.splice(0).map((undo) => undo()));
  };
  try {
    return await open(options, opened, closeAll);
  } catch (reason) {
    await closeAll();
    throw reason;
  }
}

/** Puts what undoes each step on `opened`. */
async function open(options: OpenOptions, opened: (() => unknown)[], closeAll: () => Promise<void>): Promise<OpenBank> {
  let used: Set<string> | null = null;
  const behaving = (defects: readonly string[], variations: readonly string[]): InForce => {
    const made = inForce(defects, variations);
    const names = used;
    if (names === null) return made;
    return watched(made, (...more) => {
      for (const name of more) names.add(name);
    });
  };
  const wanted = bundledClients(options.clients ?? null);
  let force = behaving(options.defects ?? [], options.variations ?? []);
  const clock = new Clock(options.system);
  const now = () => clock.now();
  const extra = options.config ?? noExtraConfig;
  const front = options.front ?? null;
  const state = openState(options.state ?? null);
  opened.push(() => state.remove());
  const directory = await createDirectory({ port: options.directoryPort ?? 0 });
  opened.push(() => directory.close());
  const [keys, server, short, bundled, configured] = await Promise.all([
    createSigningKeys(),
    directory.issueServer('localhost', 'sound'),
    directory.issueServer('localhost', 'short'),
    enrolBundled(directory, wanted),
    enrolConfigured(directory, extra.clients),
  ]);
  const enrolments = [...bundled, ...configured.filter((one): one is Enrolment => 'transport' in one)];
  const clients = [...bundled, ...configured].map((one): Client => ('client' in one ? one.client : one));
  const known = new Map(clients.map((client) => [client.id, client]));
  const primary = bundled[0]?.transport;
  if (!primary) throw new Error('the bank has no client');
  const identities = new Map<string, Issued>([
    ...enrolments.flatMap(({ name, transport }) => (transport ? [[name, transport] as const] : [])),
    ...(await lookAlikes(directory, primary)),
  ]);
  const authorities = [directory.secondRootPem, ...extra.authorities];
  const listenerKeys = {
    certificate: server.certificate,
    key: server.key,
    trusted: [directory.rootPem, directory.issuingPem, ...authorities],
    short,
  };
  const mtlsPort = options.mtlsPort ?? null;
  const listener = createListener(listenerKeys, force.settings.handshake, mtlsPort === null);
  const port = await listen(listener, options.port ?? 0, '--port');
  opened.push(() => close(listener));
  const doors: Entrance[] = [
    { listener, door: mtlsPort === null ? 'only' : 'plain', address: front?.issuer ?? `https://localhost:${port}` },
  ];
  if (mtlsPort !== null) {
    const alias = createListener(listenerKeys, force.settings.handshake, true);
    const at = await listen(alias, mtlsPort, '--mtls-port');
    opened.push(() => close(alias));
    doors.push({ listener: alias, door: 'alias', address: `https://localhost:${at}` });
  }
  const [{ address: issuer }, { address: mtls } = { address: issuer }] = doors as [Entrance, Entrance?];

  const bank: Bank = {
    issuer,
    mtls,
    state: state.path,
    clock,
    now,
    get settings() {
      return force.settings;
    },
    get parts() {
      return force.parts;
    },
    get active() {
      return force.active;
    },
    alter(to) {
      const { handshake } = force.settings;
      force = behaving(to.defects ?? force.active.defects, to.variations ?? force.active.variations);
      if (force.settings.handshake !== handshake)
        for (const one of doors) one.listener.setSecureContext(handshakeOf(listenerKeys, force.settings.handshake));
    },
    recordUse(on) {
      const names = [...(used ?? [])];
      used?.clear();
      if (on === (used !== null)) return names;
      used = on ? new Set() : null;
      this.alter({});
      return names;
    },
    store: createStore(now),
    clients: known,
    registered: new RegisteredClients(known),
    users: createUsers(),
    keys,
    directory,
    authorities,
    identities,
    ledger: new Ledger(),
    underway: new Underway(),
  };
  for (const { listener: one, ...door } of doors)
    attach(one, {
      ...door,
      listenerFor: (connectionOf) =>
        serve(bank, { endpoints: () => force.endpoints, newStates, seal: sealed }, connectionOf),
      certificateHeaders: front?.certificateHeaders ?? null,
      firstBytes: () => force.settings.firstBytes,
    });
  const management = await startManagement(bank, routes, options.managementPort ?? 0);
  opened.push(() => management.close());
  const ready: ReadyLine = {
    ready: true,
    issuer,
    mtls,
    listens: `https://localhost:${port}`,
    management: management.url,
    directory: directory.url,
    state: state.path,
    clients: clients.map(({ id }) => id),
    defects: bank.active.defects,
    variations: bank.active.variations,
  };
  writeState(bank, enrolments, ready);
  if (front) writeFrontServer(bank, listenerKeys);
  return { bank, ready, close: closeAll, removeState: () => state.remove() };
}
