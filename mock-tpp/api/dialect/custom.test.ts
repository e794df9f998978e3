/** A dialect that is described as data: what is sent for it, and what is made of answers. */
import { expect } from 'chai';
import type { CustomDialect, Json } from '../../contract.ts';
import { customDialect } from './custom.ts';
import { allAt, changedAt, fillJson, fillText } from './template.ts';

const DESCRIBED: CustomDialect = {
  headers: { interaction: 'x-id', idempotency: null, consent: 'x-consent', user: null },
  consent: {
    token: false,
    accounts: {
      post: '{api.bank}/agreements',
      headers: { 'x-back': '{redirect_uri}' },
      json: { wants: '{permissions}', until: '{end}', note: 'for {frequency}' },
    },
    request: { agreement: '{consent}' },
    idTokenClaim: null,
    id: 'agreement.id',
    status: 'agreement.is',
    states: { open: 'awaiting', good: 'authorised' },
    ends: 'until',
    endsWith: 'day',
    permissions: 'wants',
    data: { accounts: ['a'], balances: ['a', 'b'] },
    shown: { balances: 'Kontostand' },
  },
  payment: {
    consent: { post: '{api.bank}/agreements', headers: {}, json: { pay: { sum: '{amount}', to: '{payee}' } } },
    amount: 'pay.sum',
    payee: 'pay.to',
    payeeName: null,
    read: null,
    order: { post: '{api.bank}/orders', json: { under: '{consent}', pay: '{asked.pay}' }, of: ['pay'] },
    id: 'order',
    status: 'state',
    declined: ['no'],
  },
  data: {
    accounts: { get: '{api.bank}/accounts', items: 'list', id: 'key', number: 'iban', next: null },
    balances: { get: '{api.bank}/accounts/{account}/balance', items: 'list', id: null, number: null, next: null },
    transactions: { get: '{api.bank}/moves', items: 'list.moves', id: null, number: null, next: null },
  },
  errors: 'wrong.*.code',
};

const API = { bank: 'https://bank.example' };

describe('a dialect that is described', () => {
  const dialect = customDialect(DESCRIBED);
  const { consents, payments } = dialect;
  if (consents === null || payments === null) throw new Error('it has both');

  it('is the same for the same description', () => {
    expect(customDialect(DESCRIBED)).to.equal(dialect);
    expect(customDialect({ ...DESCRIBED })).to.not.equal(dialect);
  });

  it('asks for accounts, and leaves out what there is no value for', () => {
    const request = { data: ['accounts', 'balances'], permissions: null, model: 'bank-offered' } as const;
    const rest = { accounts: [], recurring: true, frequency: 2 };
    const end = Date.parse('2026-06-30T22:30:00Z');
    const asked = consents.forAccounts({ ...request, ...rest, expiresAt: end }, 'Europe/Berlin');
    expect(asked).to.deep.equal({ wants: ['a', 'b'], until: '2026-07-01', note: 'for 2' });
    const endless = consents.forAccounts({ ...request, ...rest, expiresAt: null }, 'UTC');
    expect(endless).to.deep.equal({ wants: ['a', 'b'], note: 'for 2' });
    expect(consents.asks(asked).data).to.deep.equal(['account', 'Kontostand']);
    expect(consents.asks({ wants: ['a'] }).data).to.deep.equal(['account']);
    expect(consents.headers({ redirectUri: 'https://tpp.example/cb' })).to.deep.equal([
      ['x-back', 'https://tpp.example/cb'],
    ]);
  });

  it('reads what a status means, and knows others for what they are', () => {
    const read = (is: Json) => consents.read({ agreement: { id: 7, is } }, 'UTC', { asked: { until: '2026-01-01' } });
    expect(read('good')).to.deep.equal({
      id: '7',
      status: 'good',
      state: 'authorised',
      expiresAt: Date.parse('2026-01-02T00:00:00Z'),
    });
    expect(read('toString')?.state).to.equal('other');
    expect(read(null)).to.equal(null);
  });

  it('orders what was asked for, with another amount or payee where a case wants it', () => {
    const staged = { pay: { sum: '1.00', to: 'DE1' } };
    const order = (change: { amount: string; payee: string | null }) =>
      payments.order?.('c', staged, { ...change, reference: 'r' });
    expect(order({ amount: '1.00', payee: null })).to.deep.equal({ under: 'c', pay: { sum: '1.00', to: 'DE1' } });
    expect(order({ amount: '2.00', payee: 'DE2' })).to.deep.equal({ under: 'c', pay: { sum: '2.00', to: 'DE2' } });
    expect(payments.read({ order: 'o', state: 'no' })).to.deep.equal({ id: 'o', status: 'no' });
    expect(payments.declined('no')).to.equal(true);
  });

  it('finds data at its address and codes in refusals', () => {
    expect(dialect.data('balances', API, 'a/b', 0)).to.equal('https://bank.example/accounts/a%2Fb/balance');
    expect(dialect.countItems('transactions', { list: { moves: [1, 2, 3] } })).to.equal(3);
    expect(dialect.countItems('balances', { list: {} })).to.equal(null);
    expect(dialect.account?.ids({ list: [{ key: 'k' }, { key: '' }, 3] })).to.deep.equal(['k']);
    expect(dialect.errorCodes({ wrong: [{ code: 'X' }, { code: {} }] })).to.deep.equal(['X']);
    expect(dialect.carriage.parameters('c-1')).to.deep.equal([['agreement', 'c-1']]);
  });
});

describe('templates', () => {
  it('fill in texts and values, and know no name of an object by chance', () => {
    expect(fillText('{a}-{b}-{toString}', { a: 'x' })).to.equal('x--');
    expect(fillJson(['{a}', '{none}', { m: '{a}', n: '{none}' }], { a: [1] })).to.deep.equal([[1], { m: [1] }]);
  });

  it('follow paths through what a bank sent, whatever it is', () => {
    expect(allAt({ a: [{ b: 1 }, { b: [2] }, null] }, 'a.*.b')).to.deep.equal([1, [2]]);
    expect(allAt({ a: 1 }, 'a.b.c')).to.deep.equal([]);
    expect(allAt({ a: 1 }, 'constructor')).to.deep.equal([]);
    expect(changedAt({ a: { b: 1 }, c: 2 }, 'a.b', 3)).to.deep.equal({ a: { b: 3 }, c: 2 });
    expect(changedAt({ a: 1 }, 'x.y', 3)).to.deep.equal({ a: 1 });
  });
});
