import { expect } from 'chai';
import { markupLimits, UnreasonablePage } from './markup.ts';
import { readPage } from './page.ts';

describe('reading a page', () => {
  it('finds forms, fields with their defaults, and buttons', () => {
    const page = readPage(`<title> Log  in </title><form id=f action="/go" method=POST enctype=multipart/form-data>
      <input name=plain><input type=hidden name=csrf value="a&amp;b"><textarea name=note>
 hello</textarea>
      <select name=one><option value=a>A<option value=b selected>B</select><select name=none></select>
      <input type=checkbox name=agree><input type=checkbox name=more checked value=yes>
      <input type=file name=upload><button type=button id=help>?</button>
      <input type=submit id=ok name=do value=Go><button>Next <b>page</b></button></form>`);
    expect(page.title).to.equal('Log in');
    expect(page.forms).to.have.length(1);
    expect(page.forms[0]).to.include({ id: 'f', action: '/go', method: 'POST', enctype: 'multipart/form-data' });
    expect(page.forms[0]?.fields.map(({ name, value, sent }) => [name, value, sent])).to.deep.equal([
      ['plain', '', true],
      ['csrf', 'a&b', true],
      ['note', ' hello', true],
      ['one', 'b', true],
      ['none', '', false],
      ['agree', 'on', false],
      ['more', 'yes', true],
    ]);
    expect(page.buttons.map(({ id, name, value, text }) => [id, name, value, text])).to.deep.equal([
      ['ok', 'do', 'Go', 'Go'],
      ['', '', '', 'Next page'],
    ]);
  });

  it('gives a control to its form by ancestor, by the form attribute and across a table', () => {
    const page = readPage(`<form id=a><input name=in-a></form><input name=in-b form=b><form id=b></form>
      <table><form id=c><tr><td><input name=in-c></td></tr></form></table><input name=nobody>`);
    expect(page.forms.map((form) => [form.id, form.fields.map(({ name }) => name)])).to.deep.equal([
      ['a', ['in-a']],
      ['b', ['in-b']],
      ['c', ['in-c']],
    ]);
  });

  it('takes nested forms as one, as browsers do', () => {
    const page = readPage('<form action=/outer><form action=/inner><input name=x></form><input name=y></form>');
    expect(page.forms.map(({ action, fields }) => [action, fields.map(({ name }) => name)])).to.deep.equal([
      ['/outer', ['x']],
    ]);
  });

  it('leaves out what is disabled, in a template, in a comment or made by a script', () => {
    const page = readPage(`<form><input name=off disabled><template><input name=t id=t></template><!--<input name=c>-->
      <script>document.write('<input name=s>')</script><input name=on></form>`);
    expect(page.forms[0]?.fields.map(({ name }) => name)).to.deep.equal(['on']);
    expect(page.ids).to.deep.equal([]);
  });

  it('reads what noscript offers', () => {
    expect(readPage('<form><noscript><button id=go>Go</button></noscript></form>').buttons).to.have.length(1);
  });

  it('shows the text a person sees, without control and direction characters', () => {
    const page = readPage(
      '<style>x{}</style><h1>Pay</h1><p hidden>secret</p><p>45.00\u202e to\u0007 Bob</p><script>x</script>',
    );
    expect(page.text).to.equal('Pay 45.00 to Bob');
  });

  it('notes base and refresh', () => {
    const page = readPage('<base href=/b/><meta http-equiv=Refresh content="0;url=/x">');
    expect(page).to.include({ base: '/b/', refresh: '0;url=/x' });
  });

  const bombs: [string, string][] = [
    ['too long', 'x'.repeat(markupLimits.characters + 1)],
    ['too deep', '<i><b>'.repeat(600)],
    ['too many elements', '<br>'.repeat(markupLimits.elements + 1)],
    [
      'formatting that multiplies',
      `<p>${Array.from({ length: 400 }, (_, n) => `<font a${n}>`).join('')}${'<p>x'.repeat(400)}`,
    ],
    ['too many attributes', `<a ${Array.from({ length: 30_000 }, (_, n) => `a${n}`).join(' ')}>`],
    ['attributes without blanks', `<a ${Array.from({ length: 30_000 }, (_, n) => `a${n}=""`).join('')}>`],
  ];
  for (const [name, html] of bombs) {
    it(`refuses a page that is ${name}`, () => {
      expect(() => readPage(html)).to.throw(UnreasonablePage);
    });
  }

  it('survives what is hardly HTML', () => {
    for (const text of [
      '',
      '\u0000\ufffd',
      '<',
      '<form',
      '<form><input name="',
      '<!doctype',
      '<svg><form><input>',
      '<select><form>',
      '</form>',
    ]) {
      expect(readPage(text)).to.have.property('forms');
    }
  });
});
