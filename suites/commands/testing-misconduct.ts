/** Everything a hostile or broken bank may answer, one row each, with what the harness has to say of it. */
import { gzipSync } from 'node:zlib';
import { type Answer, ENDPOINTS, type Endpoint, json, metadata, TOKENS } from './testing-hostile-bank.ts';

export interface Misconduct {
  name: string;
  /** Where the bank misbehaves; each place is tried for itself. */
  at: readonly Endpoint[];
  answer: Answer;
  /** What the reason has to name. */
  says: RegExp;
  /** Ends only with the time limit of the target. */
  endless?: boolean;
}

const BACK_CHANNEL = ['metadata', 'par', 'token', 'resource'] as const;
/** One place for either channel, where trying all of them would only take time. */
const EITHER = ['par', 'authorize'] as const;
const EVERY_MS = 20;

/** Writes to the bare socket, past what node would let a server send. */
const raw =
  (...parts: (string | Buffer)[]): Answer =>
  ({ response }) => {
    for (const part of parts) response.socket?.write(part);
  };

const rawThenClose =
  (text: string): Answer =>
  ({ response }) =>
    response.socket?.end(text);

/** Goes on for ever, a little at a time, until the harness hangs up. */
const drip =
  (first: string, more: string): Answer =>
  ({ response }) => {
    const { socket } = response;
    if (!socket) return;
    socket.write(first);
    const timer = setInterval(() => socket.write(more), EVERY_MS);
    socket.once('close', () => clearInterval(timer));
    socket.on('error', () => clearInterval(timer));
  };

/** As much as the reader takes, without end. */
const flood =
  (type: string, chunk: string): Answer =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': type });
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  };

const body =
  (content: string | Buffer, headers: { [name: string]: string } = {}): Answer =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(content);
  };

const to =
  (location: string): Answer =>
  ({ response }) => {
    response.writeHead(302, { location }).end();
  };

const HTML = '<!doctype html><title>Maintenance</title><p>We will be back soon.';
const MEGABYTE = 'x'.repeat(1_000_000);
let hops = 0;

