/** JWTs that no object of ours can be: written otherwise, with a member twice, or of another kind. */
import { expect } from 'chai';
import { at, attempt, SIGNED } from '../mutations/testing-attempt.ts';
import { shownAt } from '../mutations/testing-wire-changes.ts';
import { type Issuer, openIssuer } from '../testing-issuer.ts';

describe('an odd JWT', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());

  async function sent(name: 'client_assertion' | 'request', mutation: ReturnType<typeof at>): Promise<Buffer[]> {
    await attempt(issuer, { use: 'oauth.request', mutations: [mutation], inputs: SIGNED });
    const jwt = Object.fromEntries(shownAt(issuer, '/par').form)[name] ?? '';
    return jwt.split('.').map((part) => Buffer.from(part, 'base64url'));
  }

  for (const [name, mutation] of [
    ['client_assertion', 'assertion.utf-16'],
    ['request', 'request_object.utf-16'],
  ] as const)
    it(`${mutation} writes its claims, and only them, in UTF-16 with a byte order mark`, async () => {
      const [header, claims = Buffer.alloc(0)] = await sent(name, at('', mutation));
      expect(JSON.parse(String(header))).to.include({ alg: 'PS256' });
      expect([...claims.subarray(0, 4)]).to.deep.equal([0xff, 0xfe, 0x7b, 0]);
      expect(JSON.parse(claims.toString('utf16le', 2))).to.include({ iss: 'client-primary' });
    });

  it('holds a member twice, the second one last', async () => {
    const [, claims] = await sent('client_assertion', at('assertion.claim.aud', 'duplicate', { value: 'x' }));
    expect(String(claims)).to.match(/^\{.*"aud":"http.*,"aud":"x"\}$/);
  });

  it('brings the certificate whose key signed it', async () => {
    const [header] = await sent('request', at('', 'request_object.sign', { certificate: 'second' }));
    const { alg, x5c } = JSON.parse(String(header));
    expect(alg).to.equal('ES256');
    expect(x5c).to.have.length(1);
    const [pem] = Object.entries(issuer.bank.identities).flatMap(([name, identity]) =>
      name === 'second' && identity.kind === 'pem' ? [identity.certificate] : [],
    );
    expect(pem?.replaceAll(/\s/g, '')).to.contain(x5c[0]);
  });

  it('is an assertion where a request object is due, with the parameters beside it', async () => {
    const [header, claims] = await sent('request', at('', 'request_object.assertion'));
    expect(JSON.parse(String(header))).to.include({ typ: 'JWT' });
    expect(Object.keys(JSON.parse(String(claims))).sort()).to.deep.equal(['aud', 'exp', 'iat', 'iss', 'jti', 'sub']);
    expect(Object.fromEntries(shownAt(issuer, '/par').form)).to.include({ response_type: 'code', scope: SIGNED.scope });
  });
});
