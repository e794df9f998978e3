/** Which cases the options of a command choose, and what is said when they choose none. */
import { expect } from 'chai';
import { plan } from './plan.ts';
import { library, scenario, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();

describe('planning: bad options', () => {
  it('tell of an unknown profile, dialect and selection, and plan nothing', () => {
    const planned = plan(library([scenario()]), target({ dialect: 'uk-31' }), vocabulary, {
      profile: 'bsae',
      only: ['par.tset'],
      area: ['pra'],
    });
    expect(planned.cases).to.deep.equal([]);
    expect(planned.problems.map(({ code, hint }) => [code, hint])).to.deep.equal([
      ['unknown-profile', 'did you mean "base"?'],
      ['unknown-dialect', 'did you mean "uk-3.1"?'],
      ['unknown-case', 'did you mean "par.test"?'],
      ['unknown-area', 'did you mean "par"?'],
    ]);
  });
});

describe('options that each fit a case', () => {
  const two = library([scenario(), scenario({ id: 'sca.test', area: 'sca' })]);
  const told = (options: Parameters<typeof plan>[3]) =>
    plan(two, target(), vocabulary, options).problems.map(({ code, message }) => [code, message]);

  it('are told when no case fits all of them, or all that fit are left out', () => {
    expect(told({ only: ['par.*', 'par.test'], area: ['sca'] })).to.deep.equal([
      ['nothing-selected', 'no case fits --only par.*,par.test and --area sca together'],
    ]);
    expect(told({ area: ['sca'], skip: ['sca.test'] })).to.deep.equal([
      ['nothing-selected', 'every case that was asked for is left out by --skip sca.test'],
    ]);
  });

  it('are fine as long as one case is left; a shard may be empty', () => {
    expect(told({ only: ['par.test'], area: ['par'], skip: ['sca.test'] })).to.deep.equal([]);
    for (const index of [1, 2, 3, 4, 5]) expect(told({ shard: { index, count: 5 } })).to.deep.equal([]);
  });
});
