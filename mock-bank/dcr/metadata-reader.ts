/** Reads what a registrant says, and refuses it in letters that an error may have. */
import type { Context } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { MembersReader } from '../read-members.ts';

/** In the letters of an error_description, and no more of a registrant's words than it takes. @requirement RFC6749-5.2-4 */
const described = (problem: string): string =>
  problem
    .replaceAll('"', "'")
    .replaceAll(/[^\x20-\x7e]|\\/g, '?')
    .slice(0, 200);

const reading =
  (code: string) =>
  ({ settings }: Context): MembersReader =>
    new MembersReader((problem) => new Refusal(settings.registrationErrorStatus, code, described(problem)));

/** @requirement RFC7591-3.2.2-1 */
export const metadataReader = reading('invalid_client_metadata');
export const redirectReader = reading('invalid_redirect_uri');
