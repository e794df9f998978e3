/** Profiles merged with all they extend. */
import { expect } from 'chai';
import { effectiveLevel, requirementsOf, resolveProfile, strongest } from './profile.ts';
import { library, profile, requirement } from './testing-library.ts';

const shelf = library([], {
  profiles: new Map([
    [
      'base',
      profile('base', {
        specs: ['A-'],
        without: ['A-3'],
        levels: { 'A-1': 'may' },
        values: { sca: { amount: '30.00', count: 5 } },
        variants: { 'response-type': ['code'], 'request-delivery': ['pushed'] },
      }),
    ],
    [
      'mid',
      profile('mid', {
        extends: 'base',
        specs: ['B-'],
        values: { sca: { amount: '25.00' } },
        variants: { 'request-delivery': ['by-value'] },
      }),
    ],
    ['top', profile('top', { extends: 'mid', specs: [], levels: { 'A-1': 'shall', 'B-1': 'shall' } })],
    ['round', profile('round', { extends: 'circle' })],
    ['circle', profile('circle', { extends: 'round' })],
  ]),
  requirements: new Map(
    [
      requirement('A-1', { level: 'should' }),
      requirement('A-2'),
      requirement('A-3'),
      requirement('B-1', { source: 'recalled' }),
      requirement('B-2', { source: 'recalled' }),
      requirement('B-3', { source: 'recalled', level: 'may' }),
      requirement('C-1'),
    ].map((one) => [one.id, one]),
  ),
});

describe('profiles', () => {
  it('add what they extend, nearest first', () => {
    const top = resolveProfile(shelf, 'top');
    expect(top?.chain).to.deep.equal(['top', 'mid', 'base']);
    expect(top?.specs).to.deep.equal(['A-', 'B-']);
    expect(top?.values).to.deep.equal({ sca: { amount: '25.00', count: 5 } });
    expect(top?.variants).to.deep.equal({ 'response-type': ['code'], 'request-delivery': ['by-value'] });
  });
  it('do not run in a circle', () => {
    expect(resolveProfile(shelf, 'round')?.chain).to.deep.equal(['round', 'circle']);
  });
  it('that nobody declared are null', () => {
    expect(resolveProfile(shelf, 'tpo')).to.equal(null);
  });
  it('list the requirements in scope at their own levels, with what the text says where that differs', () => {
    const top = resolveProfile(shelf, 'top');
    const rows = top && requirementsOf(shelf, top).map(({ id, effective, stated }) => [id, effective, stated]);
    expect(rows).to.deep.equal([
      ['A-1', 'shall', 'should'],
      ['A-2', 'shall', null],
      ['B-1', 'shall', null],
      ['B-2', 'should', 'shall'],
      ['B-3', 'may', null],
    ]);
  });
  it('let a recalled duty accuse only when they name it', () => {
    const [mid, top] = [resolveProfile(shelf, 'mid'), resolveProfile(shelf, 'top')];
    const recalled = requirement('B-1', { source: 'recalled', level: 'shall-not' });
    expect(mid && effectiveLevel(mid, recalled)).to.equal('should');
    expect(top && effectiveLevel(top, recalled)).to.equal('shall');
  });
  it('take the strongest of several levels', () => {
    expect(strongest(['may', 'should', 'shall-not', 'should'])).to.equal('shall-not');
    expect(strongest(['may', 'should'])).to.equal('should');
    expect(strongest([])).to.equal('may');
  });
});
