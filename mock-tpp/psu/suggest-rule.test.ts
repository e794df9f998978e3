import { expect } from 'chai';
import { readPage } from './page.ts';
import { suggestRule } from './suggest-rule.ts';

// biome-ignore format: one row, one line
const PAGES: [string, string, string | null][] = [
  ['a login', '<form><input name=user><input type=password name=pw><button id=go>Sign in</button></form>', '- { id: login, fields: [user, pw], fill: { user: "${psu.username}", pw: "${psu.password}" }, press: go, means: login }'],
  ['a login in two steps', '<form><input type=email name=login><input type=hidden name=csrf value=x><input type=submit name=next value=Next></form>', '- { id: login, fields: [login], fill: { login: "${psu.username}" }, press: next, means: login }'],
  ['a one-time code', '<form><input name=otp autocomplete=one-time-code><button name=send>OK</button></form>', '- { id: sca, fields: [otp], fill: { otp: "${psu.otp}" }, press: send, means: sca }'],
  ['a consent of two buttons', '<form><button name=decision value=deny>No, thanks</button><button name=decision value=approve>Approve</button></form>', '- { id: consent, buttons: ["decision=approve"], press: "decision=approve", deny: "decision=deny", means: consent }'],
  ['a consent with a link to deny', '<form><button id=ok>Continue</button></form><a href=/x>[ Cancel ]</a>', '- { id: consent, buttons: [ok], press: ok, deny: "[ Cancel ]", means: consent }'],
  ['a button without a name', '<form><button>Log in now</button></form>', '- { id: consent, buttons: ["Log in now"], press: "Log in now", means: consent }'],
  ['a login beside a search', '<form action=/s><input name=q><button>Find</button></form><form><input name=user><input type=password name=pw><label><input type=checkbox name=t required>I agree</label><button>Sign in</button></form>', '- { id: login, fields: [user, pw], fill: { user: "${psu.username}", pw: "${psu.password}" }, tick: ["I agree"], press: "Sign in", means: login }'],
  ['a button that says nothing', '<form><button></button></form>', '- { id: consent, buttons: ["type=submit"], press: "type=submit", means: consent }'],
  ['nothing to press', '<p>Maintenance</p>', null],
];

describe('a rule for a page that fits none', () => {
  for (const [what, html, wanted] of PAGES)
    it(`is suggested for ${what}`, () => {
      expect(suggestRule(readPage(html))).to.equal(wanted);
    });

  it('is one short line of quoted text, whatever the page says', () => {
    const hostile = '"}] : # ${env.HOME} \u202e &amp; {'.repeat(9);
    const html = `<form><input name='${hostile}'><button id='${hostile}'>${hostile}</button></form>`;
    const line = suggestRule(readPage(html)) ?? '';
    expect(line).to.not.match(/\n|\p{Bidi_Control}/u);
    expect(line).to.not.include('${env');
    expect(line.length).to.be.below(500);
    for (const text of line.match(/"(?:[^"\\]|\\.)*"/g) ?? []) expect(JSON.parse(text)).to.be.a('string');
    expect(line.replace(/"(?:[^"\\]|\\.)*"/g, 'x')).to.equal(
      '- { id: login, fields: [x], fill: { x: x }, press: x, means: login }',
    );
  });
});
