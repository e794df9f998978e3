/** Reads a JWT of the bank: opened, verified, kept for verifier checks, and given as facts under a name. */
import type { Json } from '../contract.ts';
import type { Artefact } from '../memory.ts';
import { verifyWithKeys } from '../oauth/keys.ts';
import type { Verified } from '../oauth/verify.ts';
import type { StepContext } from '../step.ts';
import { type Opened, openJwt } from './opened.ts';

export interface ReadJwt {
  /** Null when there is no JWT inside, or it could not be decrypted. */
  verified: Verified | null;
  opened: Opened;
}

/**
 * Throws Ended when the keys of the bank cannot be had, or the JWT is more than is looked at here; whatever else it is never throws.
 * @param artefact the name under which it is kept for verifier checks
 */
export async function readBankJwt(
  context: StepContext,
  text: string,
  { artefact, kind, nonce }: { artefact: string; kind: Artefact['kind']; nonce: string | null },
): Promise<ReadJwt> {
  const { client, memory, call, around } = context;
  const clientId = client.client_id;
  const opened = await openJwt(text, client.decryption);
  const jwt = opened.jwt ?? text;
  if (opened.decrypted === true) around.taint(jwt, 'decrypted JWT');
  memory.artefacts.set(`${call.id}.${artefact}`, { jwt, kind, clientId, nonce });
  const verified = opened.jwt === null ? null : await verifyWithKeys(context, opened.jwt, { clientId, nonce });
  return { verified, opened };
}

/** What is said of every JWT of the bank, whatever it is for; `facts` are their names and `read` their values. */
export const jwtFacts = (name: string): { [fact: string]: string } => ({
  [`${name}.present`]: 'whether there is one',
  [`${name}.encrypted`]: 'whether it is encrypted',
  [`${name}.decrypted`]: 'whether the key of the client opened it; null when it is not encrypted',
  [`${name}.encryption_alg`]: 'how its content key is encrypted',
  [`${name}.encryption_enc`]: 'how its content is encrypted',
  [`${name}.flaw`]:
    'what is wrong with it as a JWT, or null: a claim that appears twice, a time that is not a number, or not a JWT at all',
  [`${name}.signature`]: 'whether a key of the bank signed it',
  [`${name}.alg`]: 'its algorithm',
  [`${name}.names_key`]:
    'whether its kid is that of a published key; null where only one is published and it names none',
  [`${name}.key_references`]: 'header parameters that bring a key along or lead to one, such as jku',
  [`${name}.iss_matches`]: 'whether it names the issuer of the target',
  [`${name}.aud_matches`]: 'whether it is for this client alone',
  [`${name}.has_exp`]: 'whether it ends',
  [`${name}.expired`]: 'whether it has ended',
});

export function factsOf(
  { compare, bank, client }: StepContext,
  name: string,
  { verified, opened }: ReadJwt,
): { [fact: string]: Json } {
  const { iss, aud, azp } = verified?.payload ?? {};
  const audience = azp === undefined ? aud : { aud: aud ?? null, azp };
  const flaw = verified === null ? (opened.problem ?? 'it is not a signed JWT') : verified.flaw;
  return {
    [`${name}.present`]: true,
    [`${name}.encrypted`]: opened.encrypted,
    [`${name}.decrypted`]: opened.decrypted,
    [`${name}.encryption_alg`]: opened.alg,
    [`${name}.encryption_enc`]: opened.enc,
    [`${name}.flaw`]: flaw,
    [`${name}.signature`]: verified?.signature ?? false,
    [`${name}.alg`]: verified?.alg ?? null,
    [`${name}.names_key`]: verified?.namesKey ?? null,
    [`${name}.key_references`]: verified?.keyReferences ?? [],
    [`${name}.iss_matches`]: compare(`${name}.iss_matches`, iss, bank.issuer),
    [`${name}.aud_matches`]: verified?.audMatches || compare(`${name}.aud_matches`, audience, client.client_id),
    [`${name}.has_exp`]: verified?.hasExp ?? false,
    [`${name}.expired`]: verified?.expired ?? false,
  };
}

/** The fact `<name>.nonce_matches`; null when no nonce was sent. */
export const nonceMatches = (
  { compare }: StepContext,
  name: string,
  { verified }: ReadJwt,
  nonce: string | null,
): boolean | null => (nonce === null ? null : compare(`${name}.nonce_matches`, verified?.payload.nonce, nonce));
