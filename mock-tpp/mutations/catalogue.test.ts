/** Every mutation changes on the wire exactly what it says. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { readJws } from '../oauth/jws.ts';
import { type Asked, type Issuer, NOW, withDesk } from '../testing-issuer.ts';
import { STEPS } from '../vocabulary.ts';
import { MUTATIONS } from './catalogue.ts';
import { at, attempt, DETAILED, REQUEST, SIGNED, STEPS_HERE, TOKEN } from './testing-attempt.ts';
import { becomesObject, inBrowser, UNSIGNED, unauthenticated, unsigned } from './testing-changes.ts';
import { type Difference, flatten } from './testing-difference.ts';
import { PROOF_ROWS, type Row } from './testing-proof-rows.ts';
import { REGISTRATION_ROWS } from './testing-registration-rows.ts';
import { SIGNATURE_ROWS } from './testing-signature-rows.ts';
import { changesOf, openPayingIssuer, shownAt } from './testing-wire-changes.ts';

const NOW_S = NOW / 1000;

const BECOMES_SECOND: Difference = {
  certificate: ['primary', 'second'],
  'form.client_id': ['client-primary', 'client-second'],
  'assertion.header.alg': ['"PS256"', '"ES256"'],
  'assertion.header.kid': ['"kid-primary"', '"kid-second"'],
  'assertion.claim.iss': ['"client-primary"', '"client-second"'],
  'assertion.claim.sub': ['"client-primary"', '"client-second"'],
  'assertion.signed by': ['primary', 'second'],
};

// biome-ignore format: one row, one line
const ROWS: Row[] = [
  { use: 'oauth.request', mutation: at('param.scope', 'set', { to: 'openid' }), changes: { 'form.scope': ['openid accounts', 'openid'] } },
  { use: 'oauth.request', mutation: at('param.scope', 'set', { to: 'openid' }), inputs: SIGNED, changes: { 'request_object.claim.scope': ['"openid accounts"', '"openid"'] } },
  { use: 'oauth.request', mutation: at('detail.type', 'set', { to: 'b' }), inputs: DETAILED, changes: { 'form.authorization_details': ['[{"type":"a","actions":["read"]}]', '[{"type":"b","actions":["read"]}]'] } },
  { use: 'consent.create', mutation: at('', 'consent.ask', { data: ['accounts'] }), inputs: { kind: 'accounts', token: 't', data: ['accounts', 'balances'] }, changes: { 'json.Data.Permissions': ['["ReadAccountsBasic","ReadAccountsDetail","ReadBalances"]', '["ReadAccountsBasic","ReadAccountsDetail"]'] } },
  { use: 'payment.submit', mutation: at('', 'payment.amount', { to: '2.00' }), changes: { 'json.Data.Initiation.InstructedAmount.Amount': ['"1.00"', '"2.00"'] } },
  { use: 'payment.submit', mutation: at('', 'payment.payee', { to: 'DE2' }), changes: { 'json.Data.Initiation.CreditorAccount.Identification': ['"DE1"', '"DE2"'] } },
  { use: 'oauth.request', mutation: at('request_object.claim.aud', 'set', { to: ['a'] }), inputs: SIGNED, changes: { 'request_object.claim.aud': ['GIVEN', '["a"]'] } },
  { use: 'oauth.request', mutation: at('request_object.header.typ', 'drop'), inputs: SIGNED, changes: { 'request_object.header.typ': ['"oauth-authz-req+jwt"', undefined] } },
  { use: 'oauth.request', mutation: at('request_object.header.alg', 'set', { to: 'RS256' }), inputs: SIGNED, changes: { 'request_object.header.alg': ['"PS256"', '"RS256"'] } },
  { use: 'oauth.request', mutation: at('form.scope', 'set', { to: 'openid' }), inputs: SIGNED, changes: { 'form.scope': [undefined, 'openid'] } },
  { use: 'oauth.request', mutation: at('assertion.claim.exp', 'drop'), changes: { 'assertion.claim.exp': [`${NOW_S + 60}`, undefined] } },
  { use: 'oauth.request', mutation: at('assertion.claim.exp', 'time', { offset: '-10m' }), changes: { 'assertion.claim.exp': [`${NOW_S + 60}`, `${NOW_S - 600}`] } },
  { use: 'oauth.request', mutation: at('form.scope', 'duplicate', { value: 'x' }), changes: { 'form.scope+': [undefined, 'x'] } },
  { use: 'oauth.token', mutation: at('header.Accept', 'drop'), changes: { 'header.accept': ['application/json', undefined] } },
  { use: 'oauth.authorize', mutation: at('query.client_id', 'duplicate', { value: 'x' }), changes: { 'query.client_id+': [undefined, 'x'] } },
  { use: 'oauth.request', mutation: at('form.scope', 'swap-case'), changes: { 'form.scope': ['openid accounts', 'OPENID ACCOUNTS'] } },
  { use: 'api.accounts', mutation: at('header.Authorization', 'set', { to: 'DPoP t' }), changes: { 'header.authorization': ['Bearer t', 'DPoP t'] } },
  { use: 'consent.create', mutation: at('json.Data.Permissions', 'set', { to: ['A'] }), inputs: { kind: 'accounts', token: 't', permissions: ['B'] }, changes: { 'json.Data.Permissions': ['["B"]', '["A"]'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.method', { value: 'plain' }), changes: { 'form.code_challenge_method': ['S256', 'plain'], 'form.code_challenge': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'claims.demand', { claim: 'acr', values: ['a'] }), changes: { 'form.claims': [undefined, '{"id_token":{"acr":{"essential":true,"value":"a"}}}'] } },
  { use: 'oauth.request', mutation: at('', 'request.reverse-scopes'), changes: { 'form.scope': ['openid accounts', 'accounts openid'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.omit'), changes: { 'form.code_challenge_method': ['S256', undefined], 'form.code_challenge': ['GIVEN', undefined] } },
  { use: 'oauth.token', mutation: at('', 'pkce.verifier', { value: 'w' }), changes: { 'form.code_verifier': ['v', 'w'] } },
  { use: 'oauth.token', mutation: at('', 'pkce.verifier'), changes: { 'form.code_verifier': ['v', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'client.use', { client: 'second' }), changes: BECOMES_SECOND },
  { use: 'oauth.token', mutation: at('', 'client.use', { client: 'second' }), changes: BECOMES_SECOND },
  { use: 'oauth.authorize', mutation: at('', 'client.use', { client: 'second' }), changes: { 'query.client_id': ['client-primary', 'client-second'] } },
  { use: 'api.accounts', mutation: at('', 'client.use', { client: 'second' }), changes: { certificate: ['primary', 'second'] } },
  { use: 'oauth.introspect', mutation: at('', 'client.no-auth'), changes: unauthenticated() },
  { use: 'oauth.introspect', mutation: at('', 'client.no-auth'), client: 'mtls', changes: { certificate: ['mtls', 'none'] } },
  { use: 'oauth.request', mutation: at('', 'http.method', { value: 'PUT' }), changes: { method: ['POST', 'PUT'] } },
  { use: 'oauth.request', mutation: at('', 'request.in-browser'), path: '/authorize', changes: inBrowser(['response_type', 'scope', ...UNSIGNED]) },
  { use: 'oauth.request', mutation: at('', 'request.in-browser'), inputs: SIGNED, path: '/authorize', changes: { ...inBrowser(['response_type', 'scope']), ...becomesObject() } },
  { use: 'oauth.request', mutation: at('', 'request.unsigned'), inputs: SIGNED, changes: unsigned('form', ['response_type', 'scope', ...UNSIGNED]) },
  { use: 'oauth.request', mutation: at('', 'request.unsigned'), client: 'by-value', path: '/authorize', changes: unsigned('query', UNSIGNED) },
  { use: 'oauth.request', mutation: at('param.scope', 'set', { to: 'openid' }), client: 'plain', path: '/authorize', changes: { 'query.scope': ['openid accounts', 'openid'] } },
  { use: 'oauth.request', mutation: at('param.state', 'drop'), client: 'plain', path: '/authorize', changes: { 'query.state': ['GIVEN', undefined] } },
  { use: 'oauth.request', mutation: at('param.scope', 'duplicate', { value: 'x' }), client: 'plain', path: '/authorize', changes: { 'query.scope+': [undefined, 'x'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.method', { value: 'plain' }), client: 'plain', path: '/authorize', changes: { 'query.code_challenge_method': ['S256', 'plain'], 'query.code_challenge': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.omit'), client: 'plain', path: '/authorize', changes: { 'query.code_challenge_method': ['S256', undefined], 'query.code_challenge': ['GIVEN', undefined] } },
  { use: 'oauth.authorize', mutation: at('query.state', 'set', { to: 'x' }), client: 'plain', changes: { 'query.state': ['GIVEN', 'x'] } },
  { use: 'oauth.authorize', mutation: at('', 'client.use', { client: 'second' }), client: 'plain', changes: { 'query.client_id': ['client-primary', 'client-second'] } },
  { use: 'oauth.request', mutation: at('param.scope', 'set', { to: 'openid' }), client: 'by-value', path: '/authorize', changes: { 'query.scope': ['openid accounts', 'openid'], 'request_object.claim.scope': ['"openid accounts"', '"openid"'] } },
  { use: 'oauth.request', mutation: at('param.redirect_uri', 'set', { to: 'https://x.example/' }), client: 'by-value', path: '/authorize', changes: { 'request_object.claim.redirect_uri': ['GIVEN', '"https://x.example/"'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.method', { value: 'plain' }), client: 'by-value', path: '/authorize', changes: { 'request_object.claim.code_challenge_method': ['"S256"', '"plain"'], 'request_object.claim.code_challenge': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'pkce.omit'), client: 'by-value', path: '/authorize', changes: { 'request_object.claim.code_challenge_method': ['"S256"', undefined], 'request_object.claim.code_challenge': ['GIVEN', undefined] } },
  { use: 'oauth.request', mutation: at('request_object.claim.aud', 'set', { to: ['a'] }), client: 'by-value', path: '/authorize', changes: { 'request_object.claim.aud': ['GIVEN', '["a"]'] } },
  { use: 'oauth.request', mutation: at('request_object.claim.exp', 'time', { offset: '-10m' }), client: 'by-value', path: '/authorize', changes: { 'request_object.claim.exp': [`${NOW_S + 300}`, `${NOW_S - 600}`] } },
  { use: 'oauth.request', mutation: at('request_object.header.typ', 'drop'), client: 'by-value', path: '/authorize', changes: { 'request_object.header.typ': ['"oauth-authz-req+jwt"', undefined] } },
  { use: 'oauth.request', mutation: at('', 'request_object.sign', { alg: 'none' }), client: 'by-value', path: '/authorize', changes: { 'request_object.header.alg': ['"PS256"', '"none"'], 'request_object.signed by': ['primary', 'nothing'] } },
  { use: 'oauth.request', mutation: at('', 'request_object.flip'), client: 'by-value', path: '/authorize', changes: { 'request_object.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.authorize', mutation: at('query.state', 'set', { to: 'x' }), client: 'by-value', changes: { 'query.state': [undefined, 'x'] } },
  { use: 'oauth.authorize', mutation: at('query.scope', 'drop'), client: 'by-value', changes: { 'query.scope': ['openid accounts', undefined] } },
  { use: 'oauth.authorize', mutation: at('', 'client.use', { client: 'second' }), client: 'by-value', changes: { 'query.client_id': ['client-primary', 'client-second'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { alg: 'RS256' }), changes: { 'assertion.header.alg': ['"PS256"', '"RS256"'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { alg: 'none' }), changes: { 'assertion.header.alg': ['"PS256"', '"none"'], 'assertion.signed by': ['primary', 'nothing'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { alg: 'HS256' }), changes: { 'assertion.header.alg': ['"PS256"', '"HS256"'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { key: 'stranger' }), client: 'second', changes: { 'assertion.signed by': ['second', 'nobody known'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { key: 'second' }), changes: { 'assertion.header.alg': ['"PS256"', '"ES256"'], 'assertion.header.kid': ['"kid-primary"', '"kid-second"'], 'assertion.signed by': ['primary', 'second'] } },
  { use: 'oauth.request', mutation: at('assertion.claim.x', 'fill', { kind: 'letters', count: 5 }), changes: { 'assertion.claim.x': [undefined, '"aaaaa"'] } },
  { use: 'oauth.request', mutation: at('assertion.claim.x', 'fill', { kind: 'members', count: 2 }), changes: { 'assertion.claim.x': [undefined, '{"m0":0,"m1":1}'] } },
  { use: 'oauth.request', mutation: at('assertion.claim.x', 'fill', { kind: 'levels', count: 3 }), changes: { 'assertion.claim.x': [undefined, '[[[]]]'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { secret: 'x' }), changes: { 'assertion.header.alg': ['"PS256"', '"HS256"'], 'assertion.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.sign', { certificate: 'second' }), changes: { 'assertion.header.alg': ['"PS256"', '"ES256"'], 'assertion.header.x5c': [undefined, 'GIVEN'], 'assertion.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.request', mutation: at('assertion.claim.aud', 'duplicate', { value: 'x' }), changes: { 'assertion.claim.aud': ['GIVEN', '"x"'] } },
  { use: 'oauth.request', mutation: at('request_object.header.alg', 'duplicate', { value: 'none' }), inputs: SIGNED, changes: { 'request_object.header.alg': ['"PS256"', '"none"'], 'request_object.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.request', mutation: at('', 'redirect.respell', { how: 'slash' }), client: 'plain', path: '/authorize', changes: { 'query.redirect_uri': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'assertion.flip'), changes: { 'assertion.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.request', mutation: at('', 'request_object.sign', { alg: 'none' }), inputs: SIGNED, changes: { 'request_object.header.alg': ['"PS256"', '"none"'], 'request_object.signed by': ['primary', 'nothing'] } },
  { use: 'oauth.request', mutation: at('', 'request_object.flip'), inputs: SIGNED, changes: { 'request_object.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.token', mutation: at('', 'tls.present', { identity: 'second' }), changes: { certificate: ['primary', 'second'] } },
  { use: 'api.accounts', mutation: at('', 'tls.present', { identity: 'nobody' }), changes: { certificate: ['primary', 'none'] } },
  { use: 'api.accounts', mutation: at('', 'token.present', { token: 'u' }), changes: { 'header.authorization': ['Bearer t', 'Bearer u'] } },
  { use: 'api.accounts', mutation: at('', 'token.scheme', { value: 'DPoP' }), changes: { 'header.authorization': ['Bearer t', 'DPoP t'] } },
  { use: 'oauth.authorize', mutation: at('', 'psu.deny'), path: '/decide', changes: { 'form.d': ['y', 'n'] } },
  ...PROOF_ROWS,
  ...REGISTRATION_ROWS,
  ...SIGNATURE_ROWS,
];

const loosely = (expected: Difference, seen: Difference): Difference =>
  Object.fromEntries(
    Object.entries(seen).map(([name, values]) => [
      name,
      values.map((value, side) => (expected[name]?.[side] === 'GIVEN' && value !== undefined ? 'GIVEN' : value)),
    ]),
  ) as Difference;

describe('the catalogue of mutations', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openPayingIssuer();
  });
  after(() => issuer.close());

  describe('a mutation', () => {
    for (const { use, mutation, inputs, client, registersSigned, path = STEPS_HERE[use]?.[0] ?? '', changes } of ROWS)
      it(`${mutation.do} ${mutation.at} ${JSON.stringify(mutation.with)} at ${use} of ${client ?? 'primary'} changes just that`, async () => {
        const seen = await changesOf(issuer, { use, mutations: [mutation], inputs, client, registersSigned }, path);
        expect(loosely(changes, seen)).to.deep.equal(changes);
      });

    it('pkce.method plain sends the verifier itself', async () => {
      issuer.reset();
      await withDesk(issuer.bank, async ({ run }) => {
        const { outputs } = await run('oauth.request', REQUEST, {
          mutations: [at('', 'pkce.method', { value: 'plain' })],
        });
        expect(Object.fromEntries(shownAt(issuer, '/par').form).code_challenge).to.equal(outputs.code_verifier);
      });
    });

    it('http.method GET moves the form into the query', async () => {
      await attempt(issuer, { use: 'oauth.request', mutations: [at('', 'http.method', { value: 'GET' })] });
      const { method, query, body, headers } = shownAt(issuer, '/par');
      expect(method).to.equal('GET');
      expect(body).to.equal('');
      expect(Object.fromEntries(query)).to.include({ client_id: 'client-primary', scope: 'openid accounts' });
      expect(query.map(([name]) => name)).to.include('client_assertion');
      expect(headers.map(([name]) => name)).to.not.include('content-type');
    });

    it('assertion.replay sends the very assertion of an earlier step', async () => {
      issuer.reset();
      await withDesk(issuer.bank, async ({ run }) => {
        await run('oauth.request', REQUEST, { id: 'first' });
        await run('oauth.token', TOKEN, { mutations: [at('', 'assertion.replay', { of: 'first' })] });
      });
      const [first, again] = ['/par', '/token'].map(
        (path) => Object.fromEntries(shownAt(issuer, path).form).client_assertion,
      );
      expect(again).to.be.a('string').and.to.equal(first);
    });

    it('client.use proves the key of the other client', async () => {
      issuer.reset();
      const shownKey = (path: string): Json | undefined =>
        readJws(Object.fromEntries(shownAt(issuer, path).headers).dpop ?? '')?.header.jwk;
      await withDesk(issuer.bank, async ({ run }) => {
        await run('api.accounts', { token: 't' }, { client: 'dpop' });
        const mutations = [at('', 'client.use', { client: 'dpop-second' })];
        await run('api.balances', { token: 't' }, { client: 'dpop', mutations });
        await run('api.transactions', { token: 't' }, { client: 'dpop-second' });
      });
      expect(shownKey('/aisp/balances')).to.deep.equal(shownKey('/aisp/transactions'));
      expect(shownKey('/aisp/balances')).to.not.deep.equal(shownKey('/aisp/accounts'));
    });

    it('dpop.replay sends the very proof of an earlier step', async () => {
      issuer.reset();
      await withDesk(issuer.bank, async ({ run }) => {
        await run('api.accounts', { token: 't' }, { id: 'first', client: 'dpop' });
        await run(
          'api.balances',
          { token: 't' },
          { client: 'dpop', mutations: [at('', 'dpop.replay', { of: 'first' })] },
        );
      });
      const [first, again] = ['/aisp/accounts', '/aisp/balances'].map(
        (path) => Object.fromEntries(shownAt(issuer, path).headers).dpop,
      );
      expect(again).to.be.a('string').and.to.equal(first);
    });

    it('signature.replay sends the very signature of an earlier step, and signature.other-body other bytes under it', async () => {
      issuer.reset();
      await withDesk(issuer.bank, async ({ run }) => {
        const client = 'signing';
        await run('api.accounts', { token: 't' }, { id: 'first', client });
        await run('api.balances', { token: 't' }, { client, mutations: [at('', 'signature.replay', { of: 'first' })] });
        const order = { consent: 'p-1', token: 't', amount: '1.00' };
        await run('payment.submit', order, { client, mutations: [at('', 'signature.other-body')] });
      });
      const [first, again] = ['/aisp/accounts', '/aisp/balances'].map(
        (path) => Object.fromEntries(shownAt(issuer, path).headers).signature,
      );
      expect(again)
        .to.match(/^sig1=:/)
        .and.to.equal(first);
      const { body, headers } = shownAt(issuer, '/pisp/domestic-payments');
      const digest = (text: string): string => `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
      expect(Object.fromEntries(headers)['content-digest'])
        .to.equal(digest(body.trimEnd()))
        .and.not.equal(digest(body));
    });

    it('browser.open-twice loads the address once more before, and once more only', async () => {
      const opened = (): Asked[] => issuer.asked.filter(({ path }) => path === '/authorize');
      await attempt(issuer, { use: 'oauth.authorize', mutations: [] });
      expect(opened()).to.have.length(1);
      await attempt(issuer, { use: 'oauth.authorize', mutations: [at('', 'browser.open-twice')] });
      const [first, second] = opened().map(flatten);
      expect(opened()).to.have.length(2);
      expect(second).to.deep.equal(first);
    });

    it('browser.other-method sends in a form what the address would hold', async () => {
      const opened = (): Asked | undefined => issuer.asked.findLast(({ path }) => path === '/authorize');
      await attempt(issuer, { use: 'oauth.authorize', mutations: [] });
      const { method, query } = opened() ?? {};
      expect(method).to.equal('GET');
      await attempt(issuer, { use: 'oauth.authorize', mutations: [at('', 'browser.other-method')] });
      expect(opened()).to.deep.include({ method: 'POST', query: [], form: query });
    });

    it('of every kind is tested here, and says what it does and takes', () => {
      // request.elsewhere needs hosting: request/delivery.test.ts.
      const alone = [
        'assertion.replay',
        // oauth/key-address.test.ts
        'assertion.lead',
        'request_object.lead',
        'dpop.lead',
        // request/odd-requests.test.ts
        'redirect.of',
        'form.reverse',
        'grant.password',
        // sender/authorised.test.ts
        'alias.pass',
        // oauth/odd-jwts.test.ts
        'assertion.utf-16',
        'request_object.utf-16',
        'request_object.assertion',
        'browser.open-twice',
        'browser.other-method',
        'details.widen',
        'dpop.replay',
        'dpop.twice',
        // signature/detached.test.ts
        'jws.sign',
        'jws.flip',
        'jws.of-another-body',
        'jws.unencoded',
        'jws.reverse',
        'jws.capitals',
        // signature/seal.test.ts
        'seal.omit',
        'seal.digest-of-another',
        'seal.sign',
        'seal.certificate',
        'seal.uncover',
        'seal.reverse',
        'seal.capitals',
        // api/order.test.ts
        'payment.product',
        // parallel.test.ts
        'parallel',
        'request.elsewhere',
        'signature.other-body',
        'signature.replay',
        // psu/typing.test.ts
        'psu.code',
        'psu.wrong',
        // transport/tls-offer.test.ts
        'tls.offer',
      ];
      const tested = [...new Set([...ROWS.map(({ mutation }) => mutation.do), ...alone])].sort();
      expect(tested).to.deep.equal(MUTATIONS.map(({ name }) => name).sort());
      for (const { name, summary, steps, inputs, address } of MUTATIONS) {
        expect(summary, name).to.match(/^[A-Z].*\.$/);
        for (const [input, { summary: told }] of Object.entries(inputs))
          expect(told, `${name} ${input}`).to.not.equal('');
        for (const step of steps) expect(STEPS.has(step), `${name} at ${step}`).to.equal(true);
        expect(steps.length > 0, name).to.equal(address === 'whole');
      }
    });
  });
});
