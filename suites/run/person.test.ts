import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { personAtTerminal } from './person.ts';

describe('the person at the terminal', () => {
  const never = new AbortController().signal;

  it('is told something, types lines, and has no more when the input ends', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const person = personAtTerminal(input, output);
    person.tell('open this\n');
    expect(String(output.read())).to.equal('open this\n');
    const first = person.line(never);
    input.write('one\ntwo\n');
    expect(await first).to.equal('one');
    expect(await person.line(never)).to.equal('two');
    const last = person.line(never);
    input.end();
    expect([await last, await person.line(never)]).to.deep.equal([null, null]);
  });

  it('is asked no longer, and the next line is for the next question', async () => {
    const input = new PassThrough();
    const person = personAtTerminal(input, new PassThrough());
    const asked = new AbortController();
    const unanswered = person.line(asked.signal);
    asked.abort();
    expect(await unanswered).to.equal(null);
    const next = person.line(never);
    input.write('late\n');
    expect(await next).to.equal('late');
  });
});
