/** Who acts in a step: which client, with which certificate, over which kind of handshake. */
import type { StepCall, TppClient } from './contract.ts';
import { TppFault } from './fault.ts';
import type { Lane } from './lane.ts';
import { methodOf } from './oauth/client-auth.ts';
import type { Certificate } from './transport/connections.ts';

export interface Actor {
  clientName: string;
  certificate: Certificate;
  /** Of the user's browser, which never shows one. */
  browser: Certificate;
}

/** The identity of who shows no certificate. */
export const NOBODY = 'nobody';

interface Cast {
  client(name: string): TppClient;
  certificate(identity: string): Promise<Certificate>;
  lane: Lane;
}

/**
 * `client.use` brings the client's own certificate, `tls.present` changes that alone. For a client that its certificate
 * authenticates, sending no credentials is showing none.
 */
export async function actorOf(call: StepCall, cast: Cast): Promise<Actor> {
  const asked = (name: string) => call.mutations.find((mutation) => mutation.do === name)?.with;
  const other = asked('client.use')?.client;
  const presented = asked('tls.present')?.identity;
  const clientName = other === undefined ? call.client : String(other);
  const client = cast.client(clientName);
  const own = other === undefined ? (call.identity ?? client.identity) : client.identity;
  const usual = own ?? NOBODY;
  if (other === call.client || presented === usual)
    throw new TppFault(`the mutation at ${call.id} changes nothing: it names who acts there anyway`);
  const bare = methodOf(client).byCertificate && asked('client.no-auth') !== undefined;
  const name = presented === undefined ? (bare ? NOBODY : usual) : String(presented);
  const certificate = await cast.certificate(name);
  const offer = asked('tls.offer')?.offer;
  const actor = { clientName, certificate, browser: cast.lane.nobody };
  if (offer === undefined) return actor;
  const offering = {
    certificate: certificate.offering(String(offer)),
    browser: actor.browser.offering(String(offer)),
  };
  // A connection that is open still would tell of an earlier handshake: each step that offers something makes its own.
  for (const one of Object.values(offering)) await cast.lane.connections.release(one);
  return { ...actor, ...offering };
}
