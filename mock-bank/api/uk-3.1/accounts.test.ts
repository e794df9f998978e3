import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { bodyOf, OpenBanking } from '../../testkit/open-banking.ts';
import { Tpp } from '../../testkit/tpp.ts';

const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('account access', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let other: Tpp;
  let bank: OpenBanking;
  let app: string;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'primary');
    other = new Tpp(opened, 'second');
    bank = new OpenBanking(tpp);
    app = await bank.appToken();
  });
  after(async () => {
    tpp.close();
    other.close();
    await opened.close();
  });
  afterEach(() => opened.bank.clock.reset());

  async function consented(data: Record<string, unknown> = {}, user = 'psu-1') {
    const id = bodyOf(await bank.orderAccounts(app, data)).Data.ConsentId;
    return { id, path: `${bank.accountConsents}/${id}`, ...(await bank.authorise(id, 'accounts', { user })) };
  }

  it('takes a consent from its order through approval to its deletion', async () => {
    const ExpirationDateTime = IN_AN_HOUR();
    const ordered = await bank.orderAccounts(app, { ExpirationDateTime });
    expect(ordered.status).to.equal(201);
    const { Data, Links } = bodyOf(ordered);
    expect(Data).to.include({ Status: 'AwaitingAuthorisation', ExpirationDateTime });
    expect(Links.Self).to.equal(`${tpp.issuer}${bank.accountConsents}/${Data.ConsentId}`);

    const { access, refresh, pages } = await bank.authorise(Data.ConsentId, 'accounts');
    expect(pages).to.deep.equal(['/login', '/otp', '/consent']);
    const path = `${bank.accountConsents}/${Data.ConsentId}`;
    expect(bodyOf(await bank.send('GET', path, app)).Data.Status).to.equal('Authorised');
    expect((await bank.read('/accounts', access)).status).to.equal(200);

    const deleted = await bank.send('DELETE', path, app);
    expect([deleted.status, deleted.text]).to.deep.equal([204, '']);
    expect((await bank.read('/accounts', access)).status).to.equal(401);
    expect((await tpp.refresh(refresh)).json.error).to.equal('invalid_grant');
    for (const method of ['GET', 'DELETE']) {
      const gone = await bank.send(method, path, app);
      expect(gone.status).to.equal(400);
      expect(bodyOf(gone).Errors?.[0]?.ErrorCode).to.equal('UK.OBIE.Resource.NotFound');
    }
    expect((await bank.authorise(Data.ConsentId, 'accounts')).refused?.status).to.equal(400);
  });

  it('tells accounts, balances and transactions, as a whole and one by one', async () => {
    const { access } = await consented();
    const accounts = bodyOf(await bank.read('/accounts', access)).Data.Account;
    expect(accounts.map(({ AccountId }) => AccountId)).to.deep.equal(['psu-1-1', 'psu-1-2']);
    expect(accounts[0]?.Account?.[0]?.Identification).to.match(/^DE\d{20}$/);
    for (const path of ['/balances', '/accounts/psu-1-1/balances']) {
      const { Data } = bodyOf(await bank.read(path, access));
      expect(Data.Balance?.[0]?.Amount?.Amount).to.match(/^\d+\.\d\d$/);
    }
    const { Data } = bodyOf(await bank.read('/accounts/psu-1-2/transactions', access));
    expect(Data.Transaction).to.have.length(4);
    expect(new Set(Data.Transaction.map(({ AccountId }) => AccountId))).to.have.all.keys('psu-1-2');
  });

  it('tells no more than the permissions say', async () => {
    const Permissions = ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsDebits'];
    const { access } = await consented({ Permissions, TransactionFromDateTime: '2026-01-10T00:00:00Z' });
    expect(bodyOf(await bank.read('/accounts', access)).Data.Account?.[0]).to.not.have.property('Account');
    const { Transaction } = bodyOf(await bank.read('/accounts/psu-1-1/transactions', access)).Data;
    expect(
      Transaction.map(({ CreditDebitIndicator: direction, BookingDateTime: at }) => [direction, at]),
    ).to.deep.equal([
      ['Debit', '2026-01-11T09:00:00.000Z'],
      ['Debit', '2026-01-17T09:00:00.000Z'],
      ['Debit', '2026-01-20T09:00:00.000Z'],
    ]);
    expect(Transaction?.[0]).to.not.have.property('TransactionInformation');
    const refused = await bank.read('/balances', access);
    expect(refused.status).to.equal(403);
    expect(bodyOf(refused)).to.include({ Code: '403 Forbidden' });
  });

  it('ends with the consent, to the second, also for the refresh token', async () => {
    const end = Date.now() + 3_600_000;
    const { access, refresh } = await consented({ ExpirationDateTime: new Date(end).toISOString() });
    const moveTo = (seconds: number) => {
      opened.bank.clock.reset();
      opened.bank.clock.advance((end - Date.now()) / 1000 + seconds);
    };
    moveTo(-1);
    const late = String((await tpp.refresh(refresh)).json.access_token);
    expect((await bank.read('/accounts', late)).status).to.equal(200);
    moveTo(1);
    const refused = await bank.read('/accounts', late);
    expect([refused.status, refused.text]).to.deep.equal([401, '']);
    expect(refused.headers['www-authenticate']).to.match(/^Bearer error="invalid_token"/);
    expect((await tpp.refresh(refresh)).json.error).to.equal('invalid_grant');
    expect((await bank.read('/accounts', access)).status).to.equal(401);
  });

  it('belongs to one TPP', async () => {
    const { id, path } = await consented();
    const stranger = new OpenBanking(other);
    const theirs = await stranger.appToken();
    expect((await stranger.send('GET', path, theirs)).status).to.equal(403);
    expect((await stranger.send('DELETE', path, theirs)).status).to.equal(403);
    expect((await stranger.authorise(id, 'accounts')).refused?.status).to.equal(400);
    expect((await bank.send('GET', path, app)).status).to.equal(200);
  });

  it('belongs to one customer, who may approve it again', async () => {
    const { id, path, access } = await consented();
    const again = await bank.authorise(id, 'accounts');
    expect((await bank.read('/accounts', again.access)).status).to.equal(200);
    const stranger = await bank.authorise(id, 'accounts', { user: 'psu-2' });
    expect(stranger.code).to.equal('');
    expect(bodyOf(await bank.send('GET', path, app)).Data.Status).to.equal('Authorised');
    expect((await bank.read('/accounts', access)).status).to.equal(200);
    const foreign = await bank.read('/accounts/psu-2-1', access);
    const unknown = await bank.read('/accounts/psu-1-9', access);
    expect([foreign.status, unknown.status]).to.deep.equal([403, 403]);
    expect(bodyOf(foreign).Message).to.equal(bodyOf(unknown).Message);
  });

  it('is refused for good when the customer declines', async () => {
    const id = bodyOf(await bank.orderAccounts(app)).Data.ConsentId;
    const { code } = await bank.authorise(id, 'accounts', { decision: 'deny' });
    expect(code).to.equal('');
    expect(bodyOf(await bank.send('GET', `${bank.accountConsents}/${id}`, app)).Data.Status).to.equal('Rejected');
    expect((await bank.authorise(id, 'accounts')).refused?.status).to.equal(400);
  });

  it('needs a token with a customer behind it for data, and without one for consents', async () => {
    const { access, path } = await consented();
    expect((await bank.read('/accounts', app)).status).to.equal(403);
    expect((await bank.send('GET', path, access)).status).to.equal(403);
    expect((await bank.send('GET', path, 'nonsense')).status).to.equal(401);
  });

  it('gives x-fapi-interaction-id back, or one of its own, also with a refusal', async () => {
    const { access } = await consented();
    const idOf = async (token: string, sent: Record<string, string>) => {
      return (await bank.read('/accounts', token, sent)).headers['x-fapi-interaction-id'];
    };
    const own = 'c770aef3-6784-41f7-8e0e-ff5f97bddb3a';
    expect(await idOf(access, { 'x-fapi-interaction-id': own })).to.equal(own);
    expect(await idOf('nonsense', { 'x-fapi-interaction-id': own })).to.equal(own);
    expect(await idOf(access, {})).to.match(UUID);
    expect(await idOf(access, { 'x-fapi-interaction-id': 'two words' })).to.match(UUID);
  });

  const bad: [name: string, data: unknown, code: string][] = [
    ['no permissions', { Permissions: undefined }, 'Field.Missing'],
    ['an empty list', { Permissions: [] }, 'Field.Invalid'],
    ['an unknown permission', { Permissions: ['ReadAccountsBasic', 'ReadMinds'] }, 'Field.Invalid'],
    ['depth without direction', { Permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic'] }, 'Field.Invalid'],
    ['direction without depth', { Permissions: ['ReadAccountsBasic', 'ReadTransactionsDebits'] }, 'Field.Invalid'],
    ['no accounts permission', { Permissions: ['ReadBalances'] }, 'Field.Invalid'],
    ['an end that has passed', { ExpirationDateTime: '2020-01-01T00:00:00Z' }, 'Field.InvalidDate'],
    ['a date without zone', { ExpirationDateTime: '2040-01-01T00:00:00' }, 'Field.InvalidDate'],
  ];
  for (const [name, data, code] of bad) {
    it(`refuses an order with ${name}`, async () => {
      const refused = await bank.orderAccounts(app, data as Record<string, unknown>);
      expect(refused.status).to.equal(400);
      expect(bodyOf(refused))
        .to.have.all.keys('Code', 'Id', 'Message', 'Errors')
        .and.include({ Code: '400 BadRequest' });
      expect(bodyOf(refused).Errors?.[0]?.ErrorCode).to.equal(`UK.OBIE.${code}`);
    });
  }

  it('speaks JSON and nothing else', async () => {
    const body = { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} };
    const send = (headers: Record<string, string>, sent: unknown = body) => {
      return bank.send('POST', bank.accountConsents, app, sent, headers).then(({ status }) => status);
    };
    expect(await send({ 'content-type': 'application/json; charset=utf-8' })).to.equal(201);
    expect(await send({ 'content-type': 'text/plain' })).to.equal(415);
    expect(await send({}, '{')).to.equal(400);
    expect(await send({}, '[]')).to.equal(400);
    for (const accept of [
      'application/json',
      '*/*',
      'text/html, application/*;q=0.8',
      'application/json; charset=utf-8',
    ])
      expect(await send({ accept }), accept).to.equal(201);
    for (const accept of ['text/html', 'application/jwt', 'application/json;q=0'])
      expect(await send({ accept }), accept).to.equal(406);
    expect((await bank.send('PUT', bank.accountConsents, app, body)).status).to.equal(405);
  });
});
