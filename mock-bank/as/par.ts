/** Pushed authorization requests: all that can be judged about a request is judged here. */
import { requestProofChecks } from '../dpop/authorization-server.ts';
import { type Context, present } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { called, json, type Reply, repeating } from '../http/reply.ts';
import { completed } from './authorize.ts';
import { clientAuthentication } from './checks/client-authentication.ts';
import { formChecks, postOnly } from './checks/form.ts';
import { sentByPush } from './checks/parameter-source.ts';
import { requestRules } from './checks/request.ts';
import { credential } from './issue.ts';

/** @requirement FAPI2-SP-5.3.2.2-2 RFC9126-2.1-2 RFC9126-2.1-4 */
export const par: Endpoint = {
  id: 'par',
  group: 'par',
  methods: ['POST', 'GET'],
  path: '/par',
  surface: 'oauth',
  checks: [postOnly, ...formChecks, ...clientAuthentication, ...requestProofChecks, ...sentByPush, ...requestRules],
  answer: push,
};

/** @requirement RFC9126-2.2-1 RFC9126-2.2-2 RFC9126-2.2-3 FAPI2-SP-5.3.2.2-12 */
function push({ bank, as, client, settings }: Context): Reply {
  const uri = `urn:ietf:params:oauth:request_uri:${credential(bank)}`;
  const lifetime = settings.requestUriLifetimeSeconds;
  bank.store.pushed.set(uri, {
    uri,
    request: completed(as.draft, present(client, 'the client').id),
    expiresAt: bank.now() + lifetime * 1000,
    consumedAt: null,
    loads: 0,
  });
  const told = { number: lifetime, text: String(lifetime), zero: 0 }[settings.parExpiresIn];
  const given = json(settings.parStatus, { request_uri: uri, expires_in: told });
  const reply = settings.textAt === 'par' ? called(given, 'text/plain') : given;
  return settings.repeatsMemberAt === 'par' ? repeating(reply, 'expires_in') : reply;
}
