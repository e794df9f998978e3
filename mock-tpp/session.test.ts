/** What sessions share and what they do not: memory, issued identities, metadata and keys, connections. */
import { expect } from 'chai';
import type { Json, StepCall, Tpp, TppBank } from './contract.ts';
import { TppFault } from './fault.ts';
import { open } from './open.ts';
import { bankJwt, type Issuer, NOW, openIssuer, REDIRECT_URI, type Reply, surroundings } from './testing-issuer.ts';
import { mint } from './transport/testing-certificates.ts';
import { CA } from './transport/testing-wire.ts';

const call = (use: string, inputs: { [name: string]: Json }, more: Partial<StepCall> = {}): StepCall => ({
  id: use.split('.')[1] ?? use,
  use,
  with: inputs,
  mutations: [],
  client: 'primary',
  identity: null,
  ...more,
});
const REQUEST = call('oauth.request', { scope: 'x' });

describe('a TPP', () => {
  let issuer: Issuer;
  let tpp: Tpp;
  const around = surroundings();
  const opened = (bank: TppBank): Tpp => {
    tpp = open(bank, around);
    return tpp;
  };
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  afterEach(() => tpp.close());
  after(() => issuer.close());

  const asked = (path: string) => issuer.asked.filter((one) => one.path === path);
  const METADATA = '/.well-known/openid-configuration';

  it('registers passphrases and the password of a proxy before anything is sent', () => {
    const { primary, ...others } = issuer.bank.clients;
    if (primary === undefined) throw new Error('a bank without the client primary');
    const clients = { ...others, primary: { ...primary, passphrase: 'open sesame' } };
    opened({ ...issuer.bank, clients, proxy: { url: 'http://me:s%40cret@proxy.example', except: ['*'], trust: null } });
    expect(around.tainted.get('open sesame')).to.equal('passphrase');
    expect(around.tainted.get('s@cret')).to.equal('password of the proxy');
    expect(around.tainted.get('s%40cret')).to.equal('password of the proxy');
  });

  describe('the memory of a session', () => {
    it('is its own: another session does not know what was asked for, nor what was sent', async () => {
      opened(issuer.bank);
      const controls = tpp.controls('case');
      const [one, other] = [1, 2].map(() => tpp.session({ controls, psu: 0, lane: 'a' }));
      const { outputs } = (await one?.run(REQUEST)) ?? {};
      const authorize = call('oauth.authorize', { request: outputs?.request ?? null });
      expect((await one?.run(authorize))?.outcome.ok).to.equal(true);
      expect(await other?.run(authorize).catch((error) => error)).to.be.instanceOf(TppFault);
      const replay = {
        ...REQUEST,
        id: 'again',
        mutations: [{ at: '', do: 'assertion.replay', with: { of: 'request' } }],
      };
      expect((await one?.run(replay))?.outcome.ok).to.equal(true);
      expect(await other?.run(replay).catch((error) => error)).to.be.instanceOf(TppFault);
    });

    it('holds no connection of an outdated offer: each step that makes one shakes hands anew', async () => {
      opened(issuer.bank);
      const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
      const mutations = [{ at: 'request', do: 'tls.offer', with: { offer: 'suites-outdated' } }];
      const numbers: (number | undefined)[] = [];
      for (const id of ['request', 'again']) {
        const { exchanges } = await session.run({ ...REQUEST, id, mutations });
        expect(exchanges.at(-1)?.failure).to.equal(null);
        numbers.push(exchanges.at(-1)?.tls?.connection);
      }
      expect(numbers[0]).to.be.a('number');
      expect(numbers[1]).to.not.equal(numbers[0]);
    });

    it('numbers its exchanges by itself, over connections that are the lane’s', async () => {
      opened(issuer.bank);
      const controls = tpp.controls('case');
      const seen: [number, number | undefined][][] = [];
      for (const lane of ['a', 'a', 'b']) {
        const { exchanges } = await tpp.session({ controls, psu: 0, lane }).run(REQUEST);
        seen.push(exchanges.map(({ id, tls }) => [id, tls?.connection]));
      }
      // The first fetches the metadata, as nobody, over a connection of its own.
      expect(seen).to.deep.equal([
        [
          [1, 1],
          [2, 2],
        ],
        [[1, 2]],
        [[1, 3]],
      ]);
    });

    it('is given new connections when it asks for them', async () => {
      opened(issuer.bank);
      const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
      const connection = async () => (await session.run(REQUEST)).exchanges.at(-1)?.tls?.connection;
      expect(await connection()).to.equal(2);
      expect(await connection()).to.equal(2);
      expect((await session.perform({ do: 'session.reconnect', with: {} })).ok).to.equal(true);
      expect(await connection()).to.equal(3);
    });

    it('holds the JWTs that verifier checks are made of', async () => {
      const claims = { iss: issuer.origin, aud: 'client-primary', exp: NOW / 1000 + 60, code: 'c' };
      const location = `${REDIRECT_URI}?response=${await bankJwt(claims)}`;
      issuer.routes['/authorize'] = () => ({ status: 302, headers: { location } });
      opened(issuer.bank);
      const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
      const { outputs } = await session.run(REQUEST);
      await session.run(call('oauth.authorize', { request: outputs.request ?? null }));
      const check = { at: 'authorize.jarm', do: 'jwt.flip-signature', with: {} };
      expect(await session.checkVerifier(check)).to.deep.equal({
        noticed: true,
        detail: 'our verifier refused the altered JWT',
      });
      const nowhere = { ...check, at: 'token.id_token' };
      expect(await session.checkVerifier(nowhere)).to.equal(null);
    });
  });

  describe('metadata and keys', () => {
    it('are fetched once by lanes that start together', async () => {
      opened(issuer.bank);
      const controls = tpp.controls('case');
      const lanes = ['a', 'b', 'c', 'd'].map((lane) => tpp.session({ controls, psu: 0, lane }));
      const outcomes = await Promise.all(lanes.map((session) => session.run(REQUEST)));
      expect(outcomes.map(({ outcome }) => outcome.ok)).to.deep.equal([true, true, true, true]);
      expect(asked(METADATA)).to.have.length(1);
    });

    it('that cannot be had are an outcome for all who wait, and are tried again by those who come later', async () => {
      issuer.routes[METADATA] = () => ({ status: 503 });
      opened(issuer.bank);
      const controls = tpp.controls('case');
      const lanes = ['a', 'b'].map((lane) => tpp.session({ controls, psu: 0, lane }));
      const outcomes = await Promise.all(lanes.map((session) => session.run(REQUEST)));
      expect(outcomes.map(({ outcome }) => outcome.codes.join())).to.deep.equal(['http.503', 'http.503']);
      expect(asked(METADATA)).to.have.length(1);
      issuer.reset();
      expect((await lanes[0]?.run(REQUEST))?.outcome.ok).to.equal(true);
    });
  });

  describe('an issued identity', () => {
    const hook = (): TppBank['operator'] => ({
      'cert.issue': {
        ...{ headers: {}, token: null, timeoutMs: null, check: null },
        call: { kind: 'http', method: 'POST', url: `${issuer.origin}/issue`, json: { like: '${like}' } },
        outputs: { certificate: 'certificate', key: 'key' },
      },
    });
    const withSibling = (): TppBank => ({
      ...issuer.bank,
      identities: { ...issuer.bank.identities, sibling: { kind: 'issued', like: 'primary', flaw: null } },
      operator: hook(),
    });
    const issuing = (): void => {
      let count = 0;
      issuer.routes['/issue'] = () => {
        count += 1;
        return { json: { ...mint({ name: `sibling-${count}`, by: CA }) } };
      };
    };
    const asSibling = { ...REQUEST, identity: 'sibling' };

    it('lives as long as the controls it was issued for, in every session of theirs', async () => {
      issuing();
      opened(withSibling());
      const [first, second] = [tpp.controls('first'), tpp.controls('second')];
      for (const controls of [first, first, second, first])
        expect((await tpp.session({ controls, psu: 0, lane: 'a' }).run(asSibling)).outcome.ok).to.equal(true);
      expect(asked('/par').map(({ certificate }) => certificate)).to.deep.equal([
        'sibling-1',
        'sibling-1',
        'sibling-2',
        'sibling-1',
      ]);
      expect(asked('/issue').map(({ body }) => body)).to.deep.equal(['{"like":"primary"}', '{"like":"primary"}']);
    });

    it('has its connections closed when its lane goes on to other controls', async () => {
      issuing();
      opened(withSibling());
      const [first, second] = [tpp.controls('first'), tpp.controls('second')];
      const connections: (number | undefined)[] = [];
      for (const controls of [first, first, second, first])
        connections.push(
          (await tpp.session({ controls, psu: 0, lane: 'a' }).run(asSibling)).exchanges.at(-1)?.tls?.connection,
        );
      const [one, again, other, back] = connections;
      expect(again).to.equal(one);
      expect(new Set([one, other, back]).size).to.equal(3);
    });

    it('has its key tainted, and can be revoked by its serial', async () => {
      issuing();
      const bank = withSibling();
      bank.operator['cert.revoke'] = {
        ...{ headers: {}, token: null, timeoutMs: null, check: null },
        call: { kind: 'http', method: 'POST', url: `${issuer.origin}/revoked`, json: { serial: '${serial}' } },
        outputs: {},
      };
      issuer.routes['/revoked'] = () => ({ json: {} });
      opened(bank);
      const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
      await session.run(asSibling);
      expect([...around.tainted].some(([value, kind]) => kind === 'private key' && value.includes('PRIVATE'))).to.equal(
        true,
      );
      expect((await session.perform({ do: 'cert.revoke', with: { identity: 'sibling' } })).ok).to.equal(true);
      expect(JSON.parse(asked('/revoked')[0]?.body ?? '').serial).to.match(/^[0-9a-f]{16}$/);
      expect(asked('/issue')).to.have.length(1);
    });

    // biome-ignore format: one row, one line
    const FAILING: [string, Reply, RegExp][] = [
    ['an error', { status: 500 }, /answered 500/],
    ['no JSON', { text: '<html>' }, /not JSON/],
    ['no key', { json: { certificate: 'x' } }, /without the member key/],
    ['no text', { json: { certificate: 1, key: 2 } }, /no certificate and key/],
    ['no certificate', { json: { certificate: 'x', key: 'y' } }, /unusable/],
  ];
    for (const [what, reply, detail] of FAILING)
      it(`that the operator answers with ${what} ends the step without a word on the bank`, async () => {
        issuer.routes['/issue'] = () => reply;
        opened(withSibling());
        const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
        const { outcome } = await session.run(asSibling);
        expect(outcome).to.deep.include({ ok: false, codes: [], clear: false });
        expect(outcome.detail).to.match(detail);
        expect(asked('/par')).to.have.length(0);
        issuing();
        expect((await session.run(asSibling)).outcome.ok, 'a second try').to.equal(true);
      });
  });

  describe('a value by its path', () => {
    it('is public, and comes from what the target and the metadata say', async () => {
      opened(issuer.bank);
      const session = tpp.session({ controls: tpp.controls('case'), psu: 0, lane: 'a' });
      expect(session.value('bank.token_endpoint')).to.equal(undefined);
      await session.run({ ...REQUEST, client: 'second' });
      const pem = issuer.bank.identities.primary?.kind === 'pem' ? issuer.bank.identities.primary.certificate : '';
      const expected: { [path: string]: Json | undefined } = {
        'client.client_id': 'client-second',
        'clients.primary.redirect_uri': REDIRECT_URI,
        'bank.issuer': issuer.origin,
        'bank.token_endpoint': `${issuer.origin}/token`,
        'bank.scopes.accounts': 'openid accounts',
        'identity.primary.pem': pem,
        'identity.primary.pem_escaped': encodeURIComponent(pem),
        'client.signing': undefined,
        'identity.primary.key': undefined,
        'bank.jwks_uri': undefined,
        'bank.scopes.constructor': undefined,
        'clients.constructor.name': undefined,
        'client.constructor': undefined,
        'constructor.name': undefined,
        '': undefined,
      };
      for (const [path, value] of Object.entries(expected)) expect(session.value(path), path).to.equal(value);
    });
  });
});
