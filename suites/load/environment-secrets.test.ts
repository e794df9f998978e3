/** What a target takes from the environment where credentials stand, and what of it stays readable. */
import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { loadTarget } from './load-target.ts';
import { BARE_TARGET, testFolder } from './testing-files.ts';

describe('values of the environment in a target file', () => {
  const folder = testFolder();
  before(() => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    folder.write('key.jwk', JSON.stringify(privateKey.export({ format: 'jwk' })));
  });
  const page = '{ id: sign-in, fields: [user], press: go, means: login, fill: { pin: "${env.PIN}" } }';
  const load = (text: string, env: { [name: string]: string }) =>
    loadTarget(folder.write('target.yaml', `${BARE_TARGET}${text}\n`), { env, launch: null, axes: AXES });

  it('are secrets where credentials stand: of users, pages and the proxy too', () => {
    const { target, problems } = load(
      `psu: { users: [{ username: "\${env.NAME}", password: "\${env.PW}" }], pages: [${page}] }\nproxy: { url: "http://me:\${env.PROXY_PW}@proxy.example:3128" }`,
      { NAME: 'name-of-the-user', PW: 'words-of-the-user', PIN: 'pin-of-the-user', PROXY_PW: 'words-of-the-proxy' },
    );
    expect(problems).to.deep.equal([]);
    expect(target?.secrets).to.have.members([
      'name-of-the-user',
      'words-of-the-user',
      'pin-of-the-user',
      'words-of-the-proxy',
    ]);
  });

  it('are none where names and addresses stand, which a record has to tell', () => {
    const text = BARE_TARGET.replace('my-bank', '"${env.BANK}"').replace('client_id: me', 'client_id: "${env.CLIENT}"');
    const psu =
      'psu: { users: [{ username: me, password: "x" }], pages: [{ id: sign-in, fields: [user], press: go, means: login }] }';
    const { target, problems } = loadTarget(folder.write('target.yaml', `${text}${psu}\n`), {
      ...{ env: { BANK: 'bank-of-the-test', CLIENT: 'client-of-the-test' }, launch: null, axes: AXES },
    });
    expect(problems).to.deep.equal([]);
    expect(target?.name).to.equal('bank-of-the-test');
    expect(target?.secrets).to.deep.equal([]);
  });
});
