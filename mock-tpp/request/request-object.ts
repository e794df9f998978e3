/** The signed request object: all parameters as claims of one JWT of the client. */
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { readJson } from '../json.ts';
import { signedByClient } from '../oauth/signing.ts';
import { randomText } from '../random.ts';
import type { StepContext } from '../step.ts';
import type { Built } from './parameters.ts';

const LIFETIME_S = 300;

/** The mutation that sends another kind of JWT; what the request asks for then stands beside it. */
export const AS_ASSERTION = 'request_object.assertion';

/** Parameters whose values are JSON, and stand in a request object as such. @requirement RFC9101-4-1 */
const JSON_VALUES = ['claims', 'authorization_details', 'max_age'];

/**
 * Signs the request anew each time it is called, so that no request object is sent twice by mistake. `endpoint` is where it
 * goes. Mutations of `request_object` are applied here.
 * @requirement FAPI2-MS-5.3.1-1 RFC9101-5-2 FAPI1-ADV-5.2.3-8 FAPI1-ADV-5.2.3-14
 */
export async function requestObject(context: StepContext, built: Built, endpoint: string): Promise<string> {
  const { client, around } = context;
  const nowS = Math.floor(around.now() / 1000);
  if (context.edits.take(AS_ASSERTION)) {
    const times = { iat: nowS, exp: nowS + 60 };
    const named = { iss: client.client_id, sub: client.client_id, aud: context.bank.issuer };
    const jwt = await signedByClient(context, 'request_object', 'JWT', {
      ...named,
      jti: randomText(around, 16),
      ...times,
    });
    around.taint(jwt, 'client assertion');
    return jwt;
  }
  const claims: { [claim: string]: Json } = {
    iss: client.client_id,
    aud: await audience(context, endpoint),
    jti: randomText(context.around, 16),
    iat: nowS,
    nbf: nowS,
    exp: nowS + LIFETIME_S,
  };
  for (const [name, text] of built.parameters) {
    const value = JSON_VALUES.includes(name) ? valueIn(text) : text;
    const held = Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (held !== undefined && name !== 'resource')
      throw new TppFault(`${name} cannot appear twice in a request object`);
    claims[name] = held === undefined ? value : [held, value].flat();
  }
  const jwt = await signedByClient(context, 'request_object', 'oauth-authz-req+jwt', claims);
  around.taint(jwt, 'request object');
  return jwt;
}

/** A list always holds the issuer, for that is whom a bank has to look for. @requirement FAPI1-ADV-5.2.2-15 FAPI2-MS-5.3.1-2 */
async function audience(context: StepContext, endpoint: string): Promise<Json> {
  const { issuer } = context.bank;
  const audiences: { [value: string]: () => Promise<Json> } = {
    'token-endpoint': async () => [issuer, (await context.metadata()).endpoint('token_endpoint')],
    endpoint: async () => [issuer, endpoint],
  };
  return audiences[context.client.variant.audience[0]]?.() ?? issuer;
}

/** What a mutation made of it may be no JSON, and travels as the text it is. */
function valueIn(text: string): Json {
  const read = readJson(text);
  return 'value' in read ? read.value : text;
}
