/** Consents of Berlin Group NextGenPSD2: created by certificate, named in scope and header, counted and replaced. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { type Answer, ask } from '../../testkit/https.ts';
import { Tpp } from '../../testkit/tpp.ts';
import { accountsOf } from '../data.ts';
import { dayOf, endOf, isDay } from '../day.ts';

const BASE = '/berlin-group/v1';
const DAY_MS = 86_400_000;

describe('days of the bank', () => {
  it('end where the bank is, also when clocks change', () => {
    const ends = (day: string) => new Date(endOf(day, 'Europe/Berlin')).toISOString();
    expect(ends('2026-01-15')).to.equal('2026-01-15T23:00:00.000Z');
    expect(ends('2026-03-28')).to.equal('2026-03-28T23:00:00.000Z');
    expect(ends('2026-03-29')).to.equal('2026-03-29T22:00:00.000Z');
    expect(ends('2026-10-25')).to.equal('2026-10-25T23:00:00.000Z');
    expect(dayOf(Date.parse('2026-06-30T22:30:00Z'), 'Europe/Berlin')).to.equal('2026-07-01');
  });

  it('are days of the calendar only', () => {
    expect(['2026-02-28', '9999-12-31', '2026-02-30', '2026-2-3', 'soon'].map(isDay)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('Berlin Group consents', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let other: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'berlin');
    other = new Tpp(opened, 'berlin-second');
  });
  after(async () => {
    tpp.close();
    other.close();
    await opened.close();
  });
  afterEach(() => opened.bank.clock.reset());

  const ALL = { accounts: [], balances: [], transactions: [] };

  function send(who: Tpp, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return ask(who.agent, who.issuer + BASE + path, {
      method,
      headers: { 'x-request-id': randomUUID(), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const order = (change: Record<string, unknown> = {}) => ({
    access: ALL,
    recurringIndicator: true,
    validUntil: dayOf(opened.bank.now() + DAY_MS, 'Europe/Berlin'),
    frequencyPerDay: 4,
    ...change,
  });

  const codeOf = ({ text }: Answer): string => JSON.parse(text).tppMessages[0].code;
  const statusOf = async (id: string): Promise<string> =>
    JSON.parse((await send(tpp, 'GET', `/consents/${id}/status`)).text).consentStatus;

  async function consented(change: Record<string, unknown> = {}, user = 'psu-1') {
    const id: string = JSON.parse((await send(tpp, 'POST', '/consents', order(change))).text).consentId;
    const { requestUri, verifier } = await tpp.push({ scope: `openid AIS:${id}` });
    const back = await tpp.authorize(requestUri, { user });
    const { json } = await tpp.redeem(back.searchParams.get('code') ?? '', verifier);
    const token = String(json.access_token);
    const read = (path: string, headers: Record<string, string> = { 'psu-ip-address': '192.0.2.1' }) =>
      send(tpp, 'GET', path, undefined, { authorization: `Bearer ${token}`, 'consent-id': id, ...headers });
    return { id, read };
  }

  it('live from their creation to the day that they end with', async () => {
    const { id, read } = await consented();
    expect(await statusOf(id)).to.equal('valid');
    const consent = JSON.parse((await send(tpp, 'GET', `/consents/${id}`)).text);
    expect(consent.access.balances).to.deep.equal(accountsOf('psu-1').map(({ iban }) => ({ iban })));
    const { accounts } = JSON.parse((await read('/accounts')).text);
    expect(accounts.map((one: { resourceId: string }) => one.resourceId)).to.deep.equal(['psu-1-1', 'psu-1-2']);
    expect((await read('/accounts/psu-1-1/balances')).status).to.equal(200);
    expect((await read('/accounts/psu-2-1/balances')).status).to.equal(404);
    opened.bank.clock.advance((endOf(consent.validUntil, 'Europe/Berlin') - opened.bank.now()) / 1000);
    expect(await statusOf(id)).to.equal('expired');
  });

  it('say how far their authorisation has come', async () => {
    const { id } = await consented();
    const { authorisationIds } = JSON.parse((await send(tpp, 'GET', `/consents/${id}/authorisations`)).text);
    const told = await send(tpp, 'GET', `/consents/${id}/authorisations/${authorisationIds[0]}`);
    expect(JSON.parse(told.text)).to.deep.equal({ scaStatus: 'finalised' });
    const again = await send(tpp, 'POST', `/consents/${id}/authorisations`, {});
    expect([again.status, codeOf(again)]).to.deep.equal([409, 'STATUS_INVALID']);
    const explicit = await send(tpp, 'POST', '/consents', order(), { 'tpp-explicit-authorisation-preferred': 'true' });
    const { consentId, _links } = JSON.parse(explicit.text);
    expect(_links.startAuthorisation.href).to.equal(`${BASE}/consents/${consentId}/authorisations`);
    expect((await send(tpp, 'POST', `/consents/${consentId}/authorisations`, {})).status).to.equal(201);
  });

  it('are ended by the TPP that made them, and by no other', async () => {
    const { id, read } = await consented();
    const foreign = await send(other, 'DELETE', `/consents/${id}`);
    expect([foreign.status, codeOf(foreign)]).to.deep.equal([403, 'CONSENT_UNKNOWN']);
    expect((await read('/accounts')).status).to.equal(200);
    expect((await send(tpp, 'DELETE', `/consents/${id}`)).status).to.equal(204);
    expect(await statusOf(id)).to.equal('terminatedByTpp');
    const over = await read('/accounts');
    expect([over.status, codeOf(over)]).to.deep.equal([401, 'CONSENT_EXPIRED']);
  });

  it('count reads without the user, and take the place of the one before', async () => {
    const { read } = await consented({ frequencyPerDay: 1 });
    const statuses = [];
    for (const headers of [{}, {}, { 'psu-ip-address': '192.0.2.1' }]) {
      statuses.push((await read('/accounts', headers as Record<string, string>)).status);
    }
    expect(statuses).to.deep.equal([200, 429, 200]);
    const user = await consented({}, 'psu-2');
    await consented();
    expect((await read('/accounts')).status).to.equal(401);
    expect((await user.read('/accounts')).status).to.equal(200);
  });

  it('open what they name and nothing else', async () => {
    const [first] = accountsOf('psu-1');
    const named = await consented({ access: { balances: [{ iban: first?.iban }] } });
    expect((await named.read('/accounts/psu-1-1/balances')).status).to.equal(200);
    for (const path of ['/accounts/psu-1-2/balances', '/accounts/psu-1-1/transactions?bookingStatus=booked']) {
      const refused = await named.read(path);
      expect([refused.status, codeOf(refused)], path).to.deep.equal([401, 'CONSENT_INVALID']);
    }
  });

  const WRONG: [what: string, change: Record<string, unknown>][] = [
    ['a day that has passed', { validUntil: '2020-01-01' }],
    ['a day that is none', { validUntil: '2030-02-30' }],
    ['no frequency', { frequencyPerDay: 0 }],
    ['a frequency for once that is not 1', { recurringIndicator: false }],
    ['two kinds of access', { access: { allPsd2: 'allAccounts', accounts: [] } }],
    ['no access', { access: {} }],
    ['an access that nobody knows', { access: { everything: 'allAccounts' } }],
    ['an account without a number', { access: { accounts: [{}] } }],
  ];
  for (const [what, change] of WRONG)
    it(`are refused with ${what}`, async () => {
      const refused = await send(tpp, 'POST', '/consents', order(change));
      expect([refused.status, codeOf(refused)]).to.deep.equal([400, 'FORMAT_ERROR']);
    });

  it('are shortened where more is asked for than there is, and cut to four reads a day', async () => {
    const far = await send(tpp, 'POST', '/consents', order({ validUntil: '9999-12-31', frequencyPerDay: 9 }));
    const read = JSON.parse((await send(tpp, 'GET', `/consents/${JSON.parse(far.text).consentId}`)).text);
    expect(read.validUntil < '9999-12-31').to.equal(true);
    expect(read.frequencyPerDay).to.equal(4);
  });
});
