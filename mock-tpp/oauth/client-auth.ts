/** Client authentication: private_key_jwt, or the certificate alone, and the ways to get it wrong. */
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { randomText } from '../random.ts';
import type { StepContext } from '../step.ts';
import { flipSignature, hmacJws, publicPem, signJws, strangerKey } from './jws.ts';

type Jwk = { [member: string]: Json };

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 60;

/** The client's own key; throws TppFault when the target gives it none. */
export function ownKey(context: StepContext, clientName = context.clientName): Jwk {
  const key = context.bank.clients[clientName]?.signing;
  if (!key) throw new TppFault(`the client ${clientName} has no signing key in the target file`);
  return key;
}

/**
 * Adds to a form what authenticates the client.
 * @requirement OIDC-CORE-9-1 FAPI2-SP-5.3.2.1-8
 */
export async function authenticate(context: StepContext, form: [string, string][]): Promise<void> {
  const { client, edits, call } = context;
  if (!form.some(([name]) => name === 'client_id')) form.push(['client_id', client.client_id]);
  if (edits.take('client.no-auth')) return;
  if (client.auth !== 'private_key_jwt') return;
  const replay = edits.take('assertion.replay');
  const assertion = replay ? earlier(context, replay.of) : await makeAssertion(context);
  context.around.taint(assertion, 'client assertion');
  context.memory.assertions.set(call.id, assertion);
  form.push(['client_assertion_type', ASSERTION_TYPE], ['client_assertion', assertion]);
}

function earlier(context: StepContext, step: Json | undefined): string {
  const sent = typeof step === 'string' ? context.memory.assertions.get(step) : undefined;
  if (!sent)
    throw new TppFault(`no client assertion was sent at ${JSON.stringify(step ?? null)} that could be sent again`);
  return sent;
}

async function makeAssertion(context: StepContext): Promise<string> {
  const { client, bank } = context;
  const nowS = Math.floor(context.around.now() / 1000);
  const key = ownKey(context);
  const header: Jwk = { alg: client.alg, typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) };
  const claims: Jwk = {
    iss: client.client_id,
    sub: client.client_id,
    aud: bank.issuer,
    jti: randomText(context.around, 16),
    iat: nowS,
    exp: nowS + LIFETIME_S,
  };
  return sealed(context, 'assertion', header, claims, key);
}

/** Applies the mutations of one JWT of ours, signs it, and applies those that come after signing. */
export async function sealed(
  context: StepContext,
  what: 'assertion' | 'request_object',
  header: Jwk,
  claims: Jwk,
  key: Jwk,
): Promise<string> {
  const { edits } = context;
  const now = context.around.now();
  edits.members(`${what}.header`, header, now);
  edits.members(`${what}.claim`, claims, now);
  const other = edits.take(`${what}.sign`);
  const jwt = await (other ? signOtherwise(context, header, claims, key, other) : signJws(header, claims, key));
  return edits.take(`${what}.flip`) ? flipSignature(jwt) : jwt;
}

async function signOtherwise(
  context: StepContext,
  header: Jwk,
  claims: Jwk,
  own: Jwk,
  inputs: { [name: string]: Json },
): Promise<string> {
  const { key, alg } = inputs;
  const signing =
    key === undefined || key === 'own' ? own : key === 'stranger' ? strangerKey() : ownKey(context, String(key));
  if (signing === own && (alg === undefined || alg === header.alg))
    throw new TppFault('the JWT would be signed as it is anyway, so the mutation changes nothing');
  if (signing !== own) Object.assign(header, { alg: signing.kty === 'RSA' ? 'PS256' : 'ES256' });
  if (signing !== own && key !== 'stranger') Object.assign(header, { kid: signing.kid ?? null });
  if (alg !== undefined) header.alg = alg;
  if (alg === 'HS256') return hmacJws(header, claims, publicPem(signing));
  return signJws(header, claims, signing);
}

/** A POST of a form, as the back channel wants it. */
export function formHeaders(): [string, string][] {
  return [
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
  ];
}
