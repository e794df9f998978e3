import { expect } from 'chai';
import { openBank } from './open.ts';
import { type Change, claimsFor, Deliveries, HYBRID, membersOf } from './testkit/deliveries.ts';
import { claimsOf } from './testkit/tpp.ts';

describe('refusals of authorization requests', () => {
  let kit: Deliveries;
  before(async () => {
    kit = new Deliveries(await openBank());
  });
  after(() => kit.close());
  afterEach(() => kit.opened.bank.alter({ variations: [], defects: [] }));

  for (const [what, name, delivery, change, expected] of [
    ['a plain request of a client that has to push', 'primary', 'plain', {}, 'page invalid_request'],
    ['a request object of a client that has to push', 'jarm', 'by value', {}, 'page invalid_request'],
    ['an unsigned request of a client that has to sign', 'fapi1', 'plain', HYBRID, 'fragment invalid_request'],
    ['a code without JWT for FAPI 1', 'fapi1', 'by value', {}, 'query invalid_request'],
    [
      'an ID token for the query',
      'fapi1',
      'by value',
      { ...HYBRID, response_mode: 'query' },
      'fragment invalid_request',
    ],
    [
      'an ID token for query.jwt',
      'openid',
      'plain',
      { ...HYBRID, response_mode: 'query.jwt' },
      'fragment invalid_request',
    ],
    ['an ID token without nonce', 'openid', 'plain', { ...HYBRID, nonce: undefined }, 'fragment invalid_request'],
    ['an ID token without openid', 'fapi1', 'by value', { ...HYBRID, scope: 'resource' }, 'fragment invalid_request'],
    [
      'neither openid nor state for FAPI 1',
      'fapi1',
      'by value',
      { scope: 'resource', state: undefined, response_mode: 'jwt' },
      'query invalid_request',
    ],
    ['a token from the front', 'openid', 'plain', { response_type: 'token' }, 'fragment unsupported_response_type'],
    ['an unknown mode', 'openid', 'plain', { response_mode: 'web_message' }, 'query invalid_request'],
    ['an unregistered address', 'openid', 'plain', { redirect_uri: 'https://a.example/' }, 'page invalid_request'],
    ['no address', 'fapi1', 'by value', { ...HYBRID, redirect_uri: undefined }, 'page invalid_request'],
    [
      'an object whose end is no number',
      'fapi1',
      'by value',
      { ...HYBRID, exp: '1' },
      'fragment invalid_request_object',
    ],
    ['an object for others', 'fapi1', 'by value', { ...HYBRID, aud: 'x' }, 'fragment invalid_request_object'],
    [
      'an object for others, where answers are signed,',
      'fapi1',
      'by reference',
      { response_mode: 'fragment.jwt', aud: 'x' },
      'fragment invalid_request_object',
    ],
    [
      "an object of another client's name",
      'fapi1',
      'by value',
      { ...HYBRID, client_id: 'x' },
      'page invalid_request_object',
    ],
    ['plain PKCE', 'openid', 'plain', { code_challenge_method: 'plain' }, 'query invalid_request'],
    ['an unknown consent', 'openid', 'plain', { claims: claimsFor('none') }, 'query invalid_request'],
  ] as const) {
    it(`refuses ${what} with ${expected}`, async () => {
      const back = await kit.deliver(delivery, name, change);
      expect(await kit.refusal(back)).to.equal(expected);
    });
  }

  it('signs a refusal for whom answers are signed', async () => {
    const back = await kit
      .tpp('fapi1')
      .request({ request: kit.signed('fapi1', { response_mode: 'jwt', scope: 'nonsense' }) });
    const jwt = back.searchParams.get('response');
    expect([...back.searchParams.keys()]).to.deep.equal(['response']);
    expect(claimsOf(jwt)).to.include({ error: 'invalid_scope', state: 'state-1', aud: 'tpp-fapi1' });
  });

  it('refuses at the push what it would refuse in the browser', async () => {
    const refused = async (name: string, change: Change) => {
      const { answer } = await kit.push(name, change);
      return [answer.status, answer.json.error];
    };
    const bad = [400, 'invalid_request'];
    expect(await refused('fapi1', {})).to.deep.equal(bad);
    expect(await refused('fapi1', { ...HYBRID, nonce: undefined })).to.deep.equal(bad);
    expect(await refused('fapi1', { ...HYBRID, code_challenge: undefined })).to.deep.equal(bad);
    expect(await refused('jarm', {})).to.deep.equal(bad);
    expect(await refused('primary', HYBRID)).to.deep.equal([400, 'unsupported_response_type']);
    const { answer } = await kit.tpp('jarm').push({ response_mode: 'jwt' });
    expect([answer.status, answer.json.error]).to.deep.equal(bad);
  });

  it('denies in the mode that was asked for', async () => {
    const back = await kit.tpp('fapi1').request({ request: kit.signed('fapi1', HYBRID) }, { decision: 'deny' });
    expect(membersOf(back).get('error')).to.equal('access_denied');
    expect(back.hash).not.to.include('id_token');
  });
});
