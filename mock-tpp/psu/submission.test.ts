import { expect } from 'chai';
import { readPage } from './page.ts';
import { type Submission, submit, UnusableForm } from './submission.ts';

const send = (html: string, filled: [string, string][] = []): Submission => {
  const page = readPage(html);
  const form = page.forms[0];
  if (form === undefined) throw new Error('no form');
  return submit(page, form, page.buttons[0] ?? null, new Map(filled), {
    url: 'https://bank.example/a/b?old=1#x',
    boundary: 'BOUND',
  });
};

describe('submitting a form', () => {
  it('posts fields and the pressed button, form encoded', () => {
    const sent = send('<form method=post action=c><input name=x value="ä &"><button name=do value=1></form>', [
      ['x', 'ü='],
    ]);
    expect(sent).to.deep.equal({
      method: 'POST',
      url: 'https://bank.example/a/c',
      contentType: 'application/x-www-form-urlencoded',
      body: 'x=%C3%BC%3D&do=1',
    });
  });

  it('puts a GET into the query, in place of the old one', () => {
    expect(send('<form><input name=x value=1></form>')).to.deep.equal({
      method: 'GET',
      url: 'https://bank.example/a/b?x=1',
      contentType: null,
      body: null,
    });
  });

  it('sends multipart without letting a name break out', () => {
    const sent = send("<form method=post enctype=multipart/form-data><input name='a\"b' value=1></form>");
    expect(sent.contentType).to.equal('multipart/form-data; boundary=BOUND');
    expect(sent.body).to.equal('--BOUND\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\n1\r\n--BOUND--\r\n');
  });

  it('lets the button choose another action and method', () => {
    const sent = send('<form action=/x><button formaction=/y formmethod=post></form>');
    expect(sent).to.include({ method: 'POST', url: 'https://bank.example/y' });
  });

  it('finds a field by its label or type, and an option by its text', () => {
    const form =
      '<form method=post><label for=a>User name</label><input id=a name=q><input type=email name=m><select name=s><option value=1>One<option value=2>Two</select></form>';
    expect(
      send(form, [
        ['user  Name', 'u'],
        ['type=email', 'e'],
        ['s', 'Two'],
      ]).body,
    ).to.equal('q=u&m=e&s=2');
    expect(send(form, [['s', '1']]).body).to.equal('q=&m=&s=1');
  });

  for (const html of [
    '<form action="javascript:alert(1)">',
    '<form action="data:text/html,x">',
    '<form action="http://[">',
    '<form method=dialog>',
  ]) {
    it(`refuses ${html}`, () => {
      expect(() => send(html)).to.throw(UnusableForm);
    });
  }
});
