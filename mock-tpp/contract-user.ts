/** Of what goes through the door of the mock TPP: the user, the pages of the bank, and who plays the one on the other. */

export interface TppPageRule {
  id: string;
  fields: string[];
  buttons: string[];
  fill: { [field: string]: string };
  /** Check boxes and radio buttons to set, and check boxes to clear. */
  tick: string[];
  clear: string[];
  press: string;
  /** `list` and `done` stand on a dashboard: where a consent is looked up, and what says that it was revoked. */
  means: 'login' | 'sca' | 'consent' | 'other' | 'list' | 'done';
  deny: string | null;
}

/** Where a user sees what it has given to whom; `${consent}` in the names of its rules is the id of the consent. */
export interface TppDashboard {
  url: string;
  pages: TppPageRule[];
}

/**
 * Who plays the user: `http` and `browser` follow the page rules, without and with script; a `command` is a program of the
 * bank's own, and `manual` a person. `timeoutMs` is for one authorization.
 */
export type TppAgent = (
  | { kind: 'http' | 'browser' | 'manual' }
  | { kind: 'command'; argv: string[]; folder: string }
) & {
  timeoutMs: number;
};

/** An authenticator app of a user (RFC 6238). */
export interface TppTotp {
  /** Base32. */
  secret: string;
  digits: number;
  periodS: number;
  algorithm: 'sha1' | 'sha256' | 'sha512';
}

export interface TppPerson {
  tell(text: string): void;
  /** The next line that is typed; null when there will be none. `signal` ends the asking. */
  line(signal: AbortSignal): Promise<string | null>;
}
