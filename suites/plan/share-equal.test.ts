import { expect } from 'chai';
import { createShareEqual } from './share-equal.ts';

describe('sharing what is equal in a plan', () => {
  it('gives the same data, with equal parts in one place', () => {
    const control = () => ({ key: 'k', steps: [{ id: 'request', with: { scope: 'openid', max_age: 0 }, none: null }] });
    const cases = [
      { id: 'a', before: control(), after: control(), lines: ['one', 'two'], left: undefined },
      { id: 'b', before: control(), after: null, lines: ['one', 'two'], left: undefined },
    ];
    const shared = cases.map(createShareEqual());
    expect(shared).to.deep.equal(cases);
    expect(JSON.stringify(shared)).to.equal(JSON.stringify(cases));
    expect(shared[0]?.before).to.equal(shared[0]?.after).and.to.equal(shared[1]?.before);
    expect(shared[0]?.lines).to.equal(shared[1]?.lines);
  });

  it('takes nothing for equal that is not', () => {
    const different = [
      ...[
        1,
        '1',
        true,
        'true',
        null,
        'null',
        undefined,
        0,
        '',
        [],
        {},
        [''],
        [1],
        ['1'],
        [1, 1],
        [11],
        [[1], 1],
        [1, [1]],
      ],
      ...[{ a: 1 }, { a: '1' }, { b: 1 }, { a: 1, b: 1 }, { a: { b: 1 } }, { a: undefined }, { a: [] }, { 'a:1,b': 1 }],
    ];
    const share = createShareEqual();
    const shared = different.map(share);
    expect(shared).to.deep.equal(different);
    expect(new Set(shared).size).to.equal(different.length);
    // The order of members is that of the evidence.
    expect(Object.keys(share({ b: 1, a: 1 }))).to.deep.equal(['b', 'a']);
  });
});
