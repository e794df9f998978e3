/** Consent by authorization_details: what is asked for, what was granted, and what is paid with it. */
import { expect } from 'chai';
import type { Json } from '../../contract.ts';
import { type Desk, type Issuer, openIssuer, toCode, withDesk } from '../../testing-issuer.ts';
import { widened } from './widened.ts';

const ACCESS = { type: 'account_information', actions: ['list_accounts', 'read_balances'] };
const PAID = {
  type: 'payment_initiation',
  instructedAmount: { currency: 'EUR', amount: '45.00' },
  creditorName: 'Shop',
  creditorAccount: { iban: 'DE1' },
};

describe('a bank of the dialect rar', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    issuer.bank.dialect = 'rar';
    issuer.bank.api = { accounts: `${issuer.origin}/rar`, payments: `${issuer.origin}/rar` };
    issuer.bank.payment = {
      currency: 'EUR',
      debtor: null,
      creditor: { scheme: 'IBAN', identification: 'DE1', name: 'Shop' },
    };
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  const asked = (path: string) => issuer.asked.findLast((one) => one.path === path);
  const grants = (details: Json) => {
    issuer.routes['/token'] = () => ({
      json: { access_token: 'access-1', token_type: 'Bearer', authorization_details: details },
    });
  };
  const toToken = async (desk: Desk, inputs: { [name: string]: Json }) => {
    const { code = null, code_verifier = null } = await toCode(desk, inputs);
    return desk.run('oauth.token', { code, code_verifier });
  };

  it('is asked for data by the request, and its balances are those of the first account', async () => {
    grants([ACCESS]);
    issuer.routes['/rar/accounts'] = () => ({ json: { accounts: [{ accountId: 'a/1' }] } });
    issuer.routes['/rar/accounts/a%2F1/balances'] = () => ({ json: { balances: [1, 2] } });
    await withDesk(issuer.bank, async (desk) => {
      const { facts } = await toToken(desk, { for: 'accounts', data: ['accounts', 'balances'] });
      expect(facts).to.include({ 'token.details_granted': true, 'token.details_wider': false });
      const { outcome, outputs } = await desk.run('api.balances', { token: 'access-1' });
      expect([outcome.ok, outputs.items]).to.deep.equal([true, 2]);
    });
    expect(JSON.parse(Object.fromEntries(asked('/par')?.form ?? []).authorization_details ?? '')).to.deep.equal([
      ACCESS,
    ]);
  });

  it('is paid by what it granted, whatever it added to it', async () => {
    grants([{ ...PAID, actions: ['initiate'], reference: 'r' }]);
    issuer.routes['/rar/payments'] = () => ({ status: 201, json: { paymentId: 'p', status: 'Done' } });
    await withDesk(issuer.bank, async (desk) => {
      const { facts } = await toToken(desk, { for: 'payment', amount: '45.00' });
      expect(facts['token.details_wider']).to.equal(false);
      const { outcome } = await desk.run('payment.submit', { token: 'access-1', amount: '45.00' });
      expect(outcome.codes).to.include('payment.done');
    });
    const { type: _, ...order } = PAID;
    expect(JSON.parse(asked('/rar/payments')?.body ?? '')).to.deep.equal({ ...order, reference: 'r' });
  });

  it('can be asked for more than was approved, by the mutation details.widen', async () => {
    const actions = (path: string): Json =>
      JSON.parse(Object.fromEntries(asked(path)?.form ?? []).authorization_details ?? 'null')[0].actions.length;
    await withDesk(issuer.bank, async (desk) => {
      const { code = null, code_verifier = null } = await toCode(desk, { for: 'accounts', data: ['accounts'] });
      const mutations = [{ at: '', do: 'details.widen', with: {} }];
      await desk.run('oauth.token', { code, code_verifier }, { mutations });
    });
    expect([actions('/par'), actions('/token')]).to.deep.equal([1, 3]);
  });

  it('says in introspection what a token carries, or does not', async () => {
    grants([ACCESS]);
    const facts = async (details: Json) => {
      issuer.routes['/introspect'] = () => ({ json: { active: true, authorization_details: details } });
      return withDesk(issuer.bank, async (desk) => {
        await toToken(desk, { for: 'accounts' });
        return (await desk.run('oauth.introspect', { token: 'access-1' })).facts['introspection.details_told'];
      });
    };
    expect([await facts([ACCESS]), await facts(null), await facts('x')]).to.deep.equal([true, false, false]);
  });

  const more = { ...ACCESS, actions: ['list_accounts', 'read_transactions'] };
  const dated = { ...ACCESS, valid_until: '2030-01-01T00:00:00Z' };
  const paying = (amount: Json, iban = 'DE1') => ({
    ...PAID,
    instructedAmount: { currency: 'EUR', amount },
    creditorAccount: { iban },
  });
  const rows: [string, Json, Json[], boolean | null][] = [
    ['the same', [ACCESS], [ACCESS], false],
    ['one action less', [{ ...ACCESS, actions: ['list_accounts'] }], [ACCESS], false],
    ['words of the bank beside it', [{ ...ACCESS, accounts: ['DE1'] }], [ACCESS], false],
    ['another action', [more], [ACCESS], true],
    ['another element', [ACCESS, PAID], [ACCESS], true],
    ['an element of the same type that is within', [ACCESS, ACCESS], [ACCESS], false],
    ['an earlier end', [{ ...dated, valid_until: '2029-01-01T00:00:00Z' }], [dated], false],
    ['a later end', [{ ...dated, valid_until: '2031-01-01T00:00:00Z' }], [dated], true],
    ['no end, where one was asked for', [ACCESS], [dated], null],
    ['a larger amount', [paying('45.01')], [PAID], true],
    ['the amount in other words', [paying('45.0')], [PAID], false],
    ['an account number that is partly hidden', [paying('45.00', 'D*')], [PAID], null],
    ['no list', { type: 'a' }, [ACCESS], null],
    ['a list of something else', ['x'], [ACCESS], null],
  ];
  for (const [name, granted, wanted, expected] of rows)
    it(`that grants ${name} grants ${expected === null ? 'nobody knows what' : expected ? 'more' : 'no more'}`, () => {
      expect(widened(granted, wanted)).to.equal(expected);
    });
});
