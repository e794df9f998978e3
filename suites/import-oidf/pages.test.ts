/** Browser commands of a suite become page rules that name what a page holds. */
import { join } from 'node:path';
import { expect } from 'chai';
import { readSource } from '../load/source.ts';
import { ROOT } from '../testing-project.ts';
import { Collected } from './collected.ts';
import { elementOf, importBrowser } from './pages.ts';

describe('browser commands of the OpenID Foundation suite', () => {
  // biome-ignore format: one selector, one line
  const SELECTORS: [kind: unknown, target: unknown, element: string | null][] = [
    ['id', 'username', 'username'],
    ['name', 'a.b', 'a.b'],
    ['css', '#go', 'go'],
    ['css', 'input[name="user"]', 'user'],
    ['css', 'button[type=submit]', null],
    ['css', '.big > button', null],
    ['xpath', "//*[@id='go']", 'go'],
    ['xpath', '//button[contains(text(),"Sign in")]', 'Sign in'],
    ['xpath', "//button[normalize-space()='Sign in']", 'Sign in'],
    ['xpath', "//div[2]/button", null],
    ['class', 'go', null],
    ['constructor', 'go', null],
    [7, ['x'], null],
  ];
  for (const [kind, target, element] of SELECTORS)
    it(`find ${JSON.stringify(element)} by ${JSON.stringify([kind, target])}`, () => {
      expect(elementOf(kind, target)).to.equal(element);
    });

  const imported = (...commands: unknown[]) => {
    const collected = new Collected(readSource(join(ROOT, 'package.json'), new Map()));
    const pages = importBrowser(
      [{ match: '*', tasks: [{ task: 'Page', match: '*', commands }] }],
      ['browser'],
      collected,
    );
    return { ...pages, leftOut: collected.leftOut.map(({ part }) => part) };
  };

  it('take the second field of a form for the password when its name does not tell', () => {
    const { rules, user } = imported(['text', 'id', 'a', 'jo'], ['text', 'id', 'b', 'sesame-7'], ['click', 'id', 'go']);
    expect(rules).to.deep.equal([
      {
        id: 'page',
        fields: ['a', 'b'],
        fill: { a: '${psu.username}', b: '${psu.password}' },
        press: 'go',
        means: 'login',
      },
    ]);
    expect(user).to.deep.equal({ username: 'jo', password: 'sesame-7' });
  });

  it('make a rule for each page, one for the same page met twice, and the only bare button the consent', () => {
    const { rules } = imported(
      ['text', 'id', 'otp', ''],
      ['click', 'id', 'go'],
      ['click', 'id', 'yes'],
      ['click', 'id', 'yes'],
    );
    expect(rules.map(({ press, means }) => [press, means])).to.deep.equal([
      ['go', 'sca'],
      ['yes', 'consent'],
    ]);
  });

  it('tell what a rule cannot do', () => {
    const { leftOut } = imported(['drag', 'id', 'a'], ['click', 'class', 'b'], ['text', 'id', 'c', 'x']);
    expect(leftOut).to.have.length(3);
  });
});
