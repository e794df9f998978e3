/** What the answers of a variant ask of each other, and of the keys and certificates of the client. */
import { nodeAt, type Source } from './source.ts';
import type { Target, TargetClient } from './target.ts';
import { saysItself } from './variant.ts';

interface Rule {
  /** The axis whose answer asks for something: where the mistake is shown. */
  axis: string;
  code: string;
  broken(client: TargetClient, target: Target): boolean;
  /** After the client's name. */
  message: string;
  hint: string;
}

const may = ({ variant }: TargetClient, axis: string, ...answers: string[]): boolean =>
  (variant[axis] ?? []).some((one) => answers.includes(one));
const does = ({ variant }: TargetClient, axis: string, ...answers: string[]): boolean =>
  answers.includes(variant[axis]?.[0] ?? '');
const always = ({ variant }: TargetClient, axis: string, answer: string): boolean =>
  (variant[axis] ?? []).every((one) => one === answer);

const CERTIFICATE = ['tls_client_auth', 'self_signed_tls_client_auth'];
/** Deliveries by what they can carry: a pushed request may be either. */
const CARRIES_SIGNED = ['pushed', 'by-value', 'by-reference'];
const CARRIES_PLAIN = ['pushed', 'plain', 'posted'];
/** Modes that put the answer where everybody on the way can read it. */
const IN_QUERY = ['query', 'query.jwt'];

const NAME_KEY = 'name the file of its private key under `signing`';
const NAME_IDENTITY = 'name its TLS certificate under `identity`, and describe that under `identities`';

const RULES: readonly Rule[] = [
  {
    axis: 'client-auth',
    code: 'missing-key',
    broken: (client) => may(client, 'client-auth', 'private_key_jwt') && client.signing.length === 0,
    message: 'signs client assertions but has no key',
    hint: NAME_KEY,
  },
  {
    axis: 'request-signing',
    code: 'missing-key',
    broken: (client) => may(client, 'request-signing', 'signed') && client.signing.length === 0,
    message: 'signs request objects but has no key',
    hint: NAME_KEY,
  },
  {
    axis: 'client-auth',
    code: 'missing-key',
    broken: (client) => may(client, 'client-auth', ...CERTIFICATE) && client.identity === null,
    message: 'authenticates with a certificate but has none',
    hint: NAME_IDENTITY,
  },
  {
    axis: 'sender-constraint',
    code: 'missing-key',
    broken: (client) => may(client, 'sender-constraint', 'mtls', 'mtls-dpop') && client.identity === null,
    message: 'has its tokens bound to a certificate but has none',
    hint: `${NAME_IDENTITY}; or write sender-constraint: dpop`,
  },
  {
    axis: 'request-delivery',
    code: 'variant-conflict',
    broken: (client) =>
      may(client, 'request-delivery', 'by-value', 'by-reference') && !may(client, 'request-signing', 'signed'),
    message: 'sends request objects in the browser but does not sign them',
    hint: 'write request-signing: signed',
  },
  {
    axis: 'request-delivery',
    code: 'variant-conflict',
    broken: (client) => may(client, 'request-delivery', 'plain', 'posted') && !may(client, 'request-signing', 'none'),
    message: 'sends plain parameters in the browser, which cannot be signed',
    hint: 'write request-signing: [none, signed], or request-delivery: by-value',
  },
  {
    axis: 'request-signing',
    code: 'variant-conflict',
    broken: (client) => may(client, 'request-signing', 'signed') && !may(client, 'request-delivery', ...CARRIES_SIGNED),
    message: 'may sign its requests, and none of its deliveries carries a signed one',
    hint: 'write request-signing: none, or add pushed or by-value to request-delivery',
  },
  {
    axis: 'request-signing',
    code: 'variant-conflict',
    broken: (client) =>
      may(client, 'request-signing', 'none') &&
      may(client, 'request-signing', 'signed') &&
      !may(client, 'request-delivery', ...CARRIES_PLAIN),
    message: 'may leave its requests unsigned, and none of its deliveries carries such a one',
    hint: 'write request-signing: signed, or add pushed or plain to request-delivery',
  },
  {
    axis: 'request-delivery',
    code: 'missing-key',
    broken: (client, { hosting }) => may(client, 'request-delivery', 'by-reference') && hosting === null,
    message: 'hosts its request objects, but nothing says where',
    hint: 'add hosting: { listen: "127.0.0.1:8443", address: "https://tpp.example/requests" } to the target',
  },
  {
    axis: 'response-mode',
    code: 'variant-conflict',
    broken: (client) =>
      (does(client, 'response-type', 'code id_token') && does(client, 'response-mode', ...IN_QUERY)) ||
      (always(client, 'response-type', 'code id_token') && may(client, 'response-mode', ...IN_QUERY)),
    message: 'asks for an ID token in the query, where no bank may put it',
    hint: 'write response-mode: fragment',
  },
  {
    axis: 'response-type',
    code: 'variant-conflict',
    broken: (client) => may(client, 'response-type', 'code id_token') && !may(client, 'protocol', 'openid'),
    message: 'asks for an ID token without OpenID Connect',
    hint: 'write protocol: openid, or response-type: code',
  },
  {
    axis: 'message-signatures',
    code: 'missing-key',
    broken: (client) => may(client, 'message-signatures', 'requests', 'both') && client.messageSignature === undefined,
    message: 'signs messages, but nobody said as whom',
    hint: 'write message-signature: { iss, tan }, or with the dialect berlin-group message-signature: { seal }',
  },
  {
    axis: 'id-token',
    code: 'missing-key',
    broken: (client) => may(client, 'id-token', 'encrypted') && client.decryption === null,
    message: 'gets encrypted ID tokens but has no key to decrypt them',
    hint: 'name the file of its private key under `decryption`',
  },
];

/** Every client by itself; a mistake is shown where its answer is written, for this client or for all. */
export function checkVariants(target: Target, source: Source): void {
  for (const [name, client] of Object.entries(target.clients)) {
    for (const { axis, code, broken, message, hint } of RULES) {
      if (!broken(client, target)) continue;
      source.tell(code, placeOf(source, name, axis), `the client ${name} ${message}`, { hint });
    }
  }
}

/** The answer for this client, for all clients, or the client when the default holds. */
function placeOf(source: Source, name: string, axis: string): unknown {
  if (saysItself(source, axis, 'clients', name)) return nodeAt(source, 'clients', name, 'variant', axis);
  if (saysItself(source, axis)) return nodeAt(source, 'variant', axis);
  return nodeAt(source, 'clients', name);
}
