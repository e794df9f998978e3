/** Policy values of dynamic client registration. */

export interface DcrSettings {
  /** Clients that may have registered themselves at a time. */
  mostRegisteredClients: number;
  /** The status of an answer that registers a client. @requirement RFC7591-3.2.1-1 */
  registrationStatus: 201 | 200;
  /** What that answer leaves out of what was registered. @requirement RFC7591-3.2.1-2 RFC7591-3.2.1-3 */
  registrationUntold: 'nothing' | 'metadata' | 'client-id';
  /** The status of a refusal for what was to be registered. @requirement RFC7591-3.2.2-1 */
  registrationErrorStatus: 400 | 422;
  /** Whether a registration can be managed by who made it, and whether both is told that this takes. @requirement RFC7592-3-1 */
  registrationManagement: 'offered' | 'without-token' | 'none';
  /** What becomes of a client that is to be deleted. @requirement RFC7592-2.3-2 */
  registrationDeletion: 'effective' | 'without-effect';
  /** The status of its answer; 405 of a bank that deletes no clients. @requirement RFC7592-2.3-1 */
  registrationDeletionStatus: 204 | 200 | 405;
}

export const dcrDefaults: DcrSettings = {
  mostRegisteredClients: 2000,
  registrationStatus: 201,
  registrationUntold: 'nothing',
  registrationErrorStatus: 400,
  registrationManagement: 'offered',
  registrationDeletion: 'effective',
  registrationDeletionStatus: 204,
};
