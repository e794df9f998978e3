import { expect } from 'chai';
import type { TppPageRule } from '../contract.ts';
import { readPage } from './page.ts';
import { buttonNamed, isErrorPage, pressFor, ruleFor } from './rules.ts';

const rule = (id: string, more: Partial<TppPageRule>): TppPageRule => ({
  id,
  fields: [],
  buttons: [],
  fill: {},
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

  it('denies on a consent page only, and only where the target says how', () => {
    expect(pressFor(rule('login', { deny: 'x' }), 'deny')).to.equal('go');
    expect(pressFor(rule('consent', { means: 'consent', deny: 'x' }), 'deny')).to.equal('x');
    expect(pressFor(rule('consent', { means: 'consent' }), 'deny')).to.equal(null);
  });

  it('knows an error page by status, id or field', () => {
    expect(isErrorPage(page, 403, { fields: [], status: [403] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['note'], status: [] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['u'], status: [] })).to.equal(true);
    expect(isErrorPage(page, 200, { fields: ['error'], status: [403] })).to.equal(false);
  });
});
