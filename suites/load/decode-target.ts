/** Decodes a target file: the bank under test, the clients and certificates we use, and the operator's hooks. */
import { type Decoder, list, map, needed, object, oneOf, optional, record, text, wholeNumber } from './decoder.ts';
import { parseDuration } from './duration.ts';
import type { OperatorHook, PageRule, TargetIdentity } from './target.ts';

const url = text({ pattern: /^https?:\/\/[^\s/?#]+\S*$/, code: 'bad-url', wanted: 'an http(s) URL' });
const host = text({
  pattern: /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$/,
  code: 'bad-host',
  wanted: 'a host, or host:port',
});
const alg = oneOf('PS256', 'ES256');

const duration: Decoder<number> = map(text(), (written, source, node) => {
  const ms = parseDuration(written);
  if (ms !== null && ms > 0) return ms;
  source.tell('bad-duration', node, `${JSON.stringify(written)} is no duration such as 10s`);
  return undefined;
});

const SIZES: Readonly<Record<string, number>> = { B: 1, kB: 1000, MB: 1_000_000 };

const size: Decoder<number> = map(text(), (written, source, node) => {
  const [, count, unit] = /^(\d{1,6})(B|kB|MB)$/.exec(written) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * (SIZES[unit] ?? 1);
  source.tell('bad-size', node, `${JSON.stringify(written)} is no size such as 5MB`);
  return undefined;
});

const client = map(
  object({
    client_id: needed(text(), 'as registered'),
    auth: needed(oneOf('private_key_jwt', 'tls_client_auth'), 'how the client authenticates'),
    signing: optional(text(), 'file of the private JWK'),
    alg: needed(alg, 'algorithm it signs with'),
    identity: needed(text(), 'TLS identity it presents'),
    redirect_uri: needed(url, 'a registered redirect_uri'),
  }),
  ({ client_id, auth, signing = null, alg: signs, identity, redirect_uri, place }) => {
    return { client_id, auth, signing, alg: signs, identity, redirect_uri, place };
  },
);

const identity: Decoder<TargetIdentity> = map(
  object({
    certificate: optional(text(), 'PEM file, leaf first'),
    key: optional(text(), 'PEM file of the private key'),
    passphrase: optional(text(), 'of the key'),
    issue: optional(text(), 'made on demand by the hook cert.issue, like this client'),
  }),
  ({ certificate, key, passphrase = null, issue }, source, node) => {
    if (issue !== undefined) return { kind: 'issued', like: issue };
    if (certificate !== undefined && key !== undefined) return { kind: 'files', certificate, key, passphrase };
    source.tell('missing-key', node, 'an identity needs `certificate` and `key`, or `issue`');
    return undefined;
  },
);

const user = map(
  object({
    name: optional(text(), 'how reports call the user'),
    username: needed(text(), 'at sign-in'),
    password: needed(text(), 'at sign-in'),
    otp: optional(text(), 'fixed one-time code of a sandbox'),
  }),
  ({ name, username, password, otp = null }) => ({ name: name ?? username, username, password, otp }),
);

const page: Decoder<PageRule> = map(
  object({
    id: needed(text(), 'name of the page'),
    fields: optional(list(text()), 'fields the page has, by name or id'),
    buttons: optional(list(text()), 'buttons the page has, by name or id'),
    fill: optional(record(text()), 'what goes into the fields'),
    press: needed(text(), 'the button to press'),
    deny: optional(text(), 'the button that declines'),
    means: needed(oneOf('login', 'sca', 'consent', 'other'), 'what the page stands for'),
  }),
  ({ id, fields = [], buttons = [], fill = {}, press, deny = null, means }, source, node) => {
    if (fields.length + buttons.length > 0) return { id, fields, buttons, fill, press, deny, means };
    source.tell('missing-key', node, 'a page rule needs `fields` or `buttons` to know its page by');
    return undefined;
  },
);

const METHODS = ['get', 'post', 'put', 'delete'] as const;

const hook: Decoder<OperatorHook> = map(
  object({
    get: optional(text(), 'address to GET'),
    post: optional(text(), 'address to POST to'),
    put: optional(text(), 'address to PUT to'),
    delete: optional(text(), 'address to DELETE'),
    json: optional(record(text()), 'the JSON body'),
    outputs: optional(record(text()), 'output name to path in the answer'),
  }),
  (read, source, node) => {
    const used = METHODS.filter((method) => read[method] !== undefined);
    const [method] = used;
    if (used.length !== 1 || method === undefined) {
      source.tell('missing-key', node, 'a hook needs exactly one of get, post, put, delete');
      return undefined;
    }
    const verb = method.toUpperCase() as OperatorHook['method'];
    return { method: verb, url: read[method] ?? '', json: read.json ?? null, outputs: read.outputs ?? {} };
  },
);

const payment = map(
  object({
    currency: needed(text({ pattern: /^[A-Z]{3}$/, wanted: 'a currency such as EUR' }), 'ISO 4217'),
    debtor: optional(nullable(text()), 'debtor account, or null'),
    creditor: needed(
      object({
        scheme: needed(text(), 'scheme name'),
        identification: needed(text(), 'account'),
        name: needed(text(), 'holder'),
      }),
      'who is paid',
    ),
  }),
  ({ currency, debtor = null, creditor }) => {
    const { scheme, identification, name } = creditor;
    return { currency, debtor, creditor: { scheme, identification, name } };
  },
);

function nullable<T>(inner: Decoder<T>): Decoder<T | null> {
  return {
    schema: { anyOf: [{ type: 'null' }, inner.schema] },
    read: (node, source) => ((node as { value?: unknown } | null)?.value === null ? null : inner.read(node, source)),
  };
}

export const targetFields = object({
  name: needed(
    text({ pattern: /^[a-z0-9][a-z0-9-]*$/, code: 'bad-name', wanted: 'a name such as my-bank' }),
    'name of the target in reports',
  ),
  profile: needed(text(), 'profile it is held to'),
  launch: optional(nullable(oneOf('mock-bank')), 'starts the bundled bank'),
  issuer: needed(url, 'the issuer, exactly as its metadata spells it'),
  hosts: needed(list(host), 'where requests may go'),
  trust: optional(text(), 'PEM file of the roots of its server certificates'),
  capabilities: needed(
    list(text({ pattern: /^[a-z][a-z0-9.-]*$/, code: 'bad-name', wanted: 'a capability' })),
    'what the bank claims to support',
  ),
  dialect: needed(text(), 'how its consent API speaks'),
  api: needed(record(url), 'base addresses'),
  scopes: needed(record(text()), 'scopes by use'),
  'request-object': optional(oneOf('never', 'allowed', 'always'), 'whether pushed requests are signed'),
  clients: needed(record(client), 'registered clients; primary is needed'),
  identities: needed(record(identity), 'TLS client certificates'),
  psu: needed(
    object({
      users: optional(list(user), 'test users'),
      'users-file': optional(text(), 'JSON file of test users'),
      pages: needed(list(page), 'what to do on each page'),
      error: optional(
        object({
          fields: optional(list(text()), 'ids on the error page'),
          status: optional(list(wholeNumber), 'statuses of the error page'),
        }),
        'how the error page is known',
      ),
    }),
    'the user, and the pages of the bank',
  ),
  payment: optional(payment, 'what test payments look like'),
  operator: optional(record(hook), 'calls that the bank’s operator lends us'),
  limits: optional(
    object({
      request: optional(duration, 'longest time for one request'),
      body: optional(size, 'largest answer'),
      redirects: optional(wholeNumber, 'most redirects in a row'),
      concurrency: optional(wholeNumber, 'lanes side by side'),
      wait: optional(duration, 'longest real wait when there is no clock hook'),
    }),
    'bounds',
  ),
  deviations: optional(text(), 'file of known deviations'),
});

export const deviationsFile = object({
  deviations: needed(
    list(
      object({
        case: needed(text(), 'case id, with its row'),
        verdict: needed(oneOf('fail', 'warn', 'inconclusive'), 'the verdict that is accepted'),
        reason: needed(text(), 'why, with a ticket'),
        until: optional(
          text({ pattern: /^\d{4}-\d{2}-\d{2}$/, code: 'bad-date', wanted: 'a date such as "2027-03-31"' }),
          'last day',
        ),
      }),
    ),
    'what is known to deviate',
  ),
});
