import { expect } from 'chai';
import type { TppPageRule } from '../contract.ts';
import { readPage } from './page.ts';
import { buttonNamed, linkNamed } from './page-names.ts';
import { describePage, isErrorPage, pressFor, ruleFor } from './rules.ts';

const rule = (id: string, more: Partial<TppPageRule>): TppPageRule => ({
  id,
  fields: [],
  buttons: [],
  fill: {},
  tick: [],
  clear: [],
  press: 'go',
  means: 'other',
  deny: null,
  ...more,
});

const page = readPage(
  '<p id=note><form><input id=user name=u><button name=decision value=yes>Y</button><button name=decision value=no id=no>N</button></form>',
);

describe('page rules', () => {
  it('takes the first rule whose fields and buttons are all there, by id or name', () => {
    const rules = [
      rule('a', { fields: ['u', 'pin'] }),
      rule('b', { fields: ['user'], buttons: ['no'] }),
      rule('c', {}),
    ];
    expect(ruleFor(page, rules)?.id).to.equal('b');
    expect(ruleFor(page, rules.slice(0, 1))).to.equal(null);
  });

  it('knows a button by id, by name and by name=value', () => {
    expect(buttonNamed(page, 'no')?.value).to.equal('no');
    expect(buttonNamed(page, 'decision')?.value).to.equal('yes');
    expect(buttonNamed(page, 'decision=no')?.value).to.equal('no');
    expect(buttonNamed(page, 'go')).to.equal(null);
  });

  it('knows a button without id and name by its text, and a link by its text or id', () => {
    const bare = readPage(
      '<form><button type=submit>\n Log  in </button><input type=submit value=Go></form><a href=/x>[ Cancel ]</a><a id=back href=/y>B</a><a>no way</a>',
    );
    expect(buttonNamed(bare, 'log in')?.text.trim()).to.match(/^Log\s+in$/);
    expect(buttonNamed(bare, 'Go')?.value).to.equal('Go');
    expect(buttonNamed(bare, 'Log')).to.equal(null);
    expect(buttonNamed(bare, '')).to.equal(null);
    expect(linkNamed(bare, '[ Cancel ]')?.href).to.equal('/x');
    expect(linkNamed(bare, 'back')?.href).to.equal('/y');
    expect(linkNamed(bare, 'no way')).to.equal(null);
    expect(ruleFor(bare, [rule('a', { buttons: ['Log in', '[ cancel ]'] })])?.id).to.equal('a');
    expect(describePage(bare)).to.contain('"Log in"').and.to.contain('links: "[ Cancel ]", back');
  });

  it('denies on any page whose rule says how, and on no consent page whose rule does not', () => {
    expect(pressFor(rule('login', { deny: 'x' }), 'deny')).to.deep.equal({ name: 'x', declines: true });
    expect(pressFor(rule('login', {}), 'deny')).to.deep.equal({ name: 'go', declines: false });
    expect(pressFor(rule('login', { deny: 'x' }), 'approve')).to.deep.equal({ name: 'go', declines: false });
    expect(pressFor(rule('consent', { means: 'consent', deny: 'x' }), 'deny')?.name).to.equal('x');
    expect(pressFor(rule('consent', { means: 'consent' }), 'deny')).to.equal(null);
  });

  it('knows an error page by status, id or field', () => {
    expect(isErrorPage(page, 403, { fields: [], status: [403] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['note'], status: [] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['u'], status: [] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['error'], status: [403] })).to.equal(false);
  });
});
