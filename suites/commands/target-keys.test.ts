/** The page of keys is that of this loader, leaves nothing to guess, and knows every identity a scenario asks for. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { IDENTITY_NAMES } from '../load/index.ts';
import { readScenarios } from '../run/prepare.ts';
import { TARGET_KEYS } from '../run/project.ts';
import { targetKeys, targetKeysPage } from './target-keys.ts';

describe('the page with every key of a target file', () => {
  const keys = targetKeys();

  it('is what the loader accepts today', () => {
    const current = readFileSync(TARGET_KEYS, 'utf8') === targetKeysPage();
    expect(current, 'run npm run golden and look at the diff').to.equal(true);
  });

  it('says of every key what it means and how it may look', () => {
    expect(keys.length).to.be.above(60);
    const bare = keys.filter(({ meaning }) => meaning === '').map(({ key }) => key);
    expect(bare).to.deep.equal([]);
    // A map whose parts have rows of their own, and a default that can be copied, need no example.
    const partly = (key: string): boolean => keys.some((one) => one.key.startsWith(key) && one.key !== key);
    const guessed = keys.filter(
      ({ key, example, byDefault, type }) =>
        example === null && byDefault === null && !partly(key) && !type.startsWith('`'),
    );
    expect(
      guessed.map(({ key }) => key),
      'give the key an `example` in its decoder',
    ).to.deep.equal([]);
  });

  it('has the identities that scenarios ask for, and no other', () => {
    const { library } = readScenarios();
    // `nobody` stands for no certificate, and a name that ends in `${case.x}` has the values that rows give to x.
    const asked = library.scenarios.flatMap((scenario) => {
      const text = JSON.stringify(scenario);
      return [...text.matchAll(/"identity":"([a-z-]+)(?:\$\{case\.([a-z]+)\})?"/g)].flatMap(([, name = '', value]) =>
        value === undefined
          ? [name]
          : [...text.matchAll(new RegExp(`"${value}":"([a-z0-9-]+)"`, 'g'))].map(([, of = '']) => name + of),
      );
    });
    expect(new Set(asked).size).to.be.above(4);
    const unknown = asked.filter((name) => name !== 'nobody' && !IDENTITY_NAMES.some((one) => one.name === name));
    expect(unknown).to.deep.equal([]);
    // The client itself presents `primary`.
    expect(
      IDENTITY_NAMES.map(({ name }) => name).filter((name) => name !== 'primary' && !asked.includes(name)),
    ).to.deep.equal([]);
  });
});
