/** What a payment is made of, and the address it is sent to. */
import { expect } from 'chai';
import { Edits } from '../mutations/edits.ts';
import { ofProduct } from './order.ts';

const editsWith = (to: string | null): Edits =>
  new Edits('consent', to === null ? [] : [{ at: '', do: 'payment.product', with: { to } }]);

describe('the address of a payment', () => {
  const one = 'https://bank.example/v1/payments/sepa-credit-transfers/p-1';
  const all = 'https://bank.example/v1/payments/sepa-credit-transfers';

  it('names the product that a case asks for', () => {
    const other = 'https://bank.example/v1/payments/no%2Fproduct';
    expect(ofProduct({ edits: editsWith('no/product') }, all, 1)).to.equal(other);
    expect(ofProduct({ edits: editsWith('no/product') }, one, 2)).to.equal(`${other}/p-1`);
  });

  it('is the usual one else', () => {
    expect(ofProduct({ edits: editsWith(null) }, one, 2)).to.equal(one);
  });
});
