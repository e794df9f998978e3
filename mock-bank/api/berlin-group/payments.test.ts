/** Payments of Berlin Group NextGenPSD2: initiated by certificate, named in the scope, executed by the approval. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { type Answer, ask } from '../../testkit/https.ts';
import { Tpp } from '../../testkit/tpp.ts';
import { accountsOf } from '../data.ts';

const PAYMENTS = '/berlin-group/v1/payments/sepa-credit-transfers';

describe('Berlin Group payments', () => {
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

  const initiation = (change: Record<string, unknown> = {}) => ({
    instructedAmount: { currency: 'EUR', amount: '450.00' },
    creditorAccount: { iban: 'DE89370400440532013000' },
    creditorName: 'Shop',
    ...change,
  });

  const PRESENT = { 'psu-ip-address': '192.0.2.1' };

  function send(who: Tpp, method: string, path: string, body?: unknown, headers: Record<string, string> = PRESENT) {
    return ask(who.agent, who.issuer + PAYMENTS + path, {
      method,
      headers: { 'x-request-id': randomUUID(), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const bodyOf = ({ text }: Answer) => JSON.parse(text);
  const codeOf = (answer: Answer): string => bodyOf(answer).tppMessages[0].code;

  const initiated = async (change: Record<string, unknown> = {}): Promise<string> =>
    bodyOf(await send(tpp, 'POST', '', initiation(change))).paymentId;
  const statusOf = async (id: string): Promise<string> =>
    bodyOf(await send(tpp, 'GET', `/${id}/status`)).transactionStatus;

  const pushRefused = async (who: Tpp, scope: string) => (await who.push({ scope })).answer.json.error;

  async function decided(id: string, decision: 'approve' | 'deny' = 'approve') {
    const { requestUri } = await tpp.push({ scope: `openid PIS:${id}` });
    return tpp.authorize(requestUri, { user: 'psu-1', decision });
  }

  it('go from the initiation over the approval to a payment that is settled', async () => {
    const created = await send(tpp, 'POST', '', initiation());
    const { paymentId: id, transactionStatus, _links: links } = bodyOf(created);
    expect([created.status, transactionStatus]).to.deep.equal([201, 'RCVD']);
    expect(links.scaOAuth.href).to.match(/well-known/);
    expect((await decided(id)).searchParams.get('code')).to.be.a('string');
    expect(await statusOf(id)).to.equal('ACSC');
    expect(bodyOf(await send(tpp, 'GET', `/${id}`))).to.include({ creditorName: 'Shop', transactionStatus: 'ACSC' });
    const { authorisationIds } = bodyOf(await send(tpp, 'GET', `/${id}/authorisations`));
    const path = `/${id}/authorisations/${authorisationIds[0]}`;
    expect(bodyOf(await send(tpp, 'GET', path)).scaStatus).to.equal('finalised');
  });

  it('are not executed when the customer declines, and neither again nor taken back when they were', async () => {
    const unwanted = await initiated();
    await decided(unwanted, 'deny');
    expect(await statusOf(unwanted)).to.equal('RJCT');
    const id = await initiated();
    await decided(id);
    expect(await pushRefused(tpp, `openid PIS:${id}`)).to.equal('invalid_scope');
    expect(codeOf(await send(tpp, 'POST', `/${id}/authorisations`, {}))).to.equal('STATUS_INVALID');
    expect(codeOf(await send(tpp, 'DELETE', `/${id}`))).to.equal('RESOURCE_BLOCKED');
  });

  it('can be taken back before they are approved', async () => {
    const id = await initiated();
    expect((await send(tpp, 'DELETE', `/${id}`)).status).to.equal(204);
    expect(await statusOf(id)).to.equal('CANC');
    expect(await pushRefused(tpp, `openid PIS:${id}`)).to.equal('invalid_scope');
  });

  it('belong to one TPP, and to the service of payments', async () => {
    const id = await initiated();
    expect((await send(other, 'GET', `/${id}`)).status).to.equal(404);
    expect(await pushRefused(other, `openid PIS:${id}`)).to.equal('invalid_scope');
    expect(await pushRefused(tpp, `openid AIS:${id}`)).to.equal('invalid_scope');
  });

  it('are approved by the holder of the account they are from', async () => {
    const id = await initiated({ debtorAccount: { iban: accountsOf('psu-2')[0]?.iban } });
    expect((await decided(id)).searchParams.get('code')).to.equal(null);
    expect(await statusOf(id)).to.equal('RCVD');
  });

  const bad: [what: string, change: Record<string, unknown>][] = [
    ['less than nothing', { instructedAmount: { currency: 'EUR', amount: '-1.00' } }],
    ['a currency that is not kept', { instructedAmount: { currency: 'USD', amount: '1.00' } }],
    ['nobody', { creditorAccount: undefined }],
  ];
  for (const [what, change] of bad) {
    it(`to or of ${what} are refused`, async () => {
      const refused = await send(tpp, 'POST', '', initiation(change));
      expect([refused.status, codeOf(refused)]).to.deep.equal([400, 'FORMAT_ERROR']);
    });
  }

  it('need the address of the customer', async () => {
    expect(codeOf(await send(tpp, 'POST', '', initiation(), {}))).to.equal('FORMAT_ERROR');
  });
});
