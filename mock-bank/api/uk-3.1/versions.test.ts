/** The versions of UK Open Banking: the same consents at other paths, in other words. */
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { OpenBanking, PERMISSIONS } from '../../testkit/open-banking.ts';
import { Tpp } from '../../testkit/tpp.ts';

const AISP = '/open-banking/v4.0/aisp';

describe('version 4.0', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let bank: OpenBanking;
  let app: string;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'primary');
    bank = new OpenBanking(tpp);
    app = await bank.appToken();
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => opened.bank.clock.reset());

  const read = async (path: string, token = app) => JSON.parse((await bank.send('GET', path, token)).text);

  async function lodged(data: Record<string, unknown> = {}) {
    const body = { Data: { Permissions: PERMISSIONS, ...data }, Risk: {} };
    const answer = await bank.send('POST', `${AISP}/account-access-consents`, app, body);
    const { Data, Links } = JSON.parse(answer.text);
    return { id: String(Data.ConsentId), data: Data, self: new URL(Links.Self).pathname };
  }

  it('tells how a consent stands, and why', async () => {
    const { id, data, self } = await lodged({ ExpirationDateTime: new Date(Date.now() + 60_000).toISOString() });
    expect([data.Status, data.StatusReason[0].StatusReasonCode]).to.deep.equal(['AWAU', 'U036']);
    await bank.authorise(id, 'accounts');
    expect((await read(self)).Data.Status).to.equal('AUTH');
    opened.bank.clock.advance(61);
    const { Status, StatusReason } = (await read(self)).Data;
    expect([Status, StatusReason[0].StatusReasonCode]).to.deep.equal(['EXPD', 'TKXP']);
    expect((await read(self.replace('v4.0', 'v3.1'))).Data.Status).to.equal('Authorised');
  });

  it('tells that a consent was taken back, until it is given again', async () => {
    const { id, self } = await lodged();
    await bank.authorise(id, 'accounts');
    const consent = opened.bank.store.consents.get(id);
    if (consent) consent.revokedAt = opened.bank.now();
    expect((await read(self)).Data.Status).to.equal('CANC');
    await bank.authorise(id, 'accounts');
    expect((await read(self)).Data.Status).to.equal('AUTH');
  });

  it('serves what was lodged in 3.1, in its own words', async () => {
    const id = JSON.parse((await bank.orderAccounts(app)).text).Data.ConsentId;
    const { access } = await bank.authorise(id, 'accounts');
    const [balance] = (await read(`${AISP}/balances`, access)).Data.Balance;
    const [account] = (await read(`${AISP}/accounts`, access)).Data.Account;
    expect([balance.Type, account.AccountTypeCode]).to.deep.equal(['ITAV', 'CACC']);
    expect((await read(`${AISP}/account-access-consents/${id}`)).Data.Status).to.equal('AUTH');
  });

  it('names errors by their codes', async () => {
    const told = await read(`${AISP}/account-access-consents/nobody`);
    expect(told.Errors[0].ErrorCode).to.equal('U011');
    expect((await bank.send('GET', '/open-banking/v5.0/aisp/accounts', app)).status).to.equal(404);
  });
});
