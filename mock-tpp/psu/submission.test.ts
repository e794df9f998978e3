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

  it('ticks a box by its id or by name and value', () => {
    const boxes =
      '<form method=post><input type=radio name=acc value=1 checked><input type=radio name=acc value=2 id=second></form>';
    expect(send(boxes).body).to.equal('acc=1');
    expect(send(boxes, [['acc', '2']]).body).to.equal('acc=2');
    expect(send(boxes, [['second', 'on']]).body).to.equal('acc=1&acc=2');
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
