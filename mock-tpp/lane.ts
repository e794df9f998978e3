/** What the sessions of one lane share: connections, loaded certificates, and the bank's metadata. */
import { rootCertificates } from 'node:tls';
import { Chromium } from './browser/chromium.ts';
import type { Json, TppBank, TppExchange, TppIdentity, TppSurroundings } from './contract.ts';
import { TppFault } from './fault.ts';
import { checkIdentity, type Identity, loadIdentity, nobody } from './identity/identity.ts';
import { get, type Metadata, metadataUrl, readMetadata } from './oauth/metadata.ts';
import { runProgram } from './operator/command.ts';
import { HookFailed } from './operator/hook-failed.ts';
import type { HookWire } from './operator/hooks.ts';
import { OperatorTokens } from './operator/operator-tokens.ts';
import { Hosting } from './request/hosting.ts';
import { Samples } from './samples/samples.ts';
import { type Certificate, Connections } from './transport/connections.ts';
import { asListed } from './transport/hosts.ts';
import { type HttpDraft, send, type Wire } from './transport/http.ts';
import { readUrl } from './url.ts';

/** Made once for a bank; certificates are parsed once and shared by all lanes. */
export interface Shared {
  bank: TppBank;
  around: TppSurroundings;
  identities: Map<string, Identity>;
  nobody: Certificate;
  metadata: Metadata | null;
  /** A fetch under way, for lanes that start together. */
  fetching: Promise<Metadata> | null;
  connectionNumbers: { next: number };
  /** By user, the period of the last code of an authenticator app. */
  usedCodes: Map<string, number>;
  /** What the bank gave in the whole run. */
  samples: Samples;
  hosting: Hosting;
  /** For walks in a browser; started when the first one begins. */
  chromium: Chromium;
  /** The connection of calls to the operator, whose certificate need not be the bank's; made when it is first used. */
  operator: Certificate | null;
  operatorTokens: OperatorTokens;
  /** The last visit of the user that no lane plays: one at a time, for a bank has one code under way for each. */
  anotherUser: Promise<unknown>;
}

export function newShared(bank: TppBank, around: TppSurroundings): Shared {
  return {
    bank,
    around,
    identities: new Map(),
    nobody: nobody(bank.trust),
    metadata: null,
    fetching: null,
    connectionNumbers: { next: 1 },
    usedCodes: new Map(),
    samples: new Samples(),
    hosting: new Hosting(bank.hosting, around),
    chromium: new Chromium(around.browser),
    operator: null,
    operatorTokens: new OperatorTokens(bank.operatorTokens, around),
    anotherUser: Promise.resolve(),
  };
}

/** Identities that the operator issues on demand live as long as the case and the controls they were issued for. */
export interface IssuedIdentities {
  readonly id: string;
  readonly held: Map<string, Promise<Identity>>;
}

/** One of several requests that are sent at once, and which of them it is, from 0. */
export type Companion = Pick<Wire, 'connections' | 'meeting'> & { turn: number };

