import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { compactDecrypt } from 'jose';
import { type OpenBank, openBank } from './open.ts';
import { hosting } from './testkit/host.ts';
import { ask, formText, POST_FORM } from './testkit/https.ts';
import { claimsOf, headerOf, type Pushed, Tpp } from './testkit/tpp.ts';

const VERIFIER = 'd'.repeat(43);

type Change = Record<string, string | undefined>;

describe('authorization requests of every delivery', () => {
  let opened: OpenBank;
  const tpps = new Map<string, Tpp>();
  before(async () => {
    opened = await openBank();
  });
  after(async () => {
    for (const tpp of tpps.values()) tpp.close();
    await opened.close();
  });
  afterEach(() => opened.bank.alter({ variations: [], defects: [] }));
  const tpp = (name: string): Tpp => {
    const known = tpps.get(name) ?? new Tpp(opened, name);
    tpps.set(name, known);
    return known;
  };

  const parameters = (name: string, change: Change): Record<string, string> => {
    const all: Change = { ...tpp(name).parameters(VERIFIER), ...change };
    return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
  };
  const signed = (name: string, change: Change) => tpp(name).requestObject(parameters(name, change));

  /** Brings a request to the bank and gives where the browser ends. */
  const deliveries: Record<string, (name: string, change: Change) => Promise<URL>> = {
    plain: (name, change) => tpp(name).request(parameters(name, change)),
    'by value': (name, change) => tpp(name).request({ request: signed(name, change) }),
    'by value in a POST': async (name, change) => {
      const body = formText({ client_id: tpp(name).clientId, request: signed(name, change) });
      const { browser, issuer } = tpp(name);
      return tpp(name).walk(await ask(browser, `${issuer}/authorize`, { method: 'POST', headers: POST_FORM, body }));
    },
    'by reference': async (name, change) => {
      const host = await hosting('/request-objects/1', signed(name, change));
      const back = await tpp(name).request({ request_uri: host.address });
      host.close();
      return back;
    },
    pushed: async (name, change) => tpp(name).authorize((await pushed(name, change)).requestUri),
  };

  async function pushed(name: string, change: Change): Promise<Pushed> {
    const answer = await tpp(name).post('/par', { ...tpp(name).credentials(), request: signed(name, change) });
    return { answer, requestUri: String(answer.json.request_uri ?? ''), verifier: VERIFIER };
  }

  const HYBRID = { response_type: 'code id_token' };

  /** Members of the response, wherever they stand. */
  function membersOf(back: URL): URLSearchParams {
    const members = new URLSearchParams(back.hash === '' ? back.search : back.hash.slice(1));
    const jwt = members.get('response');
    return jwt === null ? members : new URLSearchParams(claimsOf(jwt) as Record<string, string>);
  }

  for (const [name, delivery, change, where] of [
    ['fapi1', 'by value', HYBRID, 'hash'],
    ['fapi1', 'by value in a POST', HYBRID, 'hash'],
    ['fapi1', 'by reference', HYBRID, 'hash'],
    ['fapi1', 'pushed', HYBRID, 'hash'],
    ['fapi1', 'by value', { response_mode: 'jwt' }, 'search'],
    ['fapi1', 'by value', { ...HYBRID, response_mode: 'jwt' }, 'hash'],
    ['fapi1', 'by value', { ...HYBRID, response_mode: 'form_post.jwt' }, 'search'],
    ['fapi1-second', 'by value', { response_type: 'id_token code' }, 'hash'],
    ['fapi1-mtls', 'by value', HYBRID, 'hash'],
    ['fapi1-mtls', 'by value', { response_mode: 'fragment.jwt' }, 'hash'],
    ['jarm', 'pushed', { response_mode: 'jwt' }, 'search'],
    ['jarm-second', 'pushed', { response_mode: 'fragment.jwt' }, 'hash'],
    ['openid', 'plain', {}, 'search'],
    ['openid', 'plain', HYBRID, 'hash'],
    ['openid', 'plain', { response_mode: 'form_post' }, 'search'],
    ['openid', 'by reference', { response_mode: 'fragment' }, 'hash'],
    ['openid-second', 'by value', { code_challenge: undefined, code_challenge_method: undefined }, 'search'],
    ['openid-second', 'pushed', { response_mode: 'query.jwt' }, 'search'],
  ] as const) {
    const how = Object.entries(change).map((pair) => pair.join('='));
    it(`serves ${name}, ${delivery}${how.length > 0 ? `, with ${how.join(' and ')}` : ''}`, async () => {
      const back = await (deliveries[delivery] as (typeof deliveries)[string])(name, change);
      expect(back[where]).not.to.equal('');
      const members = membersOf(back);
      expect(Object.fromEntries(members)).to.include({ state: 'state-1', iss: tpp(name).issuer });
      const plain = 'code_challenge' in change ? { code_verifier: '' } : {};
      const { json, status } = await tpp(name).redeem(members.get('code') ?? '', VERIFIER, plain);
      expect(status, String(json.error_description)).to.equal(200);
      expect((await tpp(name).get('/resource', json.access_token)).status).to.equal(200);
      const idTokens = [json.id_token, members.get('id_token')].filter((one) => typeof one === 'string');
      expect(idTokens).to.have.length(back.hash !== '' && 'response_type' in change ? 2 : idTokens.length);
      for (const idToken of idTokens) {
        expect(claimsOf(idToken)).to.include({ nonce: 'nonce-1', aud: tpp(name).clientId, iss: tpp(name).issuer });
      }
      const subjects = new Set(idTokens.map((one) => claimsOf(one).sub));
      expect(subjects.size).to.equal(1);
    });
  }

  it('encrypts ID tokens of both endpoints for the client that registered it, around its signature', async () => {
    const read = readFileSync(join(opened.ready.state, 'clients/fapi1-encrypted/decryption.jwk'), 'utf8');
    const key = createPrivateKey({ key: JSON.parse(read) as Record<string, string>, format: 'jwk' });
    const members = membersOf(await tpp('fapi1-encrypted').request({ request: signed('fapi1-encrypted', HYBRID) }));
    const { json } = await tpp('fapi1-encrypted').redeem(members.get('code') ?? '', VERIFIER);
    const inside = await Promise.all(
      [members.get('id_token') ?? '', String(json.id_token)].map(async (jwe) => {
        expect(headerOf(jwe)).to.include({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' });
        return new TextDecoder().decode((await compactDecrypt(jwe, key)).plaintext);
      }),
    );
    expect(inside.map((jwt) => headerOf(jwt).alg)).to.deep.equal(['ES256', 'ES256']);
    expect(inside.map((jwt) => Object.keys(claimsOf(jwt)).filter((claim) => claim.endsWith('_hash')))).to.deep.equal([
      ['c_hash', 's_hash'],
      ['at_hash'],
    ]);
  });

  /** Error and place of the answer: the page of the bank, or the client's query or fragment. */
  async function refusal(back: URL): Promise<string> {
    if (back.pathname === '/error') {
      const page = await ask(tpp('fapi1').browser, back.href);
      return `page ${/id="error-code">(\w+)</.exec(page.text)?.[1]}`;
    }
    return `${back.hash === '' ? 'query' : 'fragment'} ${membersOf(back).get('error') ?? 'none'}`;
  }

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
      const back = await (deliveries[delivery] as (typeof deliveries)[string])(name, change);
      expect(await refusal(back)).to.equal(expected);
    });
  }

  function claimsFor(intent: string): string {
    return JSON.stringify({ id_token: { openbanking_intent_id: { value: intent } } });
  }

  it('signs a refusal for whom answers are signed', async () => {
    const back = await tpp('fapi1').request({ request: signed('fapi1', { response_mode: 'jwt', scope: 'nonsense' }) });
    const jwt = back.searchParams.get('response');
    expect([...back.searchParams.keys()]).to.deep.equal(['response']);
    expect(claimsOf(jwt)).to.include({ error: 'invalid_scope', state: 'state-1', aud: 'tpp-fapi1' });
  });

  it('refuses at the push what it would refuse in the browser', async () => {
    const refused = async (name: string, change: Change) => {
      const { answer } = await pushed(name, change);
      return [answer.status, answer.json.error];
    };
    const bad = [400, 'invalid_request'];
    expect(await refused('fapi1', {})).to.deep.equal(bad);
    expect(await refused('fapi1', { ...HYBRID, nonce: undefined })).to.deep.equal(bad);
    expect(await refused('fapi1', { ...HYBRID, code_challenge: undefined })).to.deep.equal(bad);
    expect(await refused('jarm', {})).to.deep.equal(bad);
    expect(await refused('primary', HYBRID)).to.deep.equal([400, 'unsupported_response_type']);
    const { answer } = await tpp('jarm').push({ response_mode: 'jwt' });
    expect([answer.status, answer.json.error]).to.deep.equal(bad);
  });

  it('goes by the request object alone in FAPI, and completes it from outside in OpenID Connect', async () => {
    for (const [name, outside] of [
      ['fapi1', null],
      ['openid', 'outside'],
    ] as const) {
      const request = signed(name, { ...HYBRID, state: undefined });
      const members = membersOf(await tpp(name).request({ request, state: 'outside', nonce: 'outside' }));
      expect(members.get('state')).to.equal(outside);
      expect(claimsOf(members.get('id_token'))).to.include({ nonce: 'nonce-1' });
    }
  });

  it('denies in the mode that was asked for', async () => {
    const back = await tpp('fapi1').request({ request: signed('fapi1', HYBRID) }, { decision: 'deny' });
    expect(membersOf(back).get('error')).to.equal('access_denied');
    expect(back.hash).not.to.include('id_token');
  });

  it('takes the token endpoint as audience from clients that registered it only', async () => {
    const status = async (name: string, aud: string) =>
      (
        await tpp(name).post('/token', {
          ...tpp(name).credentials(tpp(name).assertion({ aud })),
          grant_type: 'client_credentials',
          scope: 'accounts',
        })
      ).status;
    const endpoint = `${tpp('fapi1').issuer}/token`;
    expect(await status('fapi1', endpoint)).to.equal(200);
    expect(await status('fapi1', `${tpp('fapi1').issuer}/introspect`)).to.equal(401);
    expect(await status('primary', endpoint)).to.equal(401);
  });

  it('holds a client to the scopes it registered', async () => {
    const registration = opened.bank.clients.get('tpp-openid-second')?.registration;
    if (registration) registration.scopes = ['resource'];
    const back = await tpp('openid-second').request(parameters('openid-second', {}));
    expect(await refusal(back)).to.equal('query invalid_scope');
    const alone = await tpp('openid-second').request(parameters('openid-second', { scope: 'resource' }));
    const { json } = await tpp('openid-second').redeem(membersOf(alone).get('code') ?? '', VERIFIER);
    expect(json).to.include({ scope: 'resource' }).and.not.have.property('id_token');
    if (registration) registration.scopes = null;
  });

  it('varies lawfully', async () => {
    opened.bank.alter({ variations: ['signed-response-assumed', 'no-at-hash'] });
    const back = await deliveries.pushed?.('jarm', {});
    expect(back?.searchParams.has('response')).to.equal(true);
    const code = back ? membersOf(back).get('code') : null;
    const { json } = await tpp('jarm').redeem(code ?? '', VERIFIER);
    expect(claimsOf(json.id_token)).not.to.have.property('at_hash');
    opened.bank.alter({ variations: ['unregistered-response-type-unauthorized'] });
    expect((await pushed('primary', HYBRID)).answer.json.error).to.equal('unauthorized_client');
    opened.bank.alter({ variations: ['outer-parameters-needed'] });
    const request = signed('fapi1', HYBRID);
    expect(await refusal(await tpp('fapi1').request({ request }))).to.equal('page invalid_request');
    const full = { request, ...HYBRID, scope: 'openid resource' };
    expect((await tpp('fapi1').request(full)).hash).to.include('code=');
  });
});
