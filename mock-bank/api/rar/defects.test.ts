import { describeDefects, type Probe } from '../../testkit/probe.ts';
import { account, type Detail, order, payment, RichRequests } from '../../testkit/rich-requests.ts';
import { rarDefects } from './defects.ts';

const ACCOUNT = 'psu-1-1';

/** Whether a push with these details is taken. */
const takes = (details: unknown): Probe => {
  return async ({ rar }) => (await new RichRequests(rar).push(details)).answer.status === 201;
};

/** Whether a payment is executed that differs from the approved one. */
const pays = (change: Detail): Probe => {
  return async ({ rar }) => {
    const rich = new RichRequests(rar);
    const { access } = await rich.authorise([payment()]);
    return (await rich.pay(access, order(change))).status === 201;
  };
};

const probes: Record<string, Probe> = {
  'rar-malformed-ignored': takes('[{"type":'),
  'rar-unknown-type-accepted': takes([{ type: 'urn:x:unknown' }]),
  'rar-unregistered-type-accepted': async ({ primary }) => {
    return (await new RichRequests(primary).push([account()])).answer.status === 201;
  },
  'rar-unknown-field-accepted': takes([account({ bogus: true })]),
  'rar-wrong-type-accepted': takes([payment({ instructedAmount: { currency: 'EUR', amount: 45 } })]),
  'rar-invalid-value-accepted': takes([payment({ instructedAmount: { currency: 'EUR', amount: '-45.00' } })]),
  'rar-missing-field-accepted': takes([payment({ creditorName: undefined })]),
  'rar-page-hides-details': async ({ rar }) => {
    const { pages } = await new RichRequests(rar).authorise([account()]);
    return !pages.get('/consent')?.includes('read_balances');
  },
  'rar-missing-from-token-response': async ({ rar }) => {
    return (await new RichRequests(rar).authorise([account()])).granted === undefined;
  },
  'rar-granted-wider': async ({ rar }) => {
    const { access } = await new RichRequests(rar).authorise([account()]);
    const { json } = await rar.post('/introspect', { ...rar.credentials(), token: access });
    const [element] = (json.authorization_details ?? []) as Detail[];
    return JSON.stringify(element?.actions ?? []).includes('read_transactions');
  },
  'rar-missing-from-introspection': async ({ rar }) => {
    const { access } = await new RichRequests(rar).authorise([account()]);
    const { json } = await rar.post('/introspect', { ...rar.credentials(), token: access });
    return json.active === true && json.authorization_details === undefined;
  },
  'rar-widened-at-token': async ({ rar }) => {
    const more = JSON.stringify([account({ actions: ['read_transactions'] })]);
    const { answer } = await new RichRequests(rar).authorise([account()], {}, { authorization_details: more });
    return answer.status === 200;
  },
  'rar-not-enforced-at-resource': async ({ rar }) => {
    const { access } = await new RichRequests(rar).authorise([account()]);
    return (await rar.get(`/rar/accounts/${ACCOUNT}/transactions`, access)).status === 200;
  },
  'rar-amount-not-enforced': pays({ instructedAmount: { currency: 'EUR', amount: '45.01' } }),
  'rar-payee-not-enforced': pays({ creditorAccount: { iban: 'DE02120300000000202051' } }),
  'rar-payment-repeatable': async ({ rar }) => {
    const rich = new RichRequests(rar);
    const { access } = await rich.authorise([payment()]);
    const first = await rich.pay(access);
    return first.status === 201 && (await rich.pay(access)).status === 201;
  },
};

describeDefects('defects of authorization_details', rarDefects, probes);
