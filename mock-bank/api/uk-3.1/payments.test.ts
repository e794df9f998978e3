import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { resetCounters } from '../../sca/counters.ts';
import { exactly } from '../../sca/decimal.ts';
import { setFraudRate, trust } from '../../sca/records.ts';
import type { Answer } from '../../testkit/https.ts';
import { bodyOf, OpenBanking, type Paying } from '../../testkit/open-banking.ts';
import { Tpp } from '../../testkit/tpp.ts';

const DECLINED = 'DE89370400440532010000';

describe('domestic payments', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let bank: OpenBanking;
  let app: string;
  const user = 'psu-3';
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
  beforeEach(() => resetCounters(opened.bank, user));

  async function approved(paying: Paying = {}) {
    const id = bodyOf(await bank.orderPayment(app, paying)).Data.ConsentId;
    return { id, ...(await bank.authorise(id, 'payments', { user })) };
  }

  /** Order, approval and payment; tells whether the customer was challenged. */
  async function pays(amount: string, payee?: string): Promise<boolean> {
    const paying = payee === undefined ? { amount } : { amount, payee };
    const { id, access, pages } = await approved(paying);
    expect((await bank.pay(access, id, paying)).status).to.equal(201);
    return pages.includes('/otp');
  }

  async function challenges(amounts: readonly string[]): Promise<string> {
    let seen = '';
    for (const amount of amounts) seen += (await pays(amount)) ? 'S' : '.';
    return seen;
  }

  const statusOf = async (id: string) => {
    return bodyOf(await bank.send('GET', `${bank.paymentConsents}/${id}`, app)).Data.Status;
  };
  const errorOf = (answer: Answer) => [answer.status, bodyOf(answer).Errors[0]?.ErrorCode];

  it('goes from the order to a settled payment that can be read', async () => {
    const { id, access } = await approved({ amount: '45.00' });
    expect(await statusOf(id)).to.equal('Authorised');
    const paid = await bank.pay(access, id, { amount: '45.00' });
    expect(paid.status).to.equal(201);
    const { Data, Links } = bodyOf(paid);
    expect(Data).to.include({ ConsentId: id, Status: 'AcceptedSettlementCompleted' });
    expect(Data.Initiation.InstructedAmount).to.deep.equal({ Amount: '45.00', Currency: 'EUR' });
    expect(await statusOf(id)).to.equal('Consumed');
    const read = await bank.send('GET', new URL(Links.Self).pathname, app);
    expect(bodyOf(read).Data.DomesticPaymentId).to.equal(Data.DomesticPaymentId);
  });

  describe('and the low-value exemption', () => {
    it('of payments that were exempted side by side, those that no longer fit are refused', async () => {
      await challenges(['25.00', '25.00', '25.00']);
      const paying = { amount: '25.00' };
      const all = [await approved(paying), await approved(paying), await approved(paying)];
      expect(all.flatMap(({ pages }) => pages)).not.to.include('/otp');
      const statuses = await Promise.all(
        all.map(async ({ access, id }) => (await bank.pay(access, id, paying)).status),
      );
      expect(statuses.toSorted()).to.deep.equal([201, 403, 403]);
    });

    it('a trusted payee is paid without a challenge, and leaves the counters alone', async () => {
      const payee = 'DE02120300000000202051';
      trust(opened.bank, user, payee, true);
      expect(await pays('500.00', payee)).to.equal(false);
      expect(await challenges(['25.00', '25.00', '25.00', '25.00'])).to.equal('....');
      trust(opened.bank, user, payee, false);
      expect(await pays('500.00', payee)).to.equal(true);
    });

    it('a low rate of fraud opens the risk analysis up to its band', async () => {
      setFraudRate(opened.bank, 'credit-transfer', exactly('0.01'));
      expect(await challenges(['250.00', '250.01'])).to.equal('.S');
      setFraudRate(opened.bank, 'credit-transfer', null);
      expect(await pays('250.00')).to.equal(true);
    });

    const edges: [name: string, amounts: readonly string[], seen: string][] = [
      ['the ceiling for one payment', ['29.99', '30.00', '30.01'], '..S'],
      ['a sum of exactly 100.00', ['25.00', '25.00', '25.00', '25.00', '0.01'], '....S'],
      ['a sum that this payment would carry over', ['30.00', '30.00', '30.00', '10.01', '30.00'], '...S.'],
      ['five payments, not six', ['1.00', '1.00', '1.00', '1.00', '1.00', '1.00', '1.00'], '.....S.'],
      ['a challenge for the amount puts both counters at zero', ['30.00', '30.00', '30.00', '99.00', '30.00'], '...S.'],
    ];
    for (const [name, amounts, seen] of edges) {
      it(name, async () => {
        expect(await challenges(amounts)).to.equal(seen);
      });
    }

    it('counts over all payees, and never a payment that was declined', async () => {
      for (const payee of ['DE11', 'DE12', 'DE13', 'DE14']) expect(await pays('1.00', payee)).to.equal(false);
      for (const _ of [1, 2, 3]) expect(await pays('1.00', DECLINED)).to.equal(false);
      expect(await pays('1.00', 'DE15')).to.equal(false);
      expect(await pays('1.00', 'DE16')).to.equal(true);
    });

    it('counts what was paid, not what was only approved', async () => {
      for (const _ of [1, 2, 3, 4, 5, 6]) expect((await approved({ amount: '30.00' })).pages).not.to.include('/otp');
      expect(await pays('30.00')).to.equal(false);
    });
  });

  it('declines without a settlement, and the consent is used all the same', async () => {
    const paying = { payee: DECLINED };
    const { id, access } = await approved(paying);
    expect(bodyOf(await bank.pay(access, id, paying)).Data.Status).to.equal('Rejected');
    expect(await statusOf(id)).to.equal('Consumed');
  });

  const others: [name: string, change: Record<string, unknown>][] = [
    ['the amount', { InstructedAmount: { Amount: '12.35', Currency: 'EUR' } }],
    [
      'the account of the payee',
      { CreditorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE2', Name: 'Shop' } },
    ],
    [
      'the name of the payee',
      { CreditorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Shap' } },
    ],
    ['the reference', { EndToEndIdentification: 'e2e-2' }],
    ['anything more', { RemittanceInformation: { Unstructured: 'x' } }],
  ];
  for (const [name, change] of others) {
    it(`is refused when ${name} differs from what was approved, and the honest payment still goes through`, async () => {
      const { id, access } = await approved();
      expect(errorOf(await bank.pay(access, id, {}, change))).to.deep.equal([400, 'UK.OBIE.Resource.ConsentMismatch']);
      expect(await statusOf(id)).to.equal('Authorised');
      expect((await bank.pay(access, id)).status).to.equal(201);
    });
  }

  it('carries one payment, however many come at once', async () => {
    const { id, access } = await approved();
    const agents = [new Tpp(opened, 'primary'), new Tpp(opened, 'primary')];
    const answers = await Promise.all(agents.map((one) => new OpenBanking(one).pay(access, id)));
    for (const one of agents) one.close();
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 400]);
    expect(errorOf(await bank.pay(access, id))).to.deep.equal([400, 'UK.OBIE.Resource.InvalidConsentStatus']);
    expect((await bank.authorise(id, 'payments', { user })).refused?.status).to.equal(400);
  });

  it('gives a repeat under the same key the first answer, and another body none', async () => {
    const { id, access } = await approved();
    const first = bodyOf(await bank.pay(access, id, { key: 'k-1' })).Data.DomesticPaymentId;
    const again = await bank.pay(access, id, { key: 'k-1' });
    expect([again.status, bodyOf(again).Data.DomesticPaymentId]).to.deep.equal([201, first]);
    expect(errorOf(await bank.pay(access, id, { key: 'k-1', amount: '12.35' }))[0]).to.equal(400);
    const ordered = await Promise.all(['k-2', 'k-2', 'k-3'].map((key) => bank.orderPayment(app, { key })));
    const [one, same, other] = ordered.map((answer) => bodyOf(answer).Data.ConsentId);
    expect(same).to.equal(one);
    expect(other).to.not.equal(one);
    opened.bank.clock.advance(24 * 3600 + 1);
    const fresh = await bank.orderPayment(await bank.appToken(), { key: 'k-2' });
    opened.bank.clock.reset();
    expect(bodyOf(fresh).Data.ConsentId).to.not.equal(one);
  });

  it('needs an idempotency key of at most forty characters', async () => {
    expect((await bank.orderPayment(app, { key: 'k'.repeat(40) })).status).to.equal(201);
    expect(errorOf(await bank.orderPayment(app, { key: 'k'.repeat(41) }))).to.deep.equal([
      400,
      'UK.OBIE.Header.Invalid',
    ]);
    const missing = await bank.send('POST', bank.paymentConsents, app, {});
    expect(errorOf(missing)).to.deep.equal([400, 'UK.OBIE.Header.Missing']);
  });

  it('is made with the token of its own consent only', async () => {
    const [mine, other] = [await approved(), await approved()];
    expect((await bank.pay(app, mine.id)).status).to.equal(403);
    expect((await bank.pay(other.access, mine.id)).status).to.equal(403);
    expect((await bank.pay(mine.access, 'pdc-none')).status).to.equal(403);
    expect((await bank.pay(mine.access, mine.id)).status).to.equal(201);
  });

  for (const amount of ['30', '30.0', '030.00', '-1.00', '0.00', '1e3', '30,00', '30.000', '99999999999999999999.00']) {
    it(`takes no order for ${amount}`, async () => {
      expect(errorOf(await bank.orderPayment(app, { amount }))).to.deep.equal([400, 'UK.OBIE.Field.Invalid']);
    });
  }

  it('shows amount and payee to the customer, whatever they are called', async () => {
    const ordered = await bank.send(
      'POST',
      bank.paymentConsents,
      app,
      {
        Data: {
          Initiation: {
            InstructedAmount: { Amount: '1234.56', Currency: 'EUR' },
            CreditorAccount: {
              SchemeName: 'UK.OBIE.IBAN',
              Identification: 'DE"><b>1',
              Name: '<script>alert(1)</script>&',
            },
          },
        },
        Risk: {},
      },
      { 'x-idempotency-key': 'hostile' },
    );
    const shown = new Map<string, string>();
    const see = (path: string, html: string) => shown.set(path, html);
    await bank.authorise(bodyOf(ordered).Data.ConsentId, 'payments', { user, see });
    const page = shown.get('/consent') ?? '';
    expect(page).to.include('1234.56 EUR').and.include('&#60;script&#62;alert(1)&#60;/script&#62;&#38;');
    expect([...shown.values()].join('')).to.not.match(/<script|"><b>/);
    expect(shown.get('/otp')).to.match(/id="otp-linked">1234\.56 EUR to &#60;script/);
  });
});
