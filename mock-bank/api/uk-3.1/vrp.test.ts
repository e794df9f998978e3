/** Recurring payments: within the bounds of a consent, for its token, until it is taken back. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import type { Answer } from '../../testkit/https.ts';
import { OpenBanking } from '../../testkit/open-banking.ts';
import { Tpp } from '../../testkit/tpp.ts';

const PISP = '/open-banking/v3.1/pisp';
const DAY = 86_400_000;

const money = (amount: string, currency = 'EUR') => ({ Amount: amount, Currency: currency });
const creditor = (iban = 'DE89370400440532013000') => ({
  SchemeName: 'UK.OBIE.IBAN',
  Identification: iban,
  Name: 'Saver',
});
const day = (days: number) => `${new Date(Date.now() + days * DAY).toISOString().slice(0, 10)}T00:00:00+00:00`;

const control = (change: Record<string, unknown> = {}) => ({
  VRPType: ['UK.OBIE.VRPType.Sweeping'],
  PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
  MaximumIndividualAmount: money('60.00'),
  PeriodicLimits: [{ ...money('100.00'), PeriodType: 'Year', PeriodAlignment: 'Consent' }],
  ...change,
});

describe('recurring payments', () => {
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

  const post = (path: string, token: string, body: unknown, key: string = randomUUID()) =>
    bank.send('POST', PISP + path, token, body, { 'x-idempotency-key': key });

  const lodge = (change: Record<string, unknown> = {}) =>
    post('/domestic-vrp-consents', app, {
      Data: { ControlParameters: control(change), Initiation: { CreditorAccount: creditor() } },
      Risk: {},
    });

  async function agreed(change: Record<string, unknown> = {}) {
    const id: string = JSON.parse((await lodge(change)).text).Data.ConsentId;
    return { id, ...(await bank.authorise(id, 'payments')) };
  }

  const order = (id: string, amount: string, change: Record<string, unknown> = {}) => ({
    Data: {
      ConsentId: id,
      VRPType: 'UK.OBIE.VRPType.Sweeping',
      PSUAuthenticationMethod: 'UK.OBIE.SCANotRequired',
      Initiation: { CreditorAccount: creditor() },
      Instruction: {
        InstructionIdentification: 'i-1',
        EndToEndIdentification: 'e-1',
        InstructedAmount: money(amount),
        CreditorAccount: creditor(),
        ...change,
      },
    },
    Risk: {},
  });

  const told = ({ status, text }: Answer): string =>
    status === 201 ? 'paid' : (JSON.parse(text || '{}').Errors?.[0]?.ErrorCode ?? String(status));

  const BREACH = 'UK.OBIE.Rules.FailsControlParameters';

  it('are taken to the limits and no cent beyond', async () => {
    const { id, access } = await agreed();
    const pay = async (amount: string) => told(await post('/domestic-vrps', access, order(id, amount)));
    expect(await pay('60.01')).to.equal(BREACH);
    expect([await pay('60.00'), await pay('40.01'), await pay('40.00')]).to.deep.equal(['paid', BREACH, 'paid']);
    expect(await pay('0.01')).to.equal(BREACH);
  });

  it('are asked for with the user, strongly authenticated, who sees every bound', async () => {
    const id: string = JSON.parse((await lodge()).text).Data.ConsentId;
    const { pages } = await bank.authorise(id, 'payments');
    expect(pages.some((path) => path.startsWith('/otp'))).to.equal(true);
  });

  it('go to the payee of the consent, in its currency, in its manner', async () => {
    const { id, access } = await agreed();
    const other = { CreditorAccount: creditor('DE02120300000000202051') };
    expect(told(await post('/domestic-vrps', access, order(id, '1.00', other)))).to.equal(
      'UK.OBIE.Resource.ConsentMismatch',
    );
    const pounds = { InstructedAmount: money('1.00', 'GBP') };
    expect(told(await post('/domestic-vrps', access, order(id, '1.00', pounds)))).to.equal(BREACH);
    const { Data, Risk } = order(id, '1.00');
    const typed = { Data: { ...Data, VRPType: 'UK.OBIE.VRPType.Other' }, Risk };
    expect(told(await post('/domestic-vrps', access, typed))).to.equal(BREACH);
  });

  it('begin with the first day and end with the last', async () => {
    const { id, access, refresh } = await agreed({ ValidFromDateTime: day(2), ValidToDateTime: day(2) });
    const pay = async (token: string) => told(await post('/domestic-vrps', token, order(id, '1.00')));
    const renewed = async () => {
      const form = { ...tpp.credentials(), grant_type: 'refresh_token', refresh_token: refresh };
      return (await tpp.post('/token', form)).json;
    };
    expect(await pay(access)).to.equal(BREACH);
    opened.bank.clock.advance((Date.parse(day(2)) - Date.now()) / 1000 + 12 * 3600);
    expect(await pay(String((await renewed()).access_token))).to.equal('paid');
    opened.bank.clock.advance(DAY / 1000);
    expect((await renewed()).error).to.equal('invalid_grant');
  });

  it('are repeated with a key once only, and read as they were ordered', async () => {
    const { id, access } = await agreed();
    const key = randomUUID();
    const first = JSON.parse((await post('/domestic-vrps', access, order(id, '60.00'), key)).text).Data;
    const again = JSON.parse((await post('/domestic-vrps', access, order(id, '60.00'), key)).text).Data;
    expect(again.DomesticVRPId).to.equal(first.DomesticVRPId);
    expect(told(await post('/domestic-vrps', access, order(id, '40.00')))).to.equal('paid');
    const read = await bank.send('GET', `${PISP}/domestic-vrps/${first.DomesticVRPId}`, app);
    expect(JSON.parse(read.text).Data.Instruction.InstructedAmount.Amount).to.equal('60.00');
  });

  it('need the token of the consent that is named', async () => {
    const [one, other] = [await agreed(), await agreed()];
    const pay = async (token: string, id: string) => told(await post('/domestic-vrps', token, order(id, '1.00')));
    expect([await pay(app, one.id), await pay(one.access, other.id)]).to.deep.equal(['403', '403']);
    const single = JSON.parse((await bank.orderPayment(app)).text).Data.ConsentId;
    expect(await pay(one.access, single)).to.equal('403');
    expect((await bank.pay(one.access, one.id)).status).to.equal(403);
  });

  it('end when the consent is deleted or taken back, which may be authorised again', async () => {
    const { id, access } = await agreed();
    const pay = async (token: string) => (await post('/domestic-vrps', token, order(id, '1.00'))).status;
    const consent = opened.bank.store.consents.get(id);
    if (consent) consent.revokedAt = opened.bank.now();
    expect(await pay(access)).to.equal(401);
    const { access: again } = await bank.authorise(id, 'payments');
    expect(await pay(again)).to.equal(201);
    expect((await bank.send('DELETE', `${PISP}/domestic-vrp-consents/${id}`, app)).status).to.equal(204);
    expect([
      await pay(again),
      (await bank.send('GET', `${PISP}/domestic-vrp-consents/${id}`, app)).status,
    ]).to.deep.equal([401, 400]);
    expect((await bank.authorise(id, 'payments')).refused?.status).to.equal(400);
  });

  it('are not asked for with bounds that make no sense', async () => {
    const fortnight = [{ ...money('1.00'), PeriodType: 'Fortnight', PeriodAlignment: 'Calendar' }];
    const changes = [
      { PeriodicLimits: fortnight },
      { PeriodicLimits: [] },
      { MaximumIndividualAmount: undefined },
      { ValidFromDateTime: day(3), ValidToDateTime: day(2) },
      { SupplementaryData: { unknown: true } },
      { VRPType: ['Any'] },
    ];
    const refused = await Promise.all(changes.map(async (change) => (await lodge(change)).status));
    expect(refused).to.deep.equal(changes.map(() => 400));
  });

  it('may be preceded by the question whether the money is there', async () => {
    const { id, access } = await agreed();
    const ask = async (token: string, amount: string) => {
      const body = { Data: { ConsentId: id, Reference: 'r-1', InstructedAmount: money(amount) } };
      const { status, text } = await post(`/domestic-vrp-consents/${id}/funds-confirmation`, token, body);
      return status === 201 ? JSON.parse(text).Data.FundsAvailableResult.FundsAvailable : status;
    };
    const answers = [await ask(access, '1.00'), await ask(access, '99999999.00'), await ask(app, '1.00')];
    expect(answers).to.deep.equal(['Available', 'NotAvailable', 403]);
  });
});
