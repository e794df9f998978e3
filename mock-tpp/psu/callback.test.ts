/** What is the way back to the client, what is not, and what is a response that went astray. */
import { expect } from 'chai';
import { postsAstray, readCallback, readFormPost, redirectsAstray } from './callback.ts';
import { readPage } from './page.ts';

const OWN = 'https://tpp.example/callback';
const WITH_QUERY = `${OWN}?tenant=a&code=x`;

describe('the way back', () => {
  // biome-ignore format: one row, one line
  const BACK: [string, string, string, [string, string][]][] = [
    ['https://tpp.example/callback?code=c', OWN, 'query', [['code', 'c']]],
    ['https://tpp.example/callback', OWN, 'query', []],
    ['https://tpp.example/callback#code=c&id_token=i', OWN, 'fragment', [['code', 'c'], ['id_token', 'i']]],
    ['https://tpp.example/callback?code=c#_=_', OWN, 'query', [['code', 'c']]],
    ['https://tpp.example/callback?lang=en#code=c', OWN, 'fragment', [['code', 'c']]],
    ['HTTPS://TPP.EXAMPLE:443/x/../callback?code=c', OWN, 'query', [['code', 'c']]],
    ['https://tpp.example/c%61llback?code=c', OWN, 'query', [['code', 'c']]],
    ['https://tpp.example/callback?code=c&code=d', OWN, 'query', [['code', 'c'], ['code', 'd']]],
    [`${WITH_QUERY}&code=c`, WITH_QUERY, 'query', [['code', 'c']]],
    [`${WITH_QUERY}#code=c`, WITH_QUERY, 'fragment', [['code', 'c']]],
    ['com.tpp.app:/callback?code=c', 'com.tpp.app:/callback', 'query', [['code', 'c']]],
  ];
  for (const [address, redirectUri, carrier, params] of BACK)
    it(`is ${address}, read as a ${carrier}`, () => {
      expect(readCallback(address, redirectUri, 303)).to.deep.equal({ url: address, carrier, params, status: 303 });
    });

  // biome-ignore format: one row, one line
  const NOT: [string, string, boolean][] = [
    ['https://tpp.example/callback/?code=c', OWN, true],
    ['https://tpp.example/Callback?code=c', OWN, true],
    ['https://tpp.example/callback%2f?code=c', OWN, true],
    ['https://tpp.example/callbackx#id_token=i', OWN, true],
    ['https://tpp.example/?response=r', OWN, true],
    ['http://tpp.example/callback?code=c', OWN, true],
    ['https://tpp.example:8443/callback?code=c', OWN, true],
    ['https://tpp.example/callback/../evil?code=c', OWN, true],
    ['https://user@tpp.example/callback?code=c', OWN, true],
    [`${OWN}?code=c`, WITH_QUERY, true],
    ['https://tpp.example.evil/callback?code=c', OWN, false],
    ['https://tpp.example.evil/callback?code=c&state=s', OWN, true],
    ['https://tpp.example.evil/callback?code=c&state=of-another-request', OWN, false],
    ['https://bank.example/callback?code=c', OWN, false],
    ['https://tpp.example/help?state=s', OWN, false],
    ['https://tpp.example/help?error=access_denied', OWN, false],
    ['nonsense', OWN, false],
    ['', OWN, false],
  ];
  for (const [address, redirectUri, astray] of NOT)
    it(`is not ${JSON.stringify(address)}${astray ? ', where a response goes astray' : ''}`, () => {
      expect(readCallback(address, redirectUri, 303)).to.equal(null);
      expect(redirectsAstray(address, { redirectUri, state: 's' })).to.equal(astray);
    });
});

describe('a form that is posted back', () => {
  const PAGE = 'https://bank.example/authorize';
  const fields = '<input type=hidden name=code value=c><input type="hidden" name="state" value="s">';
  const form = (attributes: string, more = ''): string => `<form ${attributes}>${fields}${more}</form>`;
  const both: [string, string][] = [
    ['code', 'c'],
    ['state', 's'],
  ];

  // biome-ignore format: one row, one line
  const BACK: [string, string, [string, string][]][] = [
    ['that a script would send', `<body onload="document.forms[0].submit()">${form(`method=post action="${OWN}"`)}`, both],
    ['with a button for who has no script', form(`method="POST" action="${OWN}"`, '<noscript><input type="submit" name="go" value="Go on"></noscript>'), both],
    ['with a button outside', `${form(`id=f method=post action="${OWN}"`)}<button form=f name=go>Go on</button>`, both],
    ['with inputs of its own', form(`method=post action="${OWN}"`, '<input name=csrf value=t><textarea name=note>n</textarea>'), [...both, ['csrf', 't'], ['note', 'n']]],
    ['beside another form', `<form action=/language method=post><select name=l><option>en</select></form>${form(`method=post action="${OWN}"`)}`, both],
    ['with its address in another spelling', form('method=post action="HTTPS://tpp.example:443/./callback"'), both],
  ];
  for (const [what, html, params] of BACK)
    it(`${what} is a response`, () => {
      const page = readPage(`<!doctype html><html>${html}</html>`);
      expect(readFormPost(page, PAGE, OWN)).to.deep.equal({ url: OWN, carrier: 'form_post', params, status: 200 });
      expect(postsAstray(page, PAGE, { redirectUri: OWN, state: null })).to.equal(null);
    });

  // biome-ignore format: one row, one line
  const NOT: [string, string, string | null][] = [
    ['that goes elsewhere', form('method=post action="/callback"'), null],
    ['that is not posted', form(`method=get action="${OWN}"`), null],
    ['that closes a dialog', form(`method=dialog action="${OWN}"`), null],
    ['that goes to another address of the client', form('method=post action="https://tpp.example/other"'), 'https://tpp.example/other'],
    ['that goes nowhere', form('method=post action="http://["'), null],
  ];
  for (const [what, html, astray] of NOT)
    it(`${what} is none`, () => {
      expect(readFormPost(readPage(html), PAGE, OWN)).to.equal(null);
      expect(postsAstray(readPage(html), PAGE, { redirectUri: OWN, state: null })).to.equal(astray);
    });
});
