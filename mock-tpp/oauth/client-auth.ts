/** Client authentication, one row a method, and the ways to leave it out or send it twice. */
import type { Json, TppClient } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { PARALLEL } from '../parallel.ts';
import { randomText } from '../random.ts';
import type { StepContext } from '../step.ts';
import type { ValueOf } from '../variant.ts';
import { signedByClient } from './signing.ts';

interface Method {
  /** Whether the certificate of the connection says who the client is. */
  byCertificate: boolean;
  /** What stands in the form beside the client_id. `endpoint` is the address that is called. */
  credentials(context: StepContext, endpoint: string): Promise<[string, string][]>;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 60;

/** Which certificate it is, of a CA or one that the client signed itself, is for the bank to know. @requirement RFC8705-2-2 */
const certificate: Method = { byCertificate: true, credentials: async () => [] };

const METHODS: { readonly [value in ValueOf<'client-auth'>]: Method } = {
  private_key_jwt: { byCertificate: false, credentials: assertion },
  tls_client_auth: certificate,
  self_signed_tls_client_auth: certificate,
};

/** The row of a client. Throws TppFault for a method that has none. */
export function methodOf({ variant }: Pick<TppClient, 'variant'>): Method {
  const [name] = variant['client-auth'];
  if (!Object.hasOwn(METHODS, name)) throw new TppFault(`there is no client authentication ${name}`);
  return METHODS[name as keyof typeof METHODS];
}

/**
 * Adds to a form what authenticates the client at `endpoint`.
 * @requirement OIDC-CORE-9-1 FAPI2-SP-5.3.2.1-8 RFC8705-2-2
 */
export async function authenticate(context: StepContext, form: [string, string][], endpoint: string): Promise<void> {
  const { client, edits } = context;
  if (!form.some(([name]) => name === 'client_id')) form.push(['client_id', client.client_id]);
  if (edits.take('client.no-auth')) return;
  form.push(...(await methodOf(client).credentials(context, endpoint)));
}

async function assertion(context: StepContext, endpoint: string): Promise<[string, string][]> {
  const replay = context.edits.take('assertion.replay');
  const make = () => makeAssertion(context, endpoint);
  const shared = context.edits.take(PARALLEL)?.same === 'assertion';
  const jwt = replay ? earlier(context, replay.of) : await (shared ? context.edits.once('assertion', make) : make());
  context.around.taint(jwt, 'client assertion');
  context.memory.assertions.set(context.call.id, jwt);
  return [
    ['client_assertion_type', ASSERTION_TYPE],
    ['client_assertion', jwt],
  ];
}

function earlier(context: StepContext, step: Json | undefined): string {
  const sent = typeof step === 'string' ? context.memory.assertions.get(step) : undefined;
  if (!sent)
    throw new TppFault(`no client assertion was sent at ${JSON.stringify(step ?? null)} that could be sent again`);
  return sent;
}

async function makeAssertion(context: StepContext, endpoint: string): Promise<string> {
  const { client, around } = context;
  const nowS = Math.floor(around.now() / 1000);
  return signedByClient(context, 'assertion', 'JWT', {
    iss: client.client_id,
    sub: client.client_id,
    aud: await audience(context, endpoint),
    jti: randomText(around, 16),
    iat: nowS,
    exp: nowS + LIFETIME_S,
  });
}

type Audience = (context: StepContext, endpoint: string) => string | Promise<string>;

const AUDIENCES: { readonly [value in ValueOf<'audience'>]: Audience } = {
  issuer: ({ bank }) => bank.issuer,
  'token-endpoint': async ({ metadata }) => (await metadata()).endpoint('token_endpoint'),
  endpoint: (_context, endpoint) => endpoint,
};

/** Whom an assertion is addressed to: one audience, so that no other server can use it. */
async function audience(context: StepContext, endpoint: string): Promise<string> {
  const [name] = context.client.variant.audience;
  if (!Object.hasOwn(AUDIENCES, name)) throw new TppFault(`there is no audience ${name}`);
  return AUDIENCES[name as keyof typeof AUDIENCES](context, endpoint);
}

/** A POST of a form, as the back channel wants it. */
export function formHeaders(): [string, string][] {
  return [
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
  ];
}
