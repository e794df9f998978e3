/** Which addresses are followed, and what is said of the others. */
import { expect } from 'chai';
import { whyNotTo } from './hosts.ts';

const HOSTS = [
  ...['bank.example', 'API.bank.example:8443', 'localhost', 'http://127.0.0.1:8080', '[::1]:9', 'bänk.example'],
  'Default.example:443',
];

// biome-ignore format: one row, one line
const ROWS: [string, string | null][] = [
  ['https://bank.example/a?b#c', null],
  ['https://bank.example:444/', 'https://bank.example:444 is not among the hosts of the target file'],
  ['https://localhost/', null],
  ['https://localhost:8443/', 'https://localhost:8443 is not among the hosts of the target file'],
  ['http://localhost/', 'http://localhost is not among the hosts of the target file'],
  ['http://127.0.0.1:8080/', null],
  ['http://127.0.0.1:8081/', 'http://127.0.0.1:8081 is not among the hosts of the target file'],
  ['https://127.0.0.1:8080/', 'https://127.0.0.1:8080 is not among the hosts of the target file'],
  ['http://bank.example:443/', 'http://bank.example:443 is not https'],
  ['https://BANK.example', null],
  ['https://api.bank.example:8443/', null],
  ['http://localhost:1/', 'http://localhost:1 is not among the hosts of the target file'],
  ['https://[::1]:9/', null],
  ['https://[0:0:0:0:0:0:0:1]:9/', null],
  ['https://[::1]/', 'https://[::1] is not among the hosts of the target file'],
  ['https://[::1]:10/', 'https://[::1]:10 is not among the hosts of the target file'],
  ['https://bänk.example/', null],
  ['https://xn--bnk-qla.example/', null],
  ['https://default.example/', null],
  ['https://default.example:443/', null],
  ['https://default.example:444/', 'https://default.example:444 is not among the hosts of the target file'],
  ['https://bank.example:443/', null],
  ['https://bank.example./', 'https://bank.example. is not among the hosts of the target file'],
  ['https://bank.example%2eevil.example/', 'https://bank.example.evil.example is not among the hosts of the target file'],
  ['https://bank.example\\@evil.example/', null],
  ['https://evil.example\\@bank.example/', 'https://evil.example is not among the hosts of the target file'],
  ['https://evil.example#@bank.example/', 'https://evil.example is not among the hosts of the target file'],
  ['http://127.0.0.1.evil.example/', 'http://127.0.0.1.evil.example is not https'],
  ['https://api.bank.example/', 'https://api.bank.example is not among the hosts of the target file'],
  ['https://bank.example.evil.example/', 'https://bank.example.evil.example is not among the hosts of the target file'],
  ['https://evil.example/bank.example?token=secret', 'https://evil.example is not among the hosts of the target file'],
  ['https://bank.example@evil.example/', 'the address at https://evil.example holds a user name'],
  ['https://user:pass@bank.example/', 'the address at https://bank.example holds a user name'],
  ['http://bank.example/', 'http://bank.example is not https'],
  ['javascript:alert(1)', 'javascript: addresses are never followed'],
  ['file:///bank.example', 'file: addresses are never followed'],
  ['data:text/html,x', 'data: addresses are never followed'],
  ['https://', 'the address is not a URL'],
  ['/relative', 'the address is not a URL'],
];

describe('where requests may go', () => {
  for (const [address, why] of ROWS)
    it(`${address} ${why === null ? 'is allowed' : 'is not allowed'}`, () => {
      expect(whyNotTo(address, HOSTS)).to.equal(why);
    });

  it('stay allowed once the code that looks at them is compiled', () => {
    const answers = new Set<string | null>();
    for (let count = 0; count < 20_000; count += 1) answers.add(whyNotTo('https://bänk.example/', HOSTS));
    expect([...answers]).to.deep.equal([null]);
  });
});