// biome-ignore format: a table, one row a line
export const MISCONDUCT: readonly Misconduct[] = [
  { name: 'never answers', at: EITHER, answer: () => undefined, says: /timeout \(.* within 700 ms\)/, endless: true },
  { name: 'closes without a word', at: ENDPOINTS, answer: ({ response }) => response.socket?.end(), says: /tls\.closed|closed/ },
  { name: 'resets the connection', at: ['par'], answer: ({ response }) => response.socket?.destroy(), says: /closed|reset/ },
  { name: 'sends its headers byte by byte', at: ['par'], answer: drip('HTTP/1.1 200 OK\r\nx: ', 'x'), says: /timeout \(.* within 700 ms\)/, endless: true },
  { name: 'sends its body byte by byte', at: EITHER, answer: drip('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n', ' '), says: /timeout \(.* within 700 ms\)/, endless: true },
  { name: 'says for ever that it goes on', at: ['authorize'], answer: drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), says: /timeout \(.* within 700 ms\)/, endless: true },
  { name: 'sends headers without end', at: EITHER, answer: drip('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(8000)}\r\n`), says: /[Hh]eader/ },
  { name: 'sends a body without end', at: ENDPOINTS, answer: flood('application/json', MEGABYTE), says: /oversized.*5000000 bytes/ },
  { name: 'sends a page without end', at: ['authorize'], answer: flood('text/html', MEGABYTE), says: /oversized.*5000000 bytes/ },
  { name: 'breaks off inside the body', at: ENDPOINTS, answer: rawThenClose('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"a":'), says: /broke inside the answer/ },
  { name: 'breaks off inside the headers', at: ['authorize'], answer: rawThenClose('HTTP/1.1 200 OK\r\ncontent-ty'), says: /closed|malformed/ },
  { name: 'answers in no HTTP', at: ['authorize'], answer: rawThenClose('220 mail.example ESMTP\r\n'), says: /malformed/ },
  { name: 'announces a status that is none', at: ['authorize'], answer: rawThenClose('HTTP/1.1 1000 Fine\r\n\r\n'), says: /malformed/ },
  { name: 'announces two lengths', at: ['authorize'], answer: rawThenClose('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x'), says: /malformed/ },
  { name: 'announces a length below nothing', at: ['authorize'], answer: rawThenClose('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'), says: /malformed/ },
  { name: 'sends chunks that are none', at: ['authorize'], answer: rawThenClose('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'), says: /malformed/ },
  { name: 'switches to another protocol', at: ['authorize'], answer: raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'), says: /malformed|closed/ },
  { name: 'compresses what nobody wanted compressed', at: EITHER, answer: body(gzipSync('{}'), { 'content-encoding': 'gzip' }), says: /content-encoding gzip/ },
  { name: 'sends a little that unpacks to very much', at: ['par'], answer: body(gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }), says: /content-encoding gzip/ },
  { name: 'names an encoding that there is not', at: ['authorize'], answer: body('{}', { 'content-encoding': 'rot13, x'.repeat(20) }), says: /content-encoding rot13/ },
  { name: 'answers with a page', at: BACK_CHANNEL, answer: body(HTML, { 'content-type': 'text/html' }), says: /text\/html/ },
  { name: 'answers with JSON where a page is due', at: ['authorize'], answer: body('{}'), says: /application\/json/ },
  { name: 'answers with a page no rule knows', at: ['authorize'], answer: body(HTML, { 'content-type': 'text/html' }), says: /no rule/ },
  { name: 'answers with half of a JSON text', at: ['metadata', 'token'], answer: body('{"issuer": "htt'), says: /not JSON/ },
  { name: 'answers with JSON that is no object', at: BACK_CHANNEL, answer: body('[1]'), says: /is JSON, but no object/ },
  { name: 'answers with nothing', at: ['token', 'resource'], answer: ({ response }) => void response.writeHead(204).end(), says: /which is empty/ },
  { name: 'nests JSON a million deep', at: ['metadata'], answer: body('['.repeat(1_000_000)), says: /not JSON/ },
  { name: 'nests good JSON very deep', at: ['metadata', 'par', 'token'], answer: body(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), says: /malformed/ },
  { name: 'answers in no UTF-8', at: ENDPOINTS, answer: body(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), says: /UTF-8/ },
  { name: 'answers in UTF-16', at: ['authorize'], answer: body(Buffer.from('\ufeff{}', 'utf16le')), says: /UTF-8/ },
  { name: 'redirects to itself', at: ['authorize'], answer: ({ request, response }) => to(request.url ?? '')({ response } as never), says: /redirect\.loop/ },
  { name: 'redirects without end', at: ['authorize'], answer: ({ response }) => { hops += 1; response.writeHead(302, { location: `/authorize?hop=${hops}` }).end(); }, says: /redirect\.loop.*10 redirects/ },
  { name: 'redirects to a foreign host', at: ['authorize'], answer: to('https://evil.example/?a=b'), says: /https:\/\/evil\.example/ },
  { name: 'redirects to a foreign port', at: ['authorize'], answer: to('https://localhost:1/'), says: /https:\/\/localhost:1/ },
  { name: 'redirects to plain http', at: ['authorize'], answer: to('http://evil.example/'), says: /http:\/\/evil\.example/ },
  { name: 'redirects to script', at: ['authorize'], answer: to('javascript:alert(1)'), says: /javascript:/ },
  { name: 'redirects to a file', at: ['authorize'], answer: to('file:///etc/passwd'), says: /file:/ },
  { name: 'redirects to nowhere', at: ['authorize'], answer: to('https://'), says: /not a URL/ },
  { name: 'redirects without a Location', at: ['authorize'], answer: ({ response }) => void response.writeHead(302).end(), says: /no Location/ },
  { name: 'redirects with two Locations', at: ['authorize'], answer: ({ response }) => void response.writeHead(302, ['location', '/a', 'location', '/b']).end(), says: /several Locations/ },
  { name: 'redirects a back-channel request', at: ['par'], answer: to('https://evil.example/'), says: /HTTP 302, and a client follows no redirect/ },
  { name: 'hands the password form to a foreign host', at: ['authorize'], answer: body('<form method=post action="https://evil.example/"><input name=username><button id=go>', { 'content-type': 'text/html' }), says: /https:\/\/evil\.example/ },
  { name: 'hands the password form to a script', at: ['authorize'], answer: body('<form method=post action="javascript:alert(1)"><input name=username><button id=go>', { 'content-type': 'text/html' }), says: /javascript:/ },
  { name: 'hides members in __proto__', at: ['token'], answer: ({ response }) => json(response, 200, `{"__proto__":${JSON.stringify(TOKENS)}}`), says: /access_token/ },
  { name: 'gives a token that breaks a header', at: ['token'], answer: ({ response }) => json(response, 200, { ...TOKENS, access_token: 'a\r\nx-evil: 1' }), says: /malformed/ },
  { name: 'gives a token that is no text', at: ['token'], answer: ({ response }) => json(response, 200, { ...TOKENS, access_token: { a: 1 } }), says: /access_token/ },
  { name: 'gives a cookie that breaks a header', at: ['authorize'], answer: ({ request, response }) => { if (request.url?.includes('hop')) json(response, 200, {}); else response.socket?.write('HTTP/1.1 302 Found\r\nset-cookie: a=\x01\x7f\r\nlocation: /authorize?hop\r\ncontent-length: 0\r\n\r\n'); }, says: /malformed/ },
  { name: 'sends its clients to a foreign host', at: ['metadata'], answer: ({ response, issuer }) => json(response, 200, { ...metadata(issuer), pushed_authorization_request_endpoint: 'https://evil.example/par' }), says: /https:\/\/evil\.example/ },
  { name: 'sends its clients to a file', at: ['metadata'], answer: ({ response, issuer }) => json(response, 200, { ...metadata(issuer), pushed_authorization_request_endpoint: 'file:///etc/passwd' }), says: /file:/ },
  { name: 'sends its clients to no address', at: ['metadata'], answer: ({ response, issuer }) => json(response, 200, { ...metadata(issuer), pushed_authorization_request_endpoint: 7 }), says: /names no pushed_authorization_request_endpoint/ },
  { name: 'answers with an error and status 200', at: ['resource'], answer: ({ response }) => json(response, 200, { error: 'invalid_token' }), says: /but the error invalid_token/ },
  { name: 'answers with a part of an answer', at: ['par', 'token', 'resource'], answer: ({ response }) => json(response, 206, { ...TOKENS, request_uri: 'urn:request:0' }), says: /HTTP 206.*a part of an answer/ },
  { name: 'gives an ID token longer than is read', at: ['token'], answer: ({ response }) => json(response, 200, { ...TOKENS, id_token: `e30.${'e'.repeat(1_100_000)}.AA` }), says: /cannot be judged: .*1048576 characters/ },
  { name: 'falls over', at: ENDPOINTS, answer: ({ response }) => json(response, 500, { error: 'server_error' }), says: /http\.500/ },
  { name: 'draws on the screen', at: ['resource'], answer: ({ response }) => json(response, 503, { error: '\u001b[2J\u001b]0;x\u0007', error_description: '\u001b[31m\u202e' }), says: /http\.503/ },
];
