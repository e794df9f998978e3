/** Money at its edges. */
import { expect } from 'chai';
import { edges, formatMoney, isAmount, parseMoney } from './boundary.ts';

const bind = { max: '30.00', sum: '100.00', yen: '500', zero: '0.00', word: 'many' };

function value(given: Parameters<typeof edges>[0], wantsList = false): unknown {
  const edged = edges(given, bind, wantsList);
  return 'value' in edged ? edged.value : `wrong: ${edged.wrong}`;
}

describe('money boundaries', () => {
  const table: [string, Parameters<typeof edges>[0], unknown][] = [
    ['one minor unit below', 'below max', '29.99'],
    ['exactly', 'at max', '30.00'],
    ['one minor unit above', 'above max', '30.01'],
    ['a currency without minor units', 'above yen', '501'],
    ['over the edge of a whole number', 'below sum', '99.99'],
    ['a plain amount', '1.00', '1.00'],
    ['filled to the limit', { fill: 'at sum' }, ['30.00', '30.00', '30.00', '10.00']],
    ['filled past the limit', { fill: 'above sum' }, ['30.00', '30.00', '30.00', '10.01']],
    ['filled short of the limit', { fill: 'below sum' }, ['30.00', '30.00', '30.00', '9.99']],
    ['filled without a rest', { fill: 'at max' }, ['30.00']],
    ['repeated', { times: 3, of: '1.00' }, ['1.00', '1.00', '1.00']],
    ['repeated no times', { times: 0, of: '1.00' }, []],
    ['repeated at an edge', { times: 2, of: 'below max' }, ['29.99', '29.99']],
    ['an explicit list', ['1.00'], ['1.00']],
    ['an object that is no boundary', { fill: 'x', more: 1 }, { fill: 'x', more: 1 }],
  ];
  for (const [name, given, wanted] of table)
    it(name, () => {
      expect(value(given)).to.deep.equal(wanted);
    });

  it('reads none as an empty list only where a list is wanted', () => {
    expect(value('none', true)).to.deep.equal([]);
    expect(value('none', false)).to.equal('none');
  });

  for (const [name, given, wrong] of [
    ['an unknown bound', 'below mix', 'named "mix" in bind'],
    ['a bound that is no amount', 'at word', 'not a quoted amount'],
    ['a bound below nothing', 'below zero', 'no amount below 0.00'],
    ['a fill that is no edge', { fill: '100.00' }, 'fill takes'],
    ['a fill whose decimals differ', { fill: 'at yen' }, 'different decimals'],
    ['a broken count', { times: 1.5, of: '1.00' }, 'whole number'],
    ['an unquoted amount', { times: 1, of: 1 }, 'quoted amount'],
  ] as const)
    it(`complains about ${name}`, () => {
      expect(value(given)).to.be.a('string').that.includes('wrong: ').and.includes(wrong);
    });

  it('needs bind.max to fill', () => {
    expect(edges({ fill: 'at sum' }, { sum: '100.00' }, true))
      .to.have.property('wrong')
      .that.includes('bind.max');
  });

  it('keeps cents that a floating point number would lose', () => {
    const money = parseMoney('90071992547409.93');
    expect(money && formatMoney({ ...money, minor: money.minor + 1n })).to.equal('90071992547409.94');
  });

  for (const text of ['30,00', '-1.00', '1.', '.5', '1e3', '', '1.00000'])
    it(`takes "${text}" for no amount`, () => {
      expect(isAmount(text)).to.equal(false);
      expect(parseMoney(text)).to.equal(null);
    });
});
