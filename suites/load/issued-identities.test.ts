import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { issuedBy } from './issued-identities.ts';
import { loadTarget } from './load-target.ts';
import { testFolder } from './testing-files.ts';

describe('identities that the operator makes', () => {
  const folder = testFolder();
  const told = (identities: string, hook = 'json: { like: "${like}", flaw: "${flaw}" }') => {
    const text = `name: my-bank
profile: fapi2-security
issuer: https://bank.example
hosts: [bank.example]
dialect: plain
capabilities: [ais]
variant: { sender-constraint: dpop }
api: { resource: "https://bank.example/resource" }
scopes: { accounts: resource }
clients: { primary: { client_id: me, redirect_uri: "https://tpp.example/cb", signing: missing.jwk } }
identities: ${identities}
psu: { users: [{ username: me, password: "x", otp: "1" }], pages: [{ id: code, fields: [otp], press: go, means: sca }] }
operator:
  cert.issue: { post: "https://bank.example/issue", ${hook}, outputs: { certificate: certificate, key: key } }
`;
    const { problems } = loadTarget(folder.write('target.yaml', text), { env: {}, launch: null, axes: AXES });
    return problems.map(({ code, place }) => `${place.line} ${code}`);
  };

  it('are one for each flaw of a list, named after client and flaw', () => {
    const written = { kind: 'issued', like: 'primary', flaw: null, flaws: ['expired', 'sha1'] } as const;
    expect(issuedBy('flawed', { ...written, flaws: [...written.flaws] })).to.deep.equal([
      ['primary-expired', { kind: 'issued', like: 'primary', flaw: 'expired', at: 'flawed' }],
      ['primary-sha1', { kind: 'issued', like: 'primary', flaw: 'sha1', at: 'flawed' }],
    ]);
  });

  // biome-ignore format: a table, one row a line
  const BAD: [what: string, identities: string, hook: string | undefined, said: string][] = [
    ['of a client that is not there, told once', '{ flawed: { issue: nobody, flaws: [expired, sha1] } }', undefined, '11 undefined-value'],
    ['of a hook that does not hear of flaws, told once', '{ flawed: { issue: primary, flaws: [expired, sha1] } }', 'json: { like: "${like}" }', '11 flaw-unheard'],
    ['with a flaw beside the list', '{ flawed: { issue: primary, flaw: md5, flaws: [expired] } }', undefined, '11 flaw-and-flaws'],
    ['with a list, of files', '{ flawed: { certificate: a.pem, key: a.key, flaws: [expired] } }', undefined, '11 flaw-of-files'],
  ];
  for (const [what, identities, hook, said] of BAD)
    it(`are refused ${what}`, () => {
      expect(
        told(identities, hook).filter((one) => one.startsWith('11') && !one.endsWith('unreadable-file')),
      ).to.deep.equal([said]);
    });
});
