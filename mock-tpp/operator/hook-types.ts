/** The hooks that a bank's operator can offer: what each is given, and what it must answer. */

export interface HookType {
  name: string;
  summary: string;
  /** Names that its address and body may hold as `${name}`. */
  inputs: string[];
  /** Names that `outputs` has to find in its answer. */
  outputs: string[];
}

// biome-ignore format: a table, one row a line
export const HOOKS: readonly HookType[] = [
  { name: 'clock.advance', summary: 'moves the clock of the bank on', inputs: ['seconds'], outputs: [] },
  { name: 'clock.reset', summary: 'puts the clock of the bank back', inputs: [], outputs: [] },
  { name: 'psu.otp', summary: 'gives the one-time code that a user was sent', inputs: ['username'], outputs: ['otp'] },
  { name: 'cert.issue', summary: 'issues a certificate like that of a client, as the identity of this name has to be; `flaw` names what is to be wrong with it, and is empty for a good one', inputs: ['like', 'identity', 'flaw'], outputs: ['certificate', 'key'] },
  { name: 'cert.revoke', summary: 'revokes a certificate', inputs: ['serial', 'publish'], outputs: [] },
  { name: 'cert.status-service', summary: 'takes OCSP and CRL of a certificate down or up', inputs: ['serial', 'ocsp', 'crl'], outputs: [] },
  { name: 'cert.status-answer', summary: 'has OCSP and CRL of a certificate answer in a wrong way', inputs: ['serial', 'ocsp', 'crl'], outputs: [] },
  { name: 'token.issue', summary: 'issues an access token like `token`, whose member `cnf` is changed as that word says', inputs: ['token', 'cnf'], outputs: ['token'] },
  { name: 'consent.revoke', summary: 'revokes a consent in the name of the user', inputs: ['consent'], outputs: [] },
  { name: 'sca.decide', summary: 'gives the bank’s decision about a situation that is described to it', inputs: ['situation'], outputs: ['decision', 'exemption'] },
  { name: 'fraud.rate', summary: 'sets the rate of fraud, in percent, by which the risk analysis is open for payments of a type; `none` closes it', inputs: ['type', 'percent'], outputs: [] },
  { name: 'psu.unblock', summary: 'lets a user sign in again who was blocked for failing too often', inputs: ['username'], outputs: [] },
  { name: 'payee.trust', summary: 'puts a payee on the list of a user’s trusted payees, or takes it off', inputs: ['username', 'account', 'trusted'], outputs: [] },
];
