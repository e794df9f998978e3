import { expect } from 'chai';
import { escapeHtml } from '../../http/page.ts';
import { type OpenBank, openBank } from '../../open.ts';
import { resetCounters } from '../../sca/counters.ts';
import type { Answer } from '../../testkit/https.ts';
import { OpenBanking } from '../../testkit/open-banking.ts';
import { account, type Detail, order, PAYEE, payment, RichRequests } from '../../testkit/rich-requests.ts';
import { claimsOf, Tpp } from '../../testkit/tpp.ts';

const USER = 'psu-4';
const OTHER_PAYEE = 'DE02120300000000202051';
const HOUR = 3_600_000;

describe('consent by authorization_details', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let rich: RichRequests;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'rar');
    rich = new RichRequests(tpp);
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  beforeEach(() => resetCounters(opened.bank, USER));
  afterEach(() => {
    opened.bank.clock.reset();
    opened.bank.alter({ variations: [] });
  });

  const authorise = (details: readonly Detail[], atToken: Record<string, string> = {}) => {
    return rich.authorise(details, { user: USER }, atToken);
  };
  const money = (amount: string) => ({ instructedAmount: { currency: 'EUR', amount } });
  const codeOf = ({ status, json }: Answer) => `${status} ${String(json.error)}`;
  const inAnHour = () => new Date(opened.bank.now() + HOUR).toISOString();
  const manage = async (path: string): Promise<number> => {
    return (await fetch(opened.ready.management + path, { method: 'POST' })).status;
  };

  it('grants what the customer saw, tells it everywhere and serves exactly that', async () => {
    const details = [account({ valid_until: inAnHour() })];
    const { answer, pages, access } = await authorise(details);
    expect(pages.get('/consent')).to.include('Detailed Payments GmbH');
    for (const shown of ['list_accounts', 'read_balances', String(details[0]?.valid_until)]) {
      expect(pages.get('/consent')).to.include(shown);
    }
    expect(answer.json.authorization_details).to.deep.equal(details);
    expect(answer.json.grant_id).to.be.a('string');
    expect(claimsOf(access).authorization_details).to.deep.equal(details);
    const { json: told } = await tpp.post('/introspect', { ...tpp.credentials(), token: access });
    expect(told).to.deep.include({ active: true, authorization_details: details });

    const accounts = await tpp.get('/rar/accounts', access);
    expect(accounts.status).to.equal(200);
    const [first] = accounts.json.accounts as { accountId: string; iban: string }[];
    expect(first?.accountId).to.equal(`${USER}-1`);
    expect((await tpp.get(`/rar/accounts/${USER}-1/balances`, access)).json.balances).to.have.length(1);
    const refused = await tpp.get(`/rar/accounts/${USER}-1/transactions`, access);
    expect(codeOf(refused)).to.equal('403 insufficient_scope');
    expect(refused.headers['www-authenticate']).to.match(/^Bearer error="insufficient_scope"/);
    expect(codeOf(await tpp.get('/rar/accounts/psu-1-1/balances', access))).to.equal('403 insufficient_scope');
    expect(codeOf(await rich.pay(access))).to.equal('403 insufficient_scope');
  });

  it('takes them as a claim of a request object, and without any scope', async () => {
    const verifier = 'v'.repeat(43);
    const { scope: _, ...parameters } = tpp.parameters(verifier);
    const request = tpp.requestObject({
      ...parameters,
      authorization_details: [{ type: 'account_information', actions: ['list_accounts'] }],
    });
    const pushed = await tpp.post('/par', { ...tpp.credentials(), request });
    expect(pushed.status).to.equal(201);
    const back = await tpp.authorize(String(pushed.json.request_uri), { user: USER });
    const { status, json } = await tpp.redeem(back.searchParams.get('code') ?? '', verifier);
    expect(status).to.equal(200);
    expect(json).to.not.have.any.keys('scope', 'id_token');
    expect(claimsOf(json.access_token)).to.not.have.property('scope');
    expect((await tpp.get('/rar/accounts', json.access_token)).status).to.equal(200);
  });

  it('shows scopes and details together', async () => {
    const pages = new Map<string, string>();
    const { requestUri } = await rich.push([account()], { scope: 'openid resource' });
    await tpp.authorize(requestUri, { user: USER, see: (path, html) => pages.set(path, html) });
    expect(pages.get('/consent')).to.match(/id="consent-permissions">.*read_balances/);
    expect(pages.get('/consent')).to.match(/id="consent-scopes">.*resource/);
  });

  const wrong: Record<string, unknown> = {
    'text that is not JSON': '[{',
    'an object': account(),
    'an empty list': [],
    'too many elements': Array.from({ length: 11 }, () => account()),
    'an element that is no object': ['account_information'],
    'an element without type': [{ actions: ['list_accounts'] }],
    'an unknown type': [{ type: 'constructor' }],
    'a good element beside an unknown one': [account(), { type: 'x' }],
    'an unknown field': [account({ bogus: 1 })],
    'an unknown field inside of another': [payment({ creditorAccount: { iban: PAYEE, bic: 'X' } })],
    'no actions': [account({ actions: undefined })],
    'an empty list of actions': [account({ actions: [] })],
    'an unknown action': [account({ actions: ['read_everything'] })],
    'actions as text': [account({ actions: 'list_accounts' })],
    'a location of another bank': [account({ locations: ['https://other-bank.example/rar'] })],
    'a date in the past': [account({ valid_until: '2020-01-01T00:00:00Z' })],
    'a date that is none': [account({ valid_until: 'tomorrow' })],
    'no amount': [payment({ instructedAmount: { currency: 'EUR' } })],
    'an amount as a number': [payment({ instructedAmount: { currency: 'EUR', amount: 45 } })],
    'an amount as an object': [payment({ instructedAmount: { currency: 'EUR', amount: {} } })],
    'an amount of nothing': [payment(money('0.00'))],
    'an amount below zero': [payment(money('-1.00'))],
    'an unknown currency': [payment({ instructedAmount: { currency: 'USD', amount: '1.00' } })],
    'an IBAN with a wrong check digit': [payment({ creditorAccount: { iban: 'DE88370400440532013000' } })],
    'a name that turns the writing': [payment({ creditorName: 'Shop \u202eknab' })],
    'two payments': [payment(), payment()],
    'what is nested too deeply': `[${'['.repeat(100)}${']'.repeat(100)}]`,
  };
  for (const [title, details] of Object.entries(wrong)) {
    it(`refuses ${title}`, async () => {
      expect(codeOf((await rich.push(details)).answer)).to.equal('400 invalid_authorization_details');
    });
  }

  it('executes the approved payment, once, and tells of it', async () => {
    const { pages, access } = await authorise([payment({ remittanceInformationUnstructured: 'Order 1' })]);
    expect(pages.has('/otp')).to.equal(true);
    expect(pages.get('/otp')).to.include(`45.00 EUR to Shop, ${PAYEE}`);
    expect(pages.get('/consent')).to.include('45.00 EUR').and.to.include('Shop').and.to.include(PAYEE);
    for (const change of [money('45.01'), { creditorAccount: { iban: OTHER_PAYEE } }, { creditorName: 'Thief' }, {}]) {
      expect(codeOf(await rich.pay(access, order(change)))).to.equal('403 insufficient_scope');
    }
    expect(codeOf(await rich.pay(access, order({ creditorName: 7 })))).to.equal('400 invalid_request');
    const body = order({ remittanceInformationUnstructured: 'Order 1' });
    const paid = await rich.pay(access, body, { 'x-idempotency-key': 'k-1' });
    expect(paid.status).to.equal(201);
    expect(paid.json).to.deep.include({ status: 'AcceptedSettlementCompleted', ...order() });
    expect((await rich.pay(access, body, { 'x-idempotency-key': 'k-1' })).json).to.deep.equal(paid.json);
    expect(codeOf(await rich.pay(access, body))).to.equal('403 insufficient_scope');
    const path = `/rar/payments/${String(paid.json.paymentId)}`;
    expect((await tpp.get(path, access)).json).to.deep.equal(paid.json);
    expect(codeOf(await tpp.get('/rar/payments/unknown', access))).to.equal('404 not_found');
    const { access: another } = await authorise([payment()]);
    expect(codeOf(await tpp.get(path, another))).to.equal('403 insufficient_scope');
  });

  it('leaves out the one-time code for small payments as in every dialect, but not for account access', async () => {
    const small = await authorise([payment(money('29.00'))]);
    expect(small.pages.has('/otp')).to.equal(false);
    expect((await rich.pay(small.access, order(money('29.00')))).status).to.equal(201);
    expect((await authorise([account()])).pages.has('/otp')).to.equal(true);
    expect((await authorise([account(), payment(money('1.00'))])).pages.has('/otp')).to.equal(true);
  });

  it('writes names as text', async () => {
    const { pages } = await authorise([payment({ creditorName: '<script>alert(1)</script>' })]);
    expect(pages.get('/consent')).to.include(escapeHtml('<script>')).and.to.not.include('<script>alert');
  });

  it('keeps, narrows and never widens at the token endpoint', async () => {
    const details = [account({ actions: ['list_accounts', 'read_balances'], valid_until: inAnHour() })];
    const less = [{ ...details[0], actions: ['list_accounts'] }];
    const ask = (asked: unknown) => ({ authorization_details: JSON.stringify(asked) });
    const { granted, access, refresh } = await authorise(details, ask(less));
    expect(granted).to.deep.equal(less);
    expect(codeOf(await tpp.get(`/rar/accounts/${USER}-1/balances`, access))).to.equal('403 insufficient_scope');
    expect((await rich.refresh(refresh)).json.authorization_details).to.deep.equal(details);
    expect((await rich.refresh(refresh, ask(less))).json.authorization_details).to.deep.equal(less);
    const wider = [
      [account({ ...details[0], actions: ['read_transactions'] })],
      [account({ ...details[0], valid_until: undefined })],
      [account({ ...details[0], valid_until: new Date(opened.bank.now() + 2 * HOUR).toISOString() })],
      [account({ ...details[0], bogus: 1 })],
      [...details, payment()],
    ];
    for (const asked of wider) {
      expect(codeOf(await rich.refresh(refresh, ask(asked)))).to.equal('400 invalid_authorization_details');
    }
    const app = { ...tpp.credentials(), grant_type: 'client_credentials', scope: 'accounts', ...ask(details) };
    expect((await tpp.post('/token', app)).status).to.equal(400);
    const paying = await authorise([payment()]);
    const upsized = await rich.refresh(paying.refresh, ask([payment(money('450.00'))]));
    expect(codeOf(upsized)).to.equal('400 invalid_authorization_details');
  });

  it('opens only the locations that were named', async () => {
    const here = `${tpp.issuer}/rar/accounts/${USER}-1`;
    const { access, pages } = await authorise([account({ locations: [here] })]);
    expect(pages.get('/consent')).to.include(here);
    expect((await tpp.get(`/rar/accounts/${USER}-1/balances`, access)).status).to.equal(200);
    expect((await tpp.get(`/rar/accounts/${USER}-2/balances`, access)).status).to.equal(403);
  });

  it('ends with the time that was asked for', async () => {
    const { access, refresh } = await authorise([
      account({ valid_until: new Date(opened.bank.now() + 60_000).toISOString() }),
    ]);
    expect((await tpp.get('/rar/accounts', access)).status).to.equal(200);
    opened.bank.clock.advance(61);
    expect(codeOf(await tpp.get('/rar/accounts', access))).to.equal('401 invalid_token');
    expect(codeOf(await rich.refresh(refresh))).to.equal('400 invalid_grant');
  });

  it('is taken back at the bank by the id of its grant', async () => {
    const { answer, access, refresh } = await authorise([account()]);
    expect(await manage(`/consents/${String(answer.json.grant_id)}/revoke`)).to.equal(200);
    expect(codeOf(await tpp.get('/rar/accounts', access))).to.equal('401 invalid_token');
    expect(codeOf(await rich.refresh(refresh))).to.equal('400 invalid_grant');
    const { json } = await tpp.post('/introspect', { ...tpp.credentials(), token: access });
    expect(json).to.deep.equal({ active: false });
  });

  it('gives nothing when the customer declines', async () => {
    const { requestUri } = await rich.push([account()]);
    const back = await tpp.authorize(requestUri, { user: USER, decision: 'deny' });
    expect(back.searchParams.get('error')).to.equal('access_denied');
  });

  it('keeps clients of either dialect out of the other', async () => {
    const uk = new Tpp(opened, 'primary');
    const lodging = { ...tpp.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    expect(codeOf(await tpp.post('/token', lodging))).to.equal('400 invalid_scope');
    expect(codeOf((await rich.push([account()], { scope: 'openid accounts' })).answer)).to.equal('400 invalid_scope');
    const foreign = await new RichRequests(uk).push([account()]);
    expect(codeOf(foreign.answer)).to.equal('400 invalid_authorization_details');
    const api = new OpenBanking(uk);
    const app = await api.appToken();
    expect((await uk.get('/rar/accounts', app)).status).to.equal(403);
    const { access } = await authorise([account()]);
    expect((await tpp.get('/open-banking/v3.1/aisp/accounts', access)).status).to.equal(403);
    uk.close();
  });

  it('may grant more than was said, about the same', async () => {
    opened.bank.alter({ variations: ['rar-enriched-details'] });
    const { granted, access, refresh } = await authorise([account()]);
    const [element] = granted as Detail[];
    expect(element).to.deep.include(account());
    expect(element?.accounts).to.have.length(2);
    expect((await tpp.get('/rar/accounts', access)).status).to.equal(200);
    const echoed = await rich.refresh(refresh, { authorization_details: JSON.stringify(granted) });
    expect(echoed.json.authorization_details).to.deep.equal(granted);
  });

  it('says in the metadata which types there are', async () => {
    const { json } = await tpp.get('/.well-known/oauth-authorization-server');
    expect(json.authorization_details_types_supported).to.deep.equal(['account_information', 'payment_initiation']);
  });
});
