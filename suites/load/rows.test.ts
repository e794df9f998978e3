/** The three ways to write rows, all turned into one list. */
import { expect } from 'chai';
import { cases, crossed, matrix, table } from './rows.ts';
import { decoded, testFolder } from './testing-files.ts';

describe('rows', () => {
  const folder = testFolder();

  it('of a matrix are all its combinations, but for those that are skipped', () => {
    const { value, told } = decoded(
      folder,
      matrix,
      'at: [par, token]\nhow: [crl, ocsp]\nskip: [{ at: par, how: crl }]\n',
    );
    expect(told).to.deep.equal([]);
    expect(value?.map(({ id, values }) => [id, values])).to.deep.equal([
      ['par-ocsp', { at: 'par', how: 'ocsp' }],
      ['token-crl', { at: 'token', how: 'crl' }],
      ['token-ocsp', { at: 'token', how: 'ocsp' }],
    ]);
  });

  it('of a matrix are never so many that nobody could run them', () => {
    const axes = Array.from({ length: 9 }, (_, axis) => `a${axis}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]`).join('\n');
    expect(decoded(folder, matrix, axes)).to.deep.equal({ value: undefined, told: ['1:1 too-many-rows'] });
  });

  it('of cases and a matrix are every case at every point, but for what a case says itself', () => {
    const named = decoded(folder, cases, '- { id: expired }\n- { id: replayed, values: { at: grant } }\n').value ?? [];
    const points = decoded(folder, matrix, 'at: [request, grant]\n').value ?? [];
    expect(crossed(named, points).map(({ id, values }) => [id, values])).to.deep.equal([
      ['expired-request', { at: 'request' }],
      ['expired-grant', { at: 'grant' }],
      ['replayed', { at: 'grant' }],
    ]);
  });

  it('of cases and a matrix may stand beside its points, once for each point of the other axes', () => {
    const named = decoded(folder, cases, '- { id: replayed, values: { at: again } }\n').value ?? [];
    const idsOf = (text: string) => crossed(named, decoded(folder, matrix, text).value ?? []).map(({ id }) => id);
    expect(idsOf('at: [request, grant]\n')).to.deep.equal(['replayed']);
    expect(idsOf('at: [request, grant]\nhow: [crl, ocsp]\n')).to.deep.equal(['replayed-crl', 'replayed-ocsp']);
  });

  it('may add to what the scenario expects, or say it anew, and not both', () => {
    const told = (expected: string) => decoded(folder, cases, `- { id: a, expect: { ${expected} } }\n`);
    const also = told('also: { outcome: { grant: [oauth.invalid_grant] } }').value?.[0];
    expect([also?.expect, also?.also?.outcome]).to.deep.equal([null, { grant: ['oauth.invalid_grant'] }]);
    const anew = told('outcome: { grant: oauth.invalid_grant }').value?.[0];
    expect([anew?.expect?.outcome, anew?.also]).to.deep.equal([{ grant: ['oauth.invalid_grant'] }, null]);
    expect(told('also: {}, outcome: { grant: ok }').told).to.deep.equal(['1:20 also-and-instead']);
    expect(told('also: { also: {} }').told).to.deep.equal(['1:30 unknown-key']);
  });

  it('of a table have its columns as values', () => {
    const { value, told } = decoded(
      folder,
      table,
      'columns: [id, amount, at]\nrows:\n  - [low, "29.99", par]\n  - [high, "30.01", token]\n',
    );
    expect(told).to.deep.equal([]);
    expect(value?.map(({ id, values, place }) => [id, values, place.line])).to.deep.equal([
      ['low', { amount: '29.99', at: 'par' }, 3],
      ['high', { amount: '30.01', at: 'token' }, 4],
    ]);
  });

  it('of a table are told when they do not fit its columns, and amounts must be quoted', () => {
    const told = (text: string): string[] => decoded(folder, table, text).told;
    expect(told('columns: [id, a]\nrows:\n  - [x]\n  - [y, 1, 2]\n  - [30.00, 1]\n  - x\n')).to.deep.equal([
      '5:6 unquoted-amount',
      '6:5 wrong-type',
    ]);
    expect(told('columns: [id, a]\nrows:\n  - [x]\n  - [y, 1, 2]\n')).to.deep.equal([
      '3:5 wrong-type',
      '4:5 wrong-type',
    ]);
    expect(told('columns: [a, id]\nrows: []\n')).to.deep.equal(['1:1 missing-key']);
  });

  it('by name override what they say, and nothing else', () => {
    const { value, told } = decoded(folder, cases, '- id: one\n  severity: low\n  values: { x: "1.00" }\n');
    expect(told).to.deep.equal([]);
    expect(value?.[0]).to.include({ id: 'one', severity: 'low', title: null, flow: null, expect: null });
    expect(value?.[0]?.values).to.deep.equal({ x: '1.00' });
  });
});
