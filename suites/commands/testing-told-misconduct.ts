/** What a bank may do wrong while a client can go on: one row each, with the cases that tell of it. All the others pass. */
import { type Answer, type Endpoint, json, known, PATHS, TOKENS } from './testing-hostile-bank.ts';

export interface ToldMisconduct {
  name: string;
  at: Endpoint;
  answer: Answer;
  /** The keys of the bank, where the case asks for them. */
  keys?: Answer;
  /** The cases that tell of it, how, and in which words; none where nothing is wrong at all. */
  told: readonly [string, 'fail' | 'warn', RegExp][];
}

const segment = (text: string): string => Buffer.from(text).toString('base64url');

/** Signed by nobody; whether a signature holds is told by other cases. */
const jwt = (claims: string): string => `${segment('{"alg":"ES256"}')}.${segment(claims)}.${segment('no signature')}`;

const tokens =
  (members: { [member: string]: unknown } | string): Answer =>
  ({ response, form }) => {
    if (!known(form)) json(response, 400, { error: 'invalid_grant' });
    else json(response, 200, typeof members === 'string' ? members : { ...TOKENS, ...members });
  };

/** Takes any push that the small bank takes, and changes what is said of it. */
const pushed =
  (status: number, lifetime: string): Answer =>
  ({ response, form }) => {
    if (form.get('code_challenge_method') === 'S256')
      json(response, status, `{"request_uri":"urn:request:0","expires_in":${lifetime}}`);
    else json(response, 400, { error: 'invalid_request' });
  };

/** A page to sign in on; what was typed is answered with a redirect of this status. */
const signIn =
  (status: number): Answer =>
  ({ request, response, issuer }) => {
    if (request.method === 'POST') {
      const back = new URLSearchParams({ code: 'a-code-of-a-test', iss: issuer });
      response.writeHead(status, { location: `https://tpp.example/callback?${back}` }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<form method=post action="${PATHS.authorize}"><input name=username><button id=go>Go</button></form>`);
  };

const as =
  (type: string, body: string): Answer =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };

const CACHEABLE: Answer = ({ response, form }) => {
  response.writeHead(known(form) ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known(form) ? TOKENS : { error: 'invalid_grant' }));
};

const noKeys: Answer = ({ response }) => json(response, 200, { keys: [] });

const NO_STORE = 'token.response[no-store]';
const TOKEN_JSON = 'token.response[json]';
const LIFETIME = 'token.response[lifetime]';
const STATUS = 'par.push.response[status]';
const URI_LIFETIME = 'par.push.response[lifetime]';
const PAR_JSON = 'par.push.response[json]';
const SENT_ON = 'authorization.form-redirect[not-sent-on]';
const SEE_OTHER = 'authorization.form-redirect[see-other]';
const CLAIMS = 'token.id-token[claims]';

/** The cases that look at what is read, of those that apply to the small bank as it is. */
export const LOOKING: readonly string[] = [
  NO_STORE,
  TOKEN_JSON,
  LIFETIME,
  'token.error',
  STATUS,
  URI_LIFETIME,
  PAR_JSON,
  SENT_ON,
  SEE_OTHER,
];

// biome-ignore format: a table, one row a line
export const TOLD: readonly ToldMisconduct[] = [
  { name: 'names the same member twice', at: 'token', answer: tokens('{"access_token":"one-token","access_token":"another-token","token_type":"Bearer","expires_in":60}'), told: [[TOKEN_JSON, 'warn', /access_token.*twice/]] },
  { name: 'tells a lifetime as text', at: 'token', answer: tokens({ expires_in: '60' }), told: [[TOKEN_JSON, 'warn', /expires_in is text/]] },
  { name: 'tells a lifetime that is no number', at: 'token', answer: tokens({ expires_in: { seconds: 60 } }), told: [[TOKEN_JSON, 'warn', /expires_in is not a number/], [LIFETIME, 'warn', /expires_in at grant is missing/]] },
  { name: 'gives a token that has ended', at: 'token', answer: tokens({ expires_in: -1 }), told: [[LIFETIME, 'warn', /expires_in at grant is -1/]] },
  { name: 'lets anybody cache a token', at: 'token', answer: CACHEABLE, told: [[NO_STORE, 'fail', /no_store at grant is false/]] },
  { name: 'refuses with status 200', at: 'token', answer: ({ response, form }) => json(response, 200, known(form) ? TOKENS : { error: 'invalid_grant' }), told: [['token.error', 'fail', /error_status at grant is 200/]] },
  { name: 'names a claim twice', at: 'token', answer: tokens({ id_token: jwt('{"aud":"tpp","aud":"other"}') }), keys: noKeys, told: [[CLAIMS, 'fail', /"aud.*twice/]] },
  { name: 'gives an ID token that is no JWT', at: 'token', answer: tokens({ id_token: 'nothing' }), keys: noKeys, told: [[CLAIMS, 'fail', /not a signed JWT/]] },
  { name: 'takes a push with status 200', at: 'par', answer: pushed(200, '60'), told: [[STATUS, 'fail', /par\.status at request is 200/]] },
  { name: 'names the same member twice', at: 'par', answer: pushed(201, '60,"expires_in":60'), told: [[PAR_JSON, 'warn', /expires_in.*twice/]] },
  { name: 'tells a lifetime as text', at: 'par', answer: pushed(201, '"60"'), told: [[URI_LIFETIME, 'fail', /expires_in is text/], [PAR_JSON, 'warn', /expires_in is text/]] },
  { name: 'tells a lifetime that has passed', at: 'par', answer: pushed(201, '-60'), told: [[URI_LIFETIME, 'fail', /par\.expires_in at request is -60/]] },
  { name: 'tells no lifetime', at: 'par', answer: pushed(201, 'null'), told: [[URI_LIFETIME, 'fail', /par\.expires_in at request is missing/]] },
  { name: 'has the browser send the password on', at: 'authorize', answer: signIn(307), told: [[SENT_ON, 'fail', /form_redirects at authorization is \[307\]/], [SEE_OTHER, 'warn', /\[307\]/]] },
  { name: 'redirects with 302 after the password', at: 'authorize', answer: signIn(302), told: [[SEE_OTHER, 'warn', /form_redirects at authorization is \[302\]/]] },
  { name: 'serves a resource as a JWT', at: 'resource', answer: as('application/jwt', jwt('{"sub":"somebody"}')), told: [] },
  { name: 'serves a resource as an encrypted JWT', at: 'resource', answer: as('application/jwt;charset=utf-8', 'a.b.c.d.e'), told: [] },
];
