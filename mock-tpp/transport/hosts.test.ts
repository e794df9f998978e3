/** Which addresses are followed, and what is said of the others. */
import { expect } from 'chai';
import { whyNotTo } from './hosts.ts';

const HOSTS = ['bank.example', 'API.bank.example:8443', 'localhost', '[::1]:9'];

// biome-ignore format: one row, one line
const ROWS: [string, string | null][] = [
  ['https://bank.example/a?b#c', null],
  ['https://bank.example:444/', null],
  ['https://BANK.example', null],
  ['https://api.bank.example:8443/', null],
  ['http://localhost:1/', null],
  ['https://[::1]:9/', null],
  ['https://api.bank.example/', 'https://api.bank.example is not among the hosts of the target file'],
  ['https://bank.example.evil.example/', 'https://bank.example.evil.example is not among the hosts of the target file'],
  ['https://evil.example/bank.example?token=secret', 'https://evil.example is not among the hosts of the target file'],
  ['https://bank.example@evil.example/', 'the address at https://evil.example holds a user name'],
  ['https://user:pass@bank.example/', 'the address at https://bank.example holds a user name'],
  ['http://bank.example/', 'http://bank.example is not https'],
  ['javascript:alert(1)', 'javascript: addresses are never followed'],
  ['file:///bank.example', 'file: addresses are never followed'],
  ['data:text/html,x', 'data: addresses are never followed'],
  ['https://', 'the address is no URL'],
  ['/relative', 'the address is no URL'],
];

describe('where requests may go', () => {
  for (const [address, why] of ROWS)
    it(`${address} ${why === null ? 'is allowed' : 'is not allowed'}`, () => {
      expect(whyNotTo(address, HOSTS)).to.equal(why);
    });
});
