/** The bank as its parts see it. */
import type { SigningKeys } from './as/keys.ts';
import type { Parts } from './as/parts.ts';
import type { Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import type { RegisteredClients } from './dcr/registered-clients.ts';
import type { Directory, Issued } from './directory/directory.ts';
import type { Underway } from './http/underway.ts';
import type { Ledger } from './ledger.ts';
import type { Psu } from './psu.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/store.ts';

export interface Bank {
  /** e.g. `https://localhost:8443`. */
  readonly issuer: string;
  /** Where clients go that show a certificate: the issuer, or the address of a listener for them alone. */
  readonly mtls: string;
  /** Absolute path of the state directory. */
  readonly state: string;
  readonly clock: Clock;
  /** Milliseconds since 1970 by the bank's own, movable clock. */
  now(): number;
  /** Policy in force; read it afresh, it changes with defects and variations. */
  readonly settings: Settings;
  /** Tables of the members of tokens and responses. */
  readonly parts: Parts;
  readonly active: { readonly defects: readonly string[]; readonly variations: readonly string[] };
  /** Replaces the active behaviours; throws UnknownBehaviour and changes nothing when an id is unknown. */
  alter(to: { defects?: readonly string[]; variations?: readonly string[] }): void;
  /** Gives the names that behaviours may change and requests have used since the last call; goes on recording them, or stops. */
  recordUse(on: boolean): string[];
  readonly store: Store;
  readonly clients: Clients;
  /** Those among them that registered themselves. */
  readonly registered: RegisteredClients;
  readonly users: ReadonlyMap<string, Psu>;
  readonly keys: SigningKeys;
  readonly directory: Directory;
  /** PEM of further CAs trusted for client certificates. */
  readonly authorities: readonly string[];
  /** Certificates handed out at the start, by client name (`primary`) and identity name (`primary-rekeyed`). */
  readonly identities: ReadonlyMap<string, Issued>;
  readonly ledger: Ledger;
  readonly underway: Underway;
}
