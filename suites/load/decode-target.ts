/** Decodes a target file: the bank under test, the clients and certificates we use, and the operator's hooks. */
import { client, identity, REQUEST_OBJECT } from './decode-client.ts';
import { customDialect } from './decode-custom-dialect.ts';
import { hook, operatorToken } from './decode-hook.ts';
import { duration, size } from './decode-measure.ts';
import { dashboardPage, page } from './decode-page-rule.ts';
import { registration } from './decode-registration.ts';
import {
  bool,
  type Decoder,
  list,
  map,
  needed,
  object,
  oneOf,
  optional,
  record,
  text,
  wholeNumber,
} from './decoder.ts';
import { isScalar } from './tree.ts';
import { type Axis, variantDecoder } from './variant.ts';

const url = text({ pattern: /^https?:\/\/[^\s/?#]+\S*$/, code: 'bad-url', wanted: 'an http(s) URL' });
const anyText = text();

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const zone: Decoder<string> = {
  schema: anyText.schema,
  read: (node, source) => {
    const name = anyText.read(node, source);
    if (name === undefined || isZone(name)) return name;
    source.tell('bad-zone', node, `${JSON.stringify(name)} is not a time zone, such as Europe/Berlin`);
    return undefined;
  },
};

const host = text({
  pattern:
    /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/,
  code: 'bad-host',
  wanted: 'a host, host:port, or http://host:port of this machine',
});

const listen = text({
  pattern: /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/,
  code: 'bad-host',
  wanted: 'a host:port to listen on, such as 127.0.0.1:8443',
});
const capability = (names: string) =>
  text({ pattern: /^[a-z][a-z0-9.-]*$/, code: 'bad-name', wanted: 'a capability', names });

/** Names that other parts of the file, or scenarios, refer to. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Values that the arguments of `psu.command` may hold. */
export const COMMAND_VALUES = ['address', 'decision', 'redirect_uri', 'username'] as const;

const ALGORITHMS = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;

const totp = map(
  object({
    secret: needed(
      text({ secret: true, pattern: /^[A-Za-z2-7 -]{8,}=*$/, wanted: 'a secret in base32' }),
      'as the bank shows it, in base32',
      {
        example: '${env.TOTP_SECRET}',
      },
    ),
    digits: optional(wholeNumber(6), 'length of a code', { default: 6 }),
    period: optional(duration, 'how long a code holds', { default: '30s' }),
    algorithm: optional(oneOf('SHA1', 'SHA256', 'SHA512'), 'hash of the codes', { default: 'SHA1' }),
  }),
  ({ secret, digits = 6, period = 30_000, algorithm = 'SHA1' }) => {
    return { secret, digits: Math.min(digits, 9), periodS: period / 1000, algorithm: ALGORITHMS[algorithm] };
  },
);

const user = map(
  object({
    name: optional(text(), 'how reports call the user'),
    username: needed(text(), 'at sign-in'),
    password: needed(text({ secret: true }), 'at sign-in'),
    otp: optional(text({ secret: true }), 'fixed one-time code of a sandbox'),
    totp: optional(totp, 'authenticator app that makes the codes (RFC 6238)'),
  }),
  ({ name, username, password, otp = null, totp: app = null }) => ({
    name: name ?? username,
    username,
    password,
    otp,
    totp: app,
  }),
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

const proxyUrl = text({
  pattern: /^https?:\/\/[^\s/?#]+\S*$/,
  code: 'bad-url',
  wanted: 'an http(s) URL',
  secret: true,
});
const proxySettings = object({
  url: needed(proxyUrl, 'http(s) address, with credentials if it wants any, best from the environment'),
  except: optional(list(text()), 'hosts that are asked directly, each with all below it'),
  trust: optional(text(), 'PEM file of the roots of a proxy that has its own'),
});

const proxy: Decoder<'none' | { url: string; except?: string[] | undefined; trust?: string | undefined }> = {
  schema: { anyOf: [{ const: 'none' }, proxySettings.schema] },
  read: (node, source) => (isScalar(node) && node.value === 'none' ? 'none' : proxySettings.read(node, source)),
};

/** The fields of a target file, with the axes that a variant may have. */
export const targetFields = (axes: readonly Axis[]) =>
  object({
    name: needed(
      text({ pattern: /^[a-z0-9][a-z0-9-]*$/, code: 'bad-name', wanted: 'a name such as my-bank' }),
      'name of the target in reports',
    ),
    profile: needed(text({ names: 'profile' }), 'profile it is held to'),
    launch: optional(nullable(oneOf('mock-bank')), 'starts the bundled bank'),
    issuer: needed(url, 'the issuer, exactly as its metadata spells it'),
    hosts: needed(list(host), 'where requests may go; a host alone is its port 443'),
    trust: optional(text(), 'PEM file of the roots of its server certificates'),
    proxy: optional(proxy, 'what requests go through, instead of HTTPS_PROXY and NO_PROXY; `none` for nothing', {
      example: 'none',
    }),
    variant: optional(variantDecoder(axes), 'how the path runs for every client'),
    capabilities: optional(list(capability('claim')), 'what the bank claims beyond its variants and metadata'),
    without: optional(list(capability('shown')), 'what its metadata shows but it does not offer us', {
      example: ['introspection'],
    }),
    dialect: needed(text({ names: 'dialect' }), 'how its consent API speaks'),
    'time-zone': optional(zone, "where the bank's calendar is kept, for consents that end with a day; UTC by default", {
      example: 'Europe/Berlin',
    }),
    custom: optional(customDialect, 'with `dialect: custom`: how the API of the bank is asked, and what it answers'),
    api: needed(record(url, NAME), 'base addresses'),
    scopes: needed(record(text(), NAME), 'scopes by use'),
    'request-object': optional(REQUEST_OBJECT, 'see variant'),
    clients: needed(record(client(axes), NAME), 'registered clients; primary is needed'),
    identities: optional(record(identity, NAME), 'TLS client certificates'),
    psu: needed(
      object({
        users: optional(list(user), 'test users'),
        'users-file': optional(text(), 'JSON file of test users'),
        agent: optional(
          oneOf('http', 'browser', 'command', 'manual'),
          'who plays the user: the page rules, without a browser or in one; a program of yours; or a person',
          { default: 'http' },
        ),
        command: optional(
          list(text({ later: COMMAND_VALUES })),
          'with `agent: command`: the program and its arguments, started without a shell',
          { example: ['./approve.sh', '${address}', '${decision}'] },
        ),
        timeout: optional(duration, 'longest time for one authorization, as far as pages are not in our hands', {
          default: '2m',
        }),
        pages: optional(list(page), 'what to do on each page; needed with `agent` http and browser'),
        dashboard: optional(
          object({
            url: needed(url, 'address of the page where a user sees whom it gave access; signing in follows `pages`', {
              example: 'https://bank.example/dashboard',
            }),
            pages: needed(list(dashboardPage), 'what to do on each of its pages'),
          }),
          'where a user sees and takes back what it gave',
        ),
        prompt: optional(
          oneOf('login', 'consent', 'login consent'),
          'sent with every authorization request; `consent` for a bank that remembers what a user approved',
          { example: 'consent' },
        ),
        sca: optional(
          object({
            pages: optional(bool, 'whether a page of the second factor is seen; false where an app asks for it', {
              default: true,
            }),
            acr: optional(list(text()), 'values of `acr` in ID tokens that stand for strong authentication', {
              example: ['urn:openbanking:psd2:sca'],
            }),
            amr: optional(list(text()), 'values of `amr` that do', { example: ['mfa'] }),
          }),
          'by what strong authentication is known, beside the pages; two that disagree are a finding',
        ),
        error: optional(
          object({
            fields: optional(list(text()), 'ids on the error page'),
            status: optional(list(wholeNumber(100)), 'statuses of the error page', { default: [400, 403, 404, 500] }),
          }),
          'how the error page is known',
        ),
      }),
      'the user, and the pages of the bank',
    ),
    payment: optional(payment, 'what test payments look like'),
    operator: optional(record(hook), 'calls to the bank’s operator'),
    'operator-tokens': optional(record(operatorToken, NAME), 'access tokens for these calls, by names of your own'),
    hosting: optional(
      object({
        listen: needed(listen, 'host:port to listen on'),
        address: needed(url, 'how the bank reaches that'),
      }),
      'where the bank can fetch request objects, and must not fetch keys',
    ),
    registration: optional(registration, 'how the bank registers clients (RFC 7591)'),
    limits: optional(
      object({
        request: optional(duration, 'longest time for one request', { default: '10s' }),
        body: optional(size, 'largest answer', { default: '5MB' }),
        redirects: optional(wholeNumber(0), 'most redirects in a row', { default: 20 }),
        concurrency: optional(wholeNumber(1), 'number of lanes that run side by side', { default: 4 }),
        wait: optional(duration, 'longest real wait when there is no clock hook', { default: '90s' }),
      }),
      'bounds',
    ),
    deviations: optional(text(), 'file of known deviations', { example: './known-deviations.yaml' }),
  });

const DAY = { pattern: /^\d{4}-\d{2}-\d{2}$/, code: 'bad-date', wanted: 'a date such as "2027-03-31"' };

const day: Decoder<string> = map(text(DAY), (written, source, node) => {
  const read = new Date(`${written}T00:00:00Z`);
  if (!Number.isNaN(read.getTime()) && read.toISOString().startsWith(written)) return written;
  source.tell('bad-date', node, `there is no such day as ${written}`);
  return undefined;
});

export const deviationsFile = object({
  deviations: needed(
    list(
      object({
        case: needed(text(), 'case id, with its row', { example: 'pkce.downgrade[method-plain]' }),
        verdict: needed(oneOf('fail', 'warn', 'inconclusive'), 'the verdict that is accepted'),
        reason: needed(text(), 'why, with a ticket', { example: 'TICKET-7, fixed in release 12' }),
        until: optional(day, 'last day', { example: '2027-03-31' }),
      }),
    ),
    'what is known to deviate',
  ),
});
