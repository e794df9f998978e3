import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { type Served, serve } from '../psu/testing-server.ts';
import type { StepResult } from '../step.ts';
import { type ApiDesk, apiDesk } from './testing-desk.ts';

const ok = (outputs: { [name: string]: Json }, facts: { [name: string]: Json } = {}): StepResult => ({
  outcome: { ok: true, codes: ['ok'], clear: true, detail: '' },
  outputs,
  facts,
});

describe('priming payments', () => {
  let served: Served;
  let desk: ApiDesk;
  let authorized: number;
  /** Which authorizations are challenged. */
  let challenged: (n: number) => boolean;
  let refusal: StepResult | null;
  let thrown: Ended | null;

  beforeEach(async () => {
    authorized = 0;
    refusal = null;
    thrown = null;
    challenged = () => false;
    const json = { 'content-type': 'application/json' };
    const data = (body: string): string => JSON.parse(body).Data.Initiation.CreditorAccount.Identification;
    served = await serve({
      'POST /pisp/domestic-payment-consents': () => ({
        status: 201,
        headers: json,
        html: '{"Data":{"ConsentId":"c","Status":"AwaitingAuthorisation"}}',
      }),
      'POST /pisp/domestic-payments': ({ body }) => ({
        status: 201,
        headers: json,
        html: JSON.stringify({
          Data: {
            ConsentId: 'c',
            DomesticPaymentId: 'p',
            Status: data(body).endsWith('0000') ? 'Rejected' : 'AcceptedSettlementCompleted',
          },
        }),
      }),
    });
    desk = apiDesk(served, 'uk-3.1', {
      'oauth.client_credentials': () => ok({ access_token: 'app' }),
      'oauth.request': () => {
        if (thrown !== null) throw thrown;
        return ok({ request: 'request-1', code_verifier: 'v' });
      },
      'oauth.authorize': () => {
        authorized += 1;
        return refusal ?? ok({ code: 'c' }, { 'psu.sca': challenged(authorized) });
      },
      'oauth.token': () => ok({ access_token: 'user' }),
    });
  });
  afterEach(() => served.close());

  it('makes one whole payment for each amount and counts the challenges', async () => {
    challenged = (n) => n === 3;
    const { outcome, outputs } = await desk.run('payment.prime', { amounts: ['25.00', '25.00', '0.01'] });
    expect(outcome.ok).to.equal(true);
    expect(outputs).to.deep.equal({ sca_asked: 1, executed: 3 });
    expect(desk.context.memory.scaAsked).to.equal(true);
    const orders = served.asked.filter(({ path }) => path === '/pisp/domestic-payments');
    expect(orders.map(({ body }) => JSON.parse(body).Data.Initiation.InstructedAmount.Amount)).to.deep.equal([
      '25.00',
      '25.00',
      '0.01',
    ]);
    expect(new Set(orders.map(({ headers }) => headers['x-idempotency-key'])).size).to.equal(3);
  });

  it('does nothing, well, for no amounts', async () => {
    const { outcome, outputs } = await desk.run('payment.prime', { amounts: [] });
    expect(outcome.ok).to.equal(true);
    expect(outputs).to.deep.equal({ sca_asked: 0, executed: 0 });
    expect(served.asked).to.deep.equal([]);
  });

  it('pays to the payee it is given, or to one that does not exist', async () => {
    await desk.run('payment.prime', { amounts: ['1.00'], payee: 'DE02120300000000202051' });
    const { outputs } = await desk.run('payment.prime', { amounts: ['1.00'], decline: true });
    expect(outputs).to.deep.equal({ sca_asked: 0, executed: 0 });
    expect(
      served.asked.map(({ body }) => JSON.parse(body).Data.Initiation.CreditorAccount.Identification),
    ).to.deep.equal([
      'DE02120300000000202051',
      'DE02120300000000202051',
      'DE89370400440532010000',
      'DE89370400440532010000',
    ]);
  });

  it('ends with the outcome of the step that stopped it', async () => {
    refusal = { outcome: { ok: false, codes: ['page.error', 'http.400'], clear: true, detail: 'no' } };
    const prime = await desk.run('payment.prime', { amounts: ['1.00', '1.00'] });
    expect(prime.outcome).to.deep.equal({
      ok: false,
      codes: ['page.error', 'http.400'],
      clear: true,
      detail: 'payment 1 of 2, oauth.authorize: no',
    });
    expect((await desk.run('payment.with-sca', { amount: '45.00' })).outcome).to.deep.include({
      ok: false,
      detail: 'oauth.authorize: no',
    });
  });

  it('knows a step that throws its outcome', async () => {
    thrown = new Ended({ ok: false, codes: ['oauth.invalid_request', 'http.400'], clear: true, detail: 'HTTP 400' });
    const { outcome } = await desk.run('payment.prime', { amounts: ['1.00'] });
    expect(outcome).to.deep.include({ ok: false, detail: 'payment 1 of 1, oauth.request: HTTP 400' });
  });

  it('takes a refused payment for declined when it is to be declined', async () => {
    refusal = { outcome: { ok: false, codes: ['redirect.access_denied'], clear: true, detail: 'no' } };
    const { outcome, outputs } = await desk.run('payment.prime', { amounts: ['1.00'], decline: true });
    expect([outcome.ok, outputs]).to.deep.equal([true, { sca_asked: 0, executed: 0 }]);
  });

  it('starts anew after the first payment that was challenged, and is not content when none is', async () => {
    desk.context.memory.scaAsked = true;
    expect((await desk.run('payment.with-sca', { amount: '45.00' })).outcome).to.deep.include({
      ok: false,
      codes: ['sca.exempted'],
      clear: false,
    });
    expect(desk.context.memory.scaAsked).to.equal(true);
    expect(authorized).to.equal(7);
    challenged = (n) => n === 9;
    const { outcome, facts } = await desk.run('payment.with-sca', { amount: '45.00' });
    expect([outcome.ok, facts?.['prime.payments']]).to.deep.equal([true, 2]);
    expect(desk.context.memory.scaAsked).to.equal(false);
  });
});
