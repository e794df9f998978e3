/** What the TPP says and understands in Berlin Group NextGenPSD2. */
import { expect } from 'chai';
import { berlinGroup } from './berlin-group.ts';
import { dayIn, endOfDay } from './day.ts';
import type { AccountsRequest } from './dialect.ts';

const ZONE = 'Europe/Berlin';
const REQUEST: AccountsRequest = {
  data: ['accounts', 'balances'],
  permissions: null,
  model: 'bank-offered',
  accounts: ['DE1'],
  recurring: true,
  frequency: null,
  expiresAt: Date.parse('2026-06-30T22:30:00Z'),
};

describe('the dialect berlin-group', () => {
  const consents = berlinGroup.consents;
  if (consents === null) throw new Error('the dialect has consents');

  it('asks for accounts in the shape of each model, to a day of the bank', () => {
    const asked = consents.forAccounts(REQUEST, ZONE);
    expect(asked).to.deep.equal({
      access: { accounts: [], balances: [] },
      recurringIndicator: true,
      validUntil: '2026-07-01',
      frequencyPerDay: 4,
      combinedServiceIndicator: false,
    });
    const once = consents.forAccounts({ ...REQUEST, model: 'dedicated', recurring: false, expiresAt: null }, ZONE);
    expect(once).to.deep.include({ frequencyPerDay: 1, validUntil: '9999-12-31' });
    expect(once).to.have.nested.property('access.balances.0.iban', 'DE1');
  });

  it('reads status and end, and takes the end from what was asked for where the answer has none', () => {
    const asked = { validUntil: '2026-03-29' };
    const created = consents.read({ consentId: 'c', consentStatus: 'received' }, ZONE, { asked });
    expect(created).to.deep.equal({
      id: 'c',
      status: 'received',
      state: 'awaiting',
      expiresAt: Date.parse('2026-03-29T22:00:00Z'),
    });
    const shortened = consents.read({ consentStatus: 'revokedByPsu', validUntil: '2026-01-01' }, ZONE, {
      id: 'c',
      asked,
    });
    expect(shortened).to.deep.include({ state: 'revoked', expiresAt: Date.parse('2026-01-01T23:00:00Z') });
    expect(consents.read({ consentStatus: 'valid' }, ZONE, { asked })).to.equal(null);
    expect(
      consents.read({ consentId: 'c', consentStatus: 'new', validUntil: 'never' }, ZONE, { asked }),
    ).to.deep.include({ state: 'other', expiresAt: null });
  });

  it('knows days of a zone on both sides of a change of clocks', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-12-31']) {
      const end = endOfDay(ZONE, day) ?? 0;
      expect(dayIn(ZONE, end - 1), day).to.equal(day);
      expect(dayIn(ZONE, end) > day, day).to.equal(true);
    }
    expect(endOfDay('America/St_Johns', '2026-07-01')).to.equal(Date.parse('2026-07-02T02:30:00Z'));
    expect(endOfDay(ZONE, 'soon')).to.equal(null);
  });

  it('finds codes and items in answers, and nothing in what is none', () => {
    expect(berlinGroup.errorCodes({ tppMessages: [{ code: 'CONSENT_INVALID' }, 7, { code: 3 }] })).to.deep.equal([
      'CONSENT_INVALID',
    ]);
    expect(berlinGroup.countItems('transactions', { transactions: { booked: [1, 2] } })).to.equal(2);
    expect(berlinGroup.countItems('balances', { balances: 'none' })).to.equal(null);
  });
});