export class Lane {
  readonly connections: Connections;
  readonly #shared: Shared;
  #issued: IssuedIdentities | null = null;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.connections = this.newConnections();
  }

  /** Begins a session of a case or its controls: identities that were issued for those before are done with their connections. */
  enter(issued: IssuedIdentities): void {
    const before = this.#issued;
    this.#issued = issued;
    if (before === null || before === issued) return;
    for (const identity of before.held.values())
      identity.then(
        (held) => this.connections.release(held),
        () => undefined,
      );
  }

  /** Sends over a certificate to the allowed hosts, within the limits of the target. */
  exchange(draft: HttpDraft, certificate: Certificate, nextId: () => number, by?: Companion): Promise<TppExchange> {
    const { hosts, limits } = this.#shared.bank;
    return this.#send(draft, { certificate, hosts, limits, nextId, ...by });
  }

  #send(
    draft: HttpDraft,
    wire: Pick<Wire, 'certificate' | 'hosts' | 'limits' | 'nextId'> & Partial<Companion>,
  ): Promise<TppExchange> {
    return send(draft, { connections: this.connections, ...wire, now: () => this.#shared.around.now() });
  }

  /** Connections of their own for requests that are sent at once; whoever asks for them drops them. */
  newConnections(): Connections {
    const { bank, connectionNumbers, around } = this.#shared;
    return new Connections(bank.limits.requestMs, connectionNumbers, bank.proxy, around.certificate);
  }

  /** The way to the operator: past the list of hosts, and with the public roots beside the bank's. */
  hookWire(exchanges: TppExchange[], nextId: () => number): HookWire {
    const { bank, operatorTokens } = this.#shared;
    const within = (timeoutMs: number | null): number => timeoutMs ?? bank.limits.requestMs;
    const ask: HookWire['send'] = async (draft, timeoutMs) => {
      const limits = { ...bank.limits, requestMs: within(timeoutMs) };
      const url = readUrl(draft.url);
      const hosts = url === null ? [] : [asListed(url)];
      const exchange = await this.#send(draft, { certificate: this.#operator(), hosts, limits, nextId });
      exchanges.push(exchange);
      return exchange;
    };
    return {
      send: ask,
      token: (name, refused) => operatorTokens.token(name, refused, (draft) => ask(draft, null)),
      run: (program, timeoutMs) => runProgram(program, within(timeoutMs)),
    };
  }

  #operator(): Certificate {
    const { trust } = this.#shared.bank;
    this.#shared.operator ??= trust === null ? this.nobody : nobody([trust, ...rootCertificates].join('\n'));
    return this.#shared.operator;
  }

  get nobody(): Certificate {
    return this.#shared.nobody;
  }

  /** A certificate by name. `issue` asks the operator for one that is made on demand. */
  async certificate(
    name: string,
    issued: IssuedIdentities,
    issue: (order: { like: string; flaw: string }) => Promise<{ [name: string]: Json }>,
  ): Promise<Certificate | Identity> {
    if (name === 'nobody') return this.#shared.nobody;
    const { bank, identities } = this.#shared;
    const declared = bank.identities[name];
    if (!declared) throw new TppFault(`the target has no identity ${name}`);
    if (declared.kind === 'issued') {
      const held = issued.held.get(name) ?? this.#issue(name, declared, issue);
      issued.held.set(name, held);
      held.catch(() => issued.held.delete(name));
      return held;
    }
    const known = identities.get(name);
    if (known) return known;
    const loaded = loadIdentity(name, declared, bank.trust);
    this.#shared.around.certificate?.(loaded.pem);
    identities.set(name, loaded);
    return loaded;
  }

  async #issue(
    name: string,
    { like, flaw }: Extract<TppIdentity, { kind: 'issued' }>,
    issue: (order: { like: string; flaw: string }) => Promise<{ [name: string]: Json }>,
  ): Promise<Identity> {
    const { around, bank } = this.#shared;
    const { certificate, key } = await issue({ like, flaw: flaw ?? '' });
    if (typeof certificate !== 'string' || typeof key !== 'string')
      throw new HookFailed('the hook cert.issue gave no certificate and key');
    around.taint(key, 'private key');
    const problem = checkIdentity(certificate, key, null);
    if (problem !== null) throw new HookFailed(`the hook cert.issue gave something unusable: ${problem}`);
    const issued = loadIdentity(name, { certificate, key, passphrase: null }, bank.trust);
    around.certificate?.(issued.pem);
    return issued;
  }

  /** The metadata, from OpenID discovery or else from RFC 8414. Throws Ended. */
  async metadata(browse: (draft: HttpDraft) => Promise<TppExchange>): Promise<Metadata> {
    const shared = this.#shared;
    if (shared.metadata) return shared.metadata;
    shared.fetching ??= fetchMetadata(shared.bank.issuer, browse);
    try {
      shared.metadata = await shared.fetching;
      return shared.metadata;
    } finally {
      shared.fetching = null;
    }
  }

  get knownMetadata(): Metadata | null {
    return this.#shared.metadata;
  }
}

async function fetchMetadata(issuer: string, browse: (draft: HttpDraft) => Promise<TppExchange>): Promise<Metadata> {
  const first = await browse(get(metadataUrl(issuer, 'openid'), 'openid metadata'));
  const found =
    first.response?.status === 404 ? await browse(get(metadataUrl(issuer, 'oauth'), 'oauth metadata')) : first;
  return readMetadata(found);
}
