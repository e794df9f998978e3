import { expect } from 'chai';
import { comparison, showsClient } from './consent-page.ts';

const payment = (amount: string) => ({ data: [], amount, payee: ['Assay Shop', 'DE89370400440532013000'] });

describe('what a consent page shows', () => {
  it('names every kind of data, in whatever form', () => {
    const asked = { data: ['account', 'balance', 'transaction'], amount: null, payee: [] };
    const shows = (text: string) => comparison(text, asked)['page.shows_permissions'];
    expect(shows('ReadAccountsBasic ReadBalances ReadTransactionsDebits')).to.equal(true);
    expect(shows('Your accounts, their BALANCES and your transactions')).to.equal(true);
    expect(shows('Your accounts and their balances')).to.equal(false);
    expect(comparison('', asked)).to.include({ 'page.shows_amount': null, 'page.shows_payee': null });
  });

  it('knows the client by any of its names, and cannot tell when only its id is known', () => {
    const page = 'PROVING Payments GmbH asks for your accounts';
    expect(showsClient(page, 'tpp-1', ['Proving  Payments GmbH'])).to.equal(true);
    expect(showsClient(page, 'tpp-1', ['Other Payments', 'Proving Payments'])).to.equal(true);
    expect(showsClient(page, 'tpp-1', ['Other Payments'])).to.equal(false);
    expect(showsClient('tpp-1 asks for your accounts', 'tpp-1', ['Other Payments'])).to.equal(true);
    expect(showsClient('tpp-1 asks for your accounts', 'tpp-1', [])).to.equal(true);
    expect(showsClient(page, 'tpp-1', [])).to.equal(null);
  });

  const amounts: [string, string, boolean][] = [
    ['45.00', 'Amount 45.00 EUR', true],
    ['45.00', '€45,00', true],
    ['45.00', '145.00 EUR', false],
    ['45.00', '1.045.00', false],
    ['45.00', '45.001', false],
    ['45.00', 'Amount 45 EUR', false],
    ['1250.00', '1,250.00', true],
    ['1250.00', '1.250,00', true],
    ['1250.00', '1250.00', true],
    ['1250.00', '250.00', false],
  ];
  for (const [amount, text, shown] of amounts) {
    it(`${shown ? 'finds' : 'does not find'} ${amount} in "${text}"`, () => {
      expect(comparison(text, payment(amount))['page.shows_amount']).to.equal(shown);
    });
  }

  it('knows the payee by name or by account number in groups', () => {
    const shows = (text: string) => comparison(text, payment('1.00'))['page.shows_payee'];
    expect(shows('To: ASSAY SHOP')).to.equal(true);
    expect(shows('To: DE89 3704 0044 0532 0130 00')).to.equal(true);
    expect(shows('To: somebody')).to.equal(false);
  });
});
