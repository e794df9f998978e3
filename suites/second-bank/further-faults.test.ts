/** Further faults of a second bank, those that can only be seen alone: each is found by its case. */
import { expect } from 'chai';
import { FURTHER_FAULTS } from './testing-faults.ts';
import { type Standing, standing } from './testing-found-out.ts';

describe('a second bank with a fault that cannot be seen beside others', function () {
  this.timeout(240_000);
  let bank: Standing;
  before(async () => {
    bank = await standing();
  });
  after(() => bank.remove());

  for (const fault of FURTHER_FAULTS.filter(({ alone }) => alone))
    it(`that ${fault.name} is found out`, async () => {
      for (const { id, verdict, is, why } of await bank.foundOut([fault], fault.target))
        expect(is, `${id}: ${why}`).to.equal(verdict);
    });
});
