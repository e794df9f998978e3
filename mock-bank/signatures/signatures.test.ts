/** How the bank reads signatures: by the examples of RFC 9421, and by what it does for clients that sign and clients that do not. */
import { createPublicKey, verify } from 'node:crypto';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import { SigningTpp } from '../testkit/signing-tpp.ts';
import { Tpp } from '../testkit/tpp.ts';
import { type Message, signatureBase } from './base.ts';
import { digestHolds } from './digest.ts';
import { isList, type List, memberText, readDictionary } from './field.ts';

const message = (fields: Partial<Message>, headers: { [name: string]: string }): Message => ({
  method: 'POST',
  target: 'https://example.com/foo?param=Value&Pet=dog',
  status: null,
  request: null,
  header: (name) => headers[name],
  ...fields,
});
const key = (jwk: { [member: string]: string }) => createPublicKey({ key: jwk, format: 'jwk' });
const P256 = key({
  kty: 'EC',
  crv: 'P-256',
  x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
  y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
});
const ED25519 = key({ kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' });
const DIGEST = 'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:';

const listIn = (text: string): List => {
  const member = readDictionary(text)?.get('s');
  if (!member || !isList(member)) throw new Error(`no list in ${text}`);
  return member;
};

describe('signatures over messages', () => {
  // biome-ignore format: one row, one line
  const VECTORS: [string, Message, string, string, ReturnType<typeof key>][] = [
    ['B.2.4', message({ status: 200 }, { 'content-type': 'application/json', 'content-digest': DIGEST, 'content-length': '23' }), '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"', 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==', P256],
    ['B.2.6', message({}, { date: 'Tue, 20 Apr 2021 02:07:55 GMT', 'content-type': 'application/json', 'content-length': '18' }), '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"', 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==', ED25519],
    ['B.4', message({ method: 'GET', target: 'https://example.org/demo?name1=Value1&Name2=value2' }, { accept: 'application/json, */*' }), '("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"', 'ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==', ED25519],
  ];
  for (const [name, of, input, signature, by] of VECTORS)
    it(`are read as in the example of RFC 9421, ${name}`, () => {
      const base = Buffer.from(signatureBase(of, listIn(`s=${input}`)) ?? '');
      const digest = by === P256 ? 'sha256' : null;
      expect(verify(digest, base, { key: by, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64'))).to.equal(
        true,
      );
    });

  for (const input of [
    '("@method" "@method")',
    '("x-absent")',
    '("@unheard-of")',
    '("@status")',
    '("@method";req)',
    '("@method";sf)',
    '(1)',
  ])
    it(`have no base for ${input}`, () => {
      expect(signatureBase(message({}, {}), listIn(`s=${input}`))).to.equal(null);
    });

  it('have fields that are written as they were read', () => {
    for (const text of ['("a" "b";req;key="c");created=1;tag="x\\"y"', ':AAE=:', '("a");x=?0;y=word;z=-12', '()'])
      expect([...(readDictionary(`s=${text}`) ?? [])].map(([, member]) => memberText(member))).to.deep.equal([text]);
  });

  for (const text of [
    's=(',
    's=("a""b")',
    's="a',
    's=:A',
    'S=1',
    's=1,',
    's=1 t=2',
    's=1.5',
    's=("a");=1',
    '"s"=1',
    's=é',
  ])
    it(`are not read out of ${text}`, () => {
      expect(readDictionary(text)).to.equal(null);
    });

  it('come with a digest that fits in each hash that is known', () => {
    const body = '{"message": "good dog"}';
    expect(
      [DIGEST, `md5=:AA==:, ${DIGEST}`, 'md5=:AA==:', `sha-256=:AA==:, ${DIGEST}`, undefined].map((text) =>
        digestHolds(text, body),
      ),
    ).to.deep.equal([true, true, false, false, false]);
  });

  describe('at the API', () => {
    let opened: OpenBank;
    before(async () => {
      opened = await openBank();
    });
    after(() => opened.close());

    it('are asked of who registered for them, whichever key it has, and of nobody else', async () => {
      for (const name of ['http-signed', 'http-signed-second']) {
        const tpp = new SigningTpp(opened, name);
        const { json } = await tpp.ownToken();
        const served = await tpp.asking('/resource', String(json.access_token));
        // Served but for the scope, and signed all the same.
        expect([served.status, served.json.error], name).to.deep.equal([403, 'insufficient_scope']);
        expect(served.headers['signature-input']).to.match(/^bank=\("@status" "content-digest" "@method";req/);
        const unsigned = await tpp.get('/resource', json.access_token);
        expect([unsigned.status, unsigned.headers['signature-input'] !== undefined]).to.deep.equal([401, true]);
        tpp.close();
      }
      const primary = new Tpp(opened, 'primary');
      const { access } = await primary.tokens();
      const answer = await primary.get('/resource', access);
      expect([answer.status, answer.headers.signature]).to.deep.equal([200, undefined]);
      primary.close();
    });
  });
});
