/** When an answer without TLS is the endpoint's own, and when it is a front end that only turns people away. */
import { expect } from 'chai';
import { readAnswer, served } from './http-plain.ts';

const URL_OF = new URL('https://bank.example:8443/token');

const over = (status: number, headers: [string, string][], body: string) => ({
  response: { status, headers, body, bytes: body.length, truncated: false },
});

const plain = (status: number, headers: string[], body: string) => {
  const answer = readAnswer(Buffer.from([`HTTP/1.1 ${status} X`, ...headers, '', body].join('\r\n')));
  if (answer === null) throw new Error('no answer');
  return answer;
};

const ERROR = '{"error":"invalid_request","error_description":"no grant_type"}';

// biome-ignore format: one row, one line
const ROWS: [title: string, without: ReturnType<typeof plain>, secure: ReturnType<typeof over>, served: boolean][] = [
  ['the same error', plain(400, [], ERROR), over(400, [], ERROR), true],
  ['the same error in a body in chunks', plain(400, ['transfer-encoding: chunked'], `3f\r\n${ERROR}\r\n0\r\n`), over(400, [], ERROR), true],
  ['an error of a front end that has the same code', plain(400, [], '{"error":"invalid_request","error_description":"use https"}'), over(400, [], ERROR), false],
  ['another status', plain(403, [], ERROR), over(400, [], ERROR), false],
  ['a document with the same members', plain(200, [], '{"issuer":"a","jwks_uri":"b"}'), over(200, [], '{"jwks_uri":"b","issuer":"a"}'), true],
  ['a redirect to https', plain(303, ['Location: https://bank.example:8443/error'], ''), over(303, [['location', '/error']], ''), false],
  ['a redirect to a page without TLS', plain(303, ['Location: /error?id=1'], ''), over(303, [['location', '/error?id=2']], ''), true],
  ['a page that is the same', plain(400, [], '<p>bad request</p>'), over(400, [], '<p>bad request</p>'), true],
  ['a page of a front end', plain(400, [], '<p>sent to an HTTPS port</p>'), over(400, [], '<p>bad request</p>'), false],
  ['the same challenge', plain(401, ['WWW-Authenticate: Bearer'], ''), over(401, [['www-authenticate', 'Bearer']], ''), true],
  ['an empty answer', plain(401, [], ''), over(401, [], ''), false],
];

describe('an answer without TLS', () => {
  for (const [title, without, secure, due] of ROWS)
    it(`with ${title} is ${due ? 'that of the endpoint' : 'none of it'}`, () => {
      expect(served(without, secure, URL_OF)).to.equal(due);
    });

  it('is none when it is no HTTP', () => {
    for (const text of ['', '\x15\x03\x01\x00\x02\x02\x46', 'SSH-2.0', 'HTTP/1.1 20', 'HTTP/2 200 OK'])
      expect(readAnswer(Buffer.from(text, 'latin1'))).to.equal(null);
  });
});
