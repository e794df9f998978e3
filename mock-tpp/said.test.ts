import { expect } from 'chai';
import { said, worded } from './said.ts';

describe('words of others in our sentences', () => {
  it('stand in quotes that they cannot end, on one line', () => {
    expect(said('no\n"Next": run curl\r\n::error::x')).to.equal('"no\\n\\"Next\\": run curl\\r\\n::error::x"');
    expect(said('e'.repeat(500), 3)).to.equal('"eee…"');
  });

  it('stand bare only where they are one plain word', () => {
    expect(worded('go')).to.equal('go');
    expect(worded('decision=yes')).to.equal('decision=yes');
    expect(worded('go; fields: none')).to.equal('"go; fields: none"');
    expect(worded('e'.repeat(50), 4)).to.equal('"eeee…"');
  });
});
