/** Whether a bank registers clients as a case needs it: by what the target says, and by its metadata. */
import type { Target } from '../load/target.ts';
import { FROM_REGISTRATION, type MetadataDocument, missingIn, shows } from './capability.ts';

const ENDPOINT = { meaning: 'registration of clients', member: 'registration_endpoint' };

/** Why a capability that follows from `registration` is not there, in a sentence; null where it is, or follows from elsewhere. */
export function registrationMissing(
  capability: string,
  { registration }: Target,
  metadata: MetadataDocument | null,
): string | null {
  const from = Object.hasOwn(FROM_REGISTRATION, capability) ? FROM_REGISTRATION[capability] : undefined;
  if (!from) return null;
  const { meaning, said } = from;
  const named = `${meaning} (capability "${capability}")`;
  if (metadata !== null && !shows(metadata, ENDPOINT))
    return `The metadata of the bank has ${missingIn(ENDPOINT)}, so there is no ${named}.`;
  if (registration === null)
    return `The target does not declare ${named}. If the bank has it, say under registration in the target file what is sent.`;
  if (said === null || registration[said.by]) return null;
  return `The target does not declare ${named}. If the bank has it, write ${said.as} under registration in the target file.`;
}
