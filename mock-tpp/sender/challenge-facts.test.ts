/** What is told of a refusal's challenge. */
import { expect } from 'chai';
import type { TppExchange } from '../contract.ts';
import { challengeFacts } from './challenge.ts';

const answer = (status: number, ...challenges: string[]): TppExchange =>
  ({
    response: {
      status,
      headers: challenges.map((value) => ['www-authenticate', value]),
      body: '',
      bytes: 0,
      truncated: false,
    },
  }) as unknown as TppExchange;

// biome-ignore format: one row, one line
const ROWS: [title: string, exchange: TppExchange, scheme: string | null, error: string | null, flaws: string[] | null][] = [
  ['a success', answer(200), null, null, null],
  ['no challenge', answer(401), 'none', null, null],
  ['a bare scheme', answer(401, 'Bearer'), 'bearer', null, []],
  ['a scheme in lower case, with a realm', answer(401, 'bearer realm="a, b"'), 'bearer', null, []],
  ['two in one header', answer(401, 'Bearer realm="bank", DPoP algs="ES256 PS256", error="use_dpop_nonce"'), 'bearer', 'use_dpop_nonce', []],
  ['two headers', answer(401, 'Basic realm="x"', 'DPoP error="invalid_token"'), 'dpop', 'invalid_token', []],
  ['another scheme alone', answer(401, 'Basic realm="x", realm="y"'), 'none', null, null],
  ['an attribute twice', answer(401, 'Bearer error="a", error_description="b", error="c"'), 'bearer', 'a', ['error stands twice']],
  ['one in each of two challenges', answer(401, 'Bearer error="a", DPoP error="a"'), 'bearer', 'a', []],
  ['a quote in a description', answer(401, 'Bearer error="a", error_description="say \\"b\\""'), 'bearer', 'a', ['error_description holds what it may not']],
  ['letters beyond ASCII', answer(401, 'Bearer error_description="ung\u00fcltig"'), 'bearer', null, ['error_description holds what it may not']],
  ['scopes with two blanks', answer(403, 'Bearer error="insufficient_scope", scope="a  b"'), null, 'insufficient_scope', ['scope holds what it may not']],
  ['a 403', answer(403, 'Bearer error="insufficient_scope", scope="a b"'), null, 'insufficient_scope', []],
];

describe('the challenge of a refusal', () => {
  for (const [title, exchange, scheme, error, flaws] of ROWS)
    it(`is read: ${title}`, () => {
      expect(challengeFacts(exchange)).to.deep.include({
        'challenge.scheme': scheme,
        'challenge.error': error,
        'challenge.flaws': flaws,
      });
    });

  it('has the status of the error that it names', () => {
    const wrong = (exchange: TppExchange) => challengeFacts(exchange)['challenge.wrong_status'];
    expect(wrong(answer(401, 'Bearer error="invalid_token"'))).to.equal(null);
    expect(wrong(answer(400, 'Bearer error="invalid_token"'))).to.equal(400);
    expect(wrong(answer(403, 'DPoP error="insufficient_scope"'))).to.equal(null);
    expect(wrong(answer(401, 'DPoP error="invalid_dpop_proof"'))).to.equal(null);
    expect(wrong(answer(401, 'Bearer'))).to.equal(null);
    const body = '{"error":"invalid_request"}';
    const told = (status: number) => ({ response: { ...answer(status).response, body } }) as unknown as TppExchange;
    expect([wrong(told(400)), wrong(told(401)), wrong(told(200))]).to.deep.equal([null, 401, null]);
  });

  it('is none where the status is that of a success', () => {
    const within = (status: number, body: string) =>
      challengeFacts({ response: { ...answer(status).response, body } } as unknown as TppExchange)[
        'challenge.in_success'
      ];
    const error = '{"error":"invalid_token"}';
    expect([within(200, error), within(201, error), within(401, error)]).to.deep.equal([200, 201, null]);
    for (const body of ['{"sub":"ada"}', '{"error":""}', '{"error":7}', '[]', 'x'])
      expect(within(200, body), body).to.equal(null);
  });

  it('is read in a time that does not grow faster than it does', () => {
    const hostile = 'Bearer error="'.padEnd(200_000, '\\') + ' a='.repeat(20_000);
    expect(challengeFacts(answer(401, hostile))['challenge.scheme']).to.equal('bearer');
  });
});
