import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hardwareKeyProblems, type TppBank } from '../../mock-tpp/index.ts';
import { newAuthority } from '../testing-authority.ts';

/** Where Debian and Fedora put the engine of libp11 and the module of SoftHSM. */
const found = (...paths: string[]): string | undefined => paths.find((one) => existsSync(one));
const ENGINE = found(
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/engines-3/pkcs11.so`,
  '/usr/lib64/engines-3/pkcs11.so',
);
const MODULE = found('/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so');

/** Engine and module take their settings from the environment when a process begins, so each try has one of its own. */
const TRY = `
  import { createServer, connect } from 'node:tls';
  import { readFileSync } from 'node:fs';
  import { hardwareKeyProblems } from ${JSON.stringify(new URL('../../mock-tpp/index.js', import.meta.url).href)};
  import { loadIdentity } from ${JSON.stringify(new URL('../../mock-tpp/identity/identity.js', import.meta.url).href)};
  const { identity, server } = JSON.parse(readFileSync(0, 'utf8'));
  const [problem] = await hardwareKeyProblems({ identities: { own: identity } });
  if (problem) console.log(problem.problem);
  else {
    const { secureContext } = loadIdentity('own', identity, null);
    const listening = createServer({ ...server, requestCert: true, rejectUnauthorized: false }, (socket) => {
      socket.end(socket.getPeerX509Certificate()?.fingerprint256 ?? 'none');
    }).listen(0, '127.0.0.1', () => {
      const { port } = listening.address();
      const socket = connect({ host: '127.0.0.1', port, secureContext, rejectUnauthorized: false });
      socket.on('data', (text) => console.log('presented ' + text));
      socket.on('end', () => process.exit(0));
    });
  }
`;

describe('a key in a token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-token-'));
  const env = { ...process.env, SOFTHSM2_CONF: join(folder, 'softhsm2.conf'), PKCS11_MODULE_PATH: MODULE ?? '' };
  const missing =
    ENGINE === undefined || MODULE === undefined || spawnSync('softhsm2-util', ['-v'], { stdio: 'ignore' }).error;
  let own: { certificate: string; key: string };
  let other: { certificate: string; key: string };
  before(async function () {
    if (missing) return this.skip();
    const authority = await newAuthority();
    [own, other] = await Promise.all([authority.issue('own.example'), authority.issue('other.example')]);
    mkdirSync(join(folder, 'tokens'));
    writeFileSync(env.SOFTHSM2_CONF, `directories.tokendir = ${join(folder, 'tokens')}\n`);
    writeFileSync(join(folder, 'key.pem'), own.key);
    const softhsm = (...args: string[]) => execFileSync('softhsm2-util', args, { env, stdio: 'pipe' });
    softhsm('--init-token', '--free', '--label', 'assay', '--pin', '1234', '--so-pin', '5678');
    const at = ['--token', 'assay', '--label', 'tls', '--id', '01', '--pin', '1234'];
    softhsm('--import', join(folder, 'key.pem'), ...at);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const ADDRESS = 'pkcs11:token=assay;object=tls;type=private';
  const tried = (change: object): string => {
    const identity = { kind: 'pem', certificate: own.certificate, key: ADDRESS, passphrase: '1234', engine: ENGINE };
    const input = JSON.stringify({
      identity: { ...identity, ...change },
      server: { cert: other.certificate, key: other.key },
    });
    return execFileSync(process.execPath, ['--input-type=module', '-e', TRY], { env, input, stdio: 'pipe' }).toString();
  };

  it('makes a TLS connection without leaving it (softhsm2-util)', () => {
    const { fingerprint256 } = new X509Certificate(own.certificate);
    expect(tried({})).to.equal(`presented ${fingerprint256}\n`);
  });

  const PROBLEMS: [string, object, RegExp][] = [
    ['a wrong PIN', { passphrase: '9999' }, /did not take the passphrase/],
    ['an object that is not there', { key: 'pkcs11:token=assay;object=none;type=private' }, /holds no key that fits/],
    ['an address that is none', { key: 'pkcs11:nonsense' }, /not one of RFC 7512/],
    ['an engine that is not there', { engine: '/nowhere/pkcs11.so' }, /engine cannot be loaded/],
  ];
  for (const [what, change, says] of PROBLEMS)
    it(`is refused in words for ${what} (softhsm2-util)`, () => {
      expect(tried(change)).to.match(says).and.not.include('9999');
    });

  it('is refused in words for a certificate of another key (softhsm2-util)', () => {
    expect(tried({ certificate: other.certificate })).to.match(/does not belong to the certificate/);
  });
});

describe('a target without keys in tokens', () => {
  it('has no trouble with them', async () => {
    const identities = { own: { kind: 'pem', certificate: '', key: '', passphrase: null } };
    expect(await hardwareKeyProblems({ identities } as unknown as TppBank)).to.deep.equal([]);
  });
});
