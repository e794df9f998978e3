/** What the sessions of one lane share: connections, loaded certificates, and the bank's metadata. */
import type { Json, TppBank, TppExchange, TppSurroundings } from './contract.ts';
import { TppFault } from './fault.ts';
import { checkIdentity, type Identity, loadIdentity, nobody } from './identity/identity.ts';
import { get, type Metadata, metadataUrl, readMetadata } from './oauth/metadata.ts';
import { HookFailed } from './operator/hooks.ts';
import { Hosting } from './request/hosting.ts';
import { type Certificate, Connections } from './transport/connections.ts';
import { type HttpDraft, send } from './transport/http.ts';

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
  hosting: Hosting;
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
    hosting: new Hosting(bank.hosting, around),
  };
}

/** Identities that the operator issues on demand live as long as the case and the controls they were issued for. */
export interface IssuedIdentities {
  readonly id: string;
  readonly held: Map<string, Promise<Identity>>;
}

export class Lane {
  readonly connections: Connections;
  readonly #shared: Shared;
  #issued: IssuedIdentities | null = null;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.connections = new Connections(shared.bank.limits.requestMs, shared.connectionNumbers, shared.bank.proxy);
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

  /** Sends over a certificate to the allowed hosts, or, for hooks, to the given ones. */
  exchange(draft: HttpDraft, certificate: Certificate, nextId: () => number, hosts?: string[]): Promise<TppExchange> {
    const { bank, around } = this.#shared;
    return send(draft, {
      connections: this.connections,
      certificate,
      hosts: hosts ?? bank.hosts,
      limits: bank.limits,
      now: () => around.now(),
      nextId,
    });
  }

  get nobody(): Certificate {
    return this.#shared.nobody;
  }

  /** A certificate by name. `issue` asks the operator for one that is made on demand. */
  async certificate(
    name: string,
    issued: IssuedIdentities,
    issue: (like: string) => Promise<{ [name: string]: Json }>,
  ): Promise<Certificate | Identity> {
    if (name === 'nobody') return this.#shared.nobody;
    const { bank, identities } = this.#shared;
    const declared = bank.identities[name];
    if (!declared) throw new TppFault(`the target has no identity ${name}`);
    if (declared.kind === 'issued') {
      const held = issued.held.get(name) ?? this.#issue(name, declared.like, issue);
      issued.held.set(name, held);
      held.catch(() => issued.held.delete(name));
      return held;
    }
    const known = identities.get(name);
    if (known) return known;
    const loaded = loadIdentity(name, declared, bank.trust);
    identities.set(name, loaded);
    return loaded;
  }

  async #issue(
    name: string,
    like: string,
    issue: (like: string) => Promise<{ [name: string]: Json }>,
  ): Promise<Identity> {
    const { around, bank } = this.#shared;
    const { certificate, key } = await issue(like);
    if (typeof certificate !== 'string' || typeof key !== 'string')
      throw new HookFailed('the hook cert.issue gave no certificate and key');
    around.taint(key, 'private key');
    const problem = checkIdentity(certificate, key, null);
    if (problem !== null) throw new HookFailed(`the hook cert.issue gave something unusable: ${problem}`);
    return loadIdentity(name, { certificate, key, passphrase: null }, bank.trust);
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
