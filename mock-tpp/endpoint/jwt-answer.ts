/** An answer that is a JWT as a whole, such as that of introspection (RFC 9701) or of UserInfo: its claims, and what is right about it. */
import { pastLimit } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { readJws } from '../oauth/jws.ts';
import { verifyWithKeys } from '../oauth/keys.ts';
import { openJwt } from '../response/opened.ts';
import type { StepContext } from '../step.ts';
import { headerValues } from '../transport/http.ts';

/** Claims that are told by name. */
const MOST_CLAIMS = 1000;

export const JWT_FACTS = {
  'http.jwt.typ': 'typ of an answer that is a JWT, in lower case and without application/',
  'http.jwt.alg': 'its algorithm',
  'http.jwt.signature': 'whether a key of the bank signed it',
  'http.jwt.iss_matches': 'whether it names the issuer of the target',
  'http.jwt.aud_names_client': 'whether this client is among its audiences',
  'http.jwt.aud_matches': 'whether it is for this client alone',
  'http.jwt.has_iat': 'whether it tells when it was made',
  'http.jwt.claims': 'the names of its claims',
};

/** The media type of an answer, in lower case and without parameters; null when it names none. */
export const mediaType = (exchange: TppExchange): string | null =>
  headerValues(exchange, 'content-type')[0]?.split(';')[0]?.trim().toLowerCase().slice(0, 100) || null;

export const isJwtType = (type: string | null): boolean => type === 'application/jwt' || /\+jwt$/u.test(type ?? '');

export interface JwtAnswer {
  claims: { [claim: string]: Json };
  facts: { [name: string]: Json };
}

/** Opened with the key of the client when it is encrypted. Null when the text is no JWT that can be read. Throws Ended when the keys of the bank cannot be had. */
export async function readJwtAnswer(context: StepContext, text: string): Promise<JwtAnswer | null> {
  const { client, around, bank, compare } = context;
  around.taint(text, 'JWT of the bank');
  const opened = await openJwt(text, client.decryption);
  if (opened.jwt === null) return null;
  if (opened.decrypted === true) around.taint(opened.jwt, 'decrypted JWT');
  const verified = await verifyWithKeys(context, opened.jwt, { clientId: client.client_id, nonce: null });
  if (verified === null) return null;
  const { payload, alg, signature, audMatches } = verified;
  const typ = readJws(opened.jwt)?.header.typ;
  const names = Object.keys(payload);
  if (names.length > MOST_CLAIMS)
    throw new Ended(pastLimit(`the JWT has ${names.length} claims, and no more than ${MOST_CLAIMS} are looked at`));
  const facts = {
    'http.jwt.typ': typeof typ === 'string' ? bare(typ) : null,
    'http.jwt.alg': alg,
    'http.jwt.signature': signature,
    'http.jwt.iss_matches': compare('http.jwt.iss_matches', payload.iss, bank.issuer),
    'http.jwt.aud_names_client': [payload.aud].flat().includes(client.client_id),
    'http.jwt.aud_matches': audMatches || compare('http.jwt.aud_matches', payload.aud, client.client_id),
    'http.jwt.has_iat': typeof payload.iat === 'number',
    'http.jwt.claims': names,
  };
  return { claims: payload, facts };
}

/** RFC 7515, 4.1.9. */
const bare = (typ: string): string =>
  typ
    .slice(0, 100)
    .toLowerCase()
    .replace(/^application\//u, '');
