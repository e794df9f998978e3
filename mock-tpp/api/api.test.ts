import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { type Answer, type Asked, type Routes, type Served, serve } from '../psu/testing-server.ts';
import { type ApiDesk, apiDesk } from './testing-desk.ts';

const json =
  (status: number, body: Json, headers: { [name: string]: string } = {}) =>
  (): Answer => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    html: JSON.stringify(body),
  });

const CONSENT = {
  Data: { ConsentId: 'c 1', Status: 'AwaitingAuthorisation', ExpirationDateTime: '2025-01-01T00:01:40+00:00' },
};

describe('the UK 3.1 dialect', () => {
  let served: Served;
  let desk: ApiDesk;
  afterEach(() => served.close());

  const open = async (routes: Routes, dialect = 'uk-3.1'): Promise<void> => {
    served = await serve(routes);
    desk = apiDesk(served, dialect);
  };
  const body = (index = 0): { [name: string]: never } => JSON.parse(served.asked[index]?.body ?? 'null');

  it('creates an account consent with all permissions and an end in whole seconds', async () => {
    await open({ 'POST /aisp/account-access-consents': json(201, CONSENT) });
    const { outcome, outputs } = await desk.run('consent.create', { kind: 'accounts', token: 't', expires_in: '100s' });
    expect(outcome).to.deep.include({ ok: true, codes: ['ok', 'consent.awaiting'] });
    expect(outputs).to.deep.equal({
      id: 'c 1',
      status: 'AwaitingAuthorisation',
      expires_at: Date.parse('2025-01-01T00:01:40Z'),
    });
    expect(body()).to.have.nested.property('Data.ExpirationDateTime', '2025-01-01T00:01:40+00:00');
    expect(body()).to.have.nested.property('Data.Permissions').with.length(7);
    expect(served.asked[0]?.headers).to.include({ authorization: 'Bearer t', 'content-type': 'application/json' });
    expect(served.asked[0]?.headers).to.not.have.property('x-idempotency-key');
  });

  it('orders a payment with the very data of its consent', async () => {
    const order = { Data: { ConsentId: 'c 1', DomesticPaymentId: 'p1', Status: 'AcceptedSettlementCompleted' } };
    await open({
      'POST /pisp/domestic-payment-consents': json(201, CONSENT),
      'POST /pisp/domestic-payments': json(201, order),
    });
    await desk.run('consent.create', { kind: 'payment', token: 't', amount: '12.00' });
    const { outcome, outputs } = await desk.run('payment.submit', { consent: 'c 1', token: 'u', amount: '12.00' });
    expect(outcome.codes).to.deep.equal(['ok', 'payment.accepted-settlement-completed']);
    expect(outputs).to.deep.equal({
      id: 'p1',
      status: 'AcceptedSettlementCompleted',
      idempotency_key: '04'.repeat(16),
    });
    const [consent, paid] = [
      body(0) as unknown as { Data: { Initiation: Json }; Risk: Json },
      body(1) as unknown as { Data: { ConsentId: string; Initiation: Json }; Risk: Json },
    ];
    expect(paid).to.deep.equal({ Data: { ConsentId: 'c 1', Initiation: consent.Data.Initiation }, Risk: consent.Risk });
    expect(consent).to.have.nested.property('Data.Initiation.InstructedAmount.Amount', '12.00');
    expect(served.asked[1]?.headers['x-idempotency-key']).to.have.length.within(16, 40);
  });

  it('changes amount or payee of the order, and nothing of the consent it remembers', async () => {
    await open({
      'POST /pisp/domestic-payment-consents': json(201, CONSENT),
      'POST /pisp/domestic-payments': json(400, {}),
    });
    await desk.run('consent.create', { kind: 'payment', token: 't', amount: '45.00' });
    const at = { at: 'json.Data.Initiation.InstructedAmount.Amount', do: 'set', with: { to: '45.01' } };
    await desk.run('payment.submit', { consent: 'c 1', token: 'u', amount: '45.00' }, [at]);
    await desk.run('payment.submit', { consent: 'c 1', token: 'u', amount: '45.00', payee: 'DE00' });
    expect(body(1)).to.have.nested.property('Data.Initiation.InstructedAmount.Amount', '45.01');
    expect(body(2)).to.have.nested.property('Data.Initiation.InstructedAmount.Amount', '45.00');
    expect(body(2)).to.have.nested.property('Data.Initiation.CreditorAccount.Identification', 'DE00');
  });

  it('mutates headers and query, and does not keep a mutation for the next step', async () => {
    await open({ 'GET /aisp/accounts': json(200, { Data: { Account: [] } }) });
    const mutations = [
      { at: 'header.authorization', do: 'set', with: { to: 'Bearer other' } },
      { at: 'header.x-ssl-client-cert', do: 'set', with: { to: 'PEM' } },
      { at: 'query.page', do: 'set', with: { to: '2' } },
    ];
    const { outcome } = await desk.run('api.accounts', { token: 't' }, mutations);
    await desk.run('api.accounts', { token: 't' });
    expect(outcome).to.deep.include({ ok: true, detail: 'the bank gave 0 accounts' });
    const [first, second] = served.asked as [Asked, Asked];
    expect([first.path, first.headers.authorization, first.headers['x-ssl-client-cert']]).to.deep.equal([
      '/aisp/accounts?page=2',
      'Bearer other',
      'PEM',
    ]);
    expect([second.path, second.headers.authorization]).to.deep.equal(['/aisp/accounts', 'Bearer t']);
  });

  it('tells whether the interaction id came back, also with a refusal', async () => {
    await open({
      'GET /aisp/balances': ({ headers }) => ({
        status: 403,
        headers: { 'x-fapi-interaction-id': String(headers['x-fapi-interaction-id']) },
      }),
      'GET /aisp/transactions': json(200, { Data: { Transaction: [1] } }, { 'x-fapi-interaction-id': 'another' }),
    });
    const id = 'resource.interaction_id_echoed';
    expect((await desk.run('api.balances', { token: 't' })).facts).to.include({ [id]: true });
    expect((await desk.run('api.transactions', { token: 't' })).facts).to.include({
      [id]: false,
      'resource.items': 1,
    });
    expect(served.asked[0]?.headers['x-fapi-interaction-id']).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('deletes by the id, escaped', async () => {
    await open({ 'DELETE /aisp/account-access-consents/a%2Fb': () => ({ status: 204 }) });
    expect((await desk.run('consent.delete', { kind: 'accounts', consent: 'a/b', token: 't' })).outcome.ok).to.equal(
      true,
    );
  });

  const error = { Errors: [{ ErrorCode: 'UK.OBIE.Resource.ConsentMismatch' }, { ErrorCode: 5 }, null] };
  const challenge = { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' };
  const refusals: [string, () => Answer, string[], boolean][] = [
    ['an error of the API', json(400, error), ['http.400', 'api.uk-obie-resource-consent-mismatch'], true],
    ['a token that is refused', json(401, null, challenge), ['oauth.invalid_token', 'http.401'], true],
    ['a bare refusal', () => ({ status: 403, html: 'no' }), ['http.403'], true],
    ['a broken server', json(500, error), ['http.500'], false],
    ['a redirect', () => ({ status: 302, headers: { location: '/' } }), ['http.302'], false],
    ['HTML for data', () => ({ html: '<p>hello' }), ['malformed', 'http.200'], false],
    ['an array for data', json(200, []), ['malformed', 'http.200'], false],
    ['data without its list', json(200, { Data: { Account: {} } }), ['malformed', 'http.200'], false],
    ['data of a prototype', json(200, { Data: 'Account' }), ['malformed', 'http.200'], false],
  ];
  for (const [name, answer, codes, clear] of refusals) {
    it(`ends at ${name}`, async () => {
      await open({ 'GET /aisp/accounts': answer });
      expect((await desk.run('api.accounts', { token: 't' })).outcome).to.deep.include({ ok: false, codes, clear });
    });
  }

  it('takes a success without id or status, or of another consent, for malformed', async () => {
    await open({
      'GET /aisp/account-access-consents/c1': json(200, { Data: { ConsentId: 'c1' } }),
      'GET /aisp/account-access-consents/c2': json(200, CONSENT),
    });
    for (const consent of ['c1', 'c2']) {
      const { outcome } = await desk.run('consent.get', { kind: 'accounts', consent, token: 't' });
      expect(outcome.codes[0], consent).to.equal('malformed');
    }
  });

  it('takes no amount that is not a decimal string', async () => {
    await open({});
    for (const amount of [12, '12', '12.0', '1e3', '-1.00', '']) {
      const told = await desk
        .run('consent.create', { kind: 'payment', token: 't', amount })
        .catch((fault: unknown) => fault);
      expect(told, String(amount)).to.be.instanceOf(TppFault);
    }
    expect(served.asked).to.deep.equal([]);
  });

  it('reads the one resource of a plain bank in place of every data set, and knows no consents there', async () => {
    await open({ 'GET /resource': json(200, { sub: 'x' }) }, 'plain');
    for (const use of ['api.accounts', 'api.balances', 'api.transactions']) {
      expect((await desk.run(use, { token: 't' })).outcome.ok).to.equal(true);
    }
    expect(served.asked.map(({ path }) => path)).to.deep.equal(Array(3).fill('/resource?a=1'));
    const told = await desk.run('consent.create', { kind: 'accounts', token: 't' }).catch((fault: unknown) => fault);
    expect(told).to.be.instanceOf(TppFault);
  });
});
