/** Keys and certificates as people have them, made here by the tools that people make them with. */
import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import forge from 'node-forge';
import { AXES } from '../../mock-tpp/variant.ts';
import { type Issued, newAuthority } from '../testing-authority.ts';
import type { KeyFailure } from './key-failure.ts';
import { readKeyFile } from './key-file.ts';
import { loadTarget } from './load-target.ts';
import { testFolder } from './testing-files.ts';

const RIGHT = 'open sesame';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: KeyObject, more: object = {}): string =>
  key.export({ type: 'pkcs8', format: 'pem', ...more } as never).toString();
const locked = (key: KeyObject): string => pem(key, { cipher: 'aes-256-cbc', passphrase: RIGHT });
const publicPem = createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString();
const jwk = (key: KeyObject) => key.export({ format: 'jwk' });

/** As OpenSSL 1 wrote them, which OpenSSL 3 no longer reads. */
function legacyPkcs8(): string {
  const info = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(forge.pki.privateKeyFromPem(pem(rsa))));
  const options = { algorithm: '3des', count: 2048, saltSize: 8, legacy: true };
  return forge.pki.encryptedPrivateKeyToPem(forge.pki.encryptPrivateKeyInfo(info, RIGHT, options as never));
}

/** Modern ciphers take a passphrase as UTF-8, the MAC takes it as UTF-16; node-forge writes one spelling for both, so the MAC is left out. */
function pkcs12InUtf8(passphrase: string): Buffer {
  const key = forge.pki.privateKeyFromPem(pem(rsa));
  const file = forge.pkcs12.toPkcs12Asn1(key, null as never, forge.util.encodeUtf8(passphrase), {
    algorithm: 'aes256',
    generateLocalKeyId: false,
    useMac: false,
  });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'binary');
}

/** An encrypted key that claims a cipher nobody knows. */
const strangeCipher = (): Buffer => {
  const der = forge.pem.decode(legacyPkcs8())[0]?.body ?? '';
  const pbes = forge.asn1.oidToDer('1.2.840.113549.1.12.1.3').getBytes();
  const strange = forge.asn1.oidToDer('1.2.840.113549.1.12.1.99').getBytes();
  return text(forge.pem.encode({ type: 'ENCRYPTED PRIVATE KEY', body: der.replace(pbes, strange) } as never));
};

function pkcs12(algorithm: '3des' | 'aes256'): Buffer {
  const key = forge.pki.privateKeyFromPem(pem(rsa));
  const file = forge.pkcs12.toPkcs12Asn1(key, null as never, RIGHT, { algorithm, generateLocalKeyId: false });
  return Buffer.from(forge.asn1.toDer(file).getBytes(), 'binary');
}

const text = (content: string): Buffer => Buffer.from(content);

describe('a file with a private key', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, () => Buffer, string | null, KeyObject | KeyFailure][] = [
    ['PEM', () => text(pem(rsa)), null, rsa],
    ['PEM that needs no passphrase and gets one', () => text(pem(ec)), 'x', ec],
    ['PEM with a comment and a certificate around', () => text(`my key\n${pem(ec)}\nnothing more`), null, ec],
    ['traditional PEM', () => text(ec.export({ type: 'sec1', format: 'pem' }).toString()), null, ec],
    ['encrypted traditional PEM', () => text(rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: RIGHT }).toString()), RIGHT, rsa],
    ['encrypted PKCS#8', () => text(locked(ec)), RIGHT, ec],
    ['encrypted PKCS#8 and a wrong passphrase', () => text(locked(ec)), 'wrong', 'wrong-passphrase'],
    ['encrypted PKCS#8 and none', () => text(locked(ec)), null, 'no-passphrase'],
    ['PKCS#8 of an old cipher', () => text(legacyPkcs8()), RIGHT, rsa],
    ['PKCS#8 of an old cipher and a wrong passphrase', () => text(legacyPkcs8()), 'wrong', 'wrong-passphrase'],
    ['encrypted by a cipher that nobody knows', strangeCipher, RIGHT, 'unsupported-cipher'],
    ['PKCS#12 and a passphrase beyond ASCII', () => pkcs12InUtf8('Grüße'), 'Grüße', rsa],
    ['DER', () => rsa.export({ type: 'pkcs8', format: 'der' }), null, rsa],
    ['traditional DER', () => ec.export({ type: 'sec1', format: 'der' }), null, ec],
    ['encrypted DER', () => rsa.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: RIGHT }), RIGHT, rsa],
    ['a JWK behind a byte order mark', () => text(`\ufeff${JSON.stringify(jwk(ec))}`), null, ec],
    ['PKCS#12', () => pkcs12('aes256'), RIGHT, rsa],
    ['PKCS#12 of an old cipher', () => pkcs12('3des'), RIGHT, rsa],
    ['PKCS#12 and a wrong passphrase', () => pkcs12('aes256'), 'wrong', 'wrong-passphrase'],
    ['PKCS#12 and none', () => pkcs12('3des'), null, 'no-passphrase'],
    ['a JWK', () => text(JSON.stringify(jwk(ec))), null, ec],
    ['a JWK Set of one', () => text(JSON.stringify({ keys: [jwk(ec)] })), null, ec],
    ['a JWK Set of a private and a public key', () => text(JSON.stringify({ keys: [jwk(createPublicKey(rsa)), jwk(ec)] })), null, ec],
    ['a JWK Set of two', () => text(JSON.stringify({ keys: [jwk(ec), jwk(rsa)] })), null, 'several-keys'],
    ['two keys in PEM', () => text(pem(ec) + pem(rsa)), null, 'several-keys'],
    ['a public key', () => text(publicPem), null, 'public-only'],
    ['a public JWK', () => text(JSON.stringify(jwk(createPublicKey(ec)))), null, 'public-only'],
    ['words', () => text('hello'), null, 'no-key'],
    ['JSON that is no key', () => text('[1]'), null, 'no-key'],
    ['null', () => text('null'), null, 'no-key'],
    ['nothing', () => Buffer.alloc(0), null, 'no-key'],
    ['broken DER', () => Buffer.from([0x30, 0x82, 0xff, 0xff]), RIGHT, 'no-key'],
    ['broken PEM', () => text('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'), null, 'no-key'],
  ];
  for (const [what, bytes, passphrase, wanted] of ROWS)
    it(`that is ${what} ${typeof wanted === 'string' ? `is ${wanted}` : 'is read'}`, () => {
      const read = readKeyFile(bytes(), passphrase);
      if (typeof wanted === 'string') expect(read).to.deep.equal({ failure: wanted });
      else expect('key' in read && read.key.equals(wanted)).to.equal(true);
    });

  it('never blames the cipher for a wrong passphrase, whatever that makes of the content', () => {
    const file = text(
      rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: RIGHT }).toString(),
    );
    const seen = new Set(Array.from({ length: 2000 }, (_, index) => JSON.stringify(readKeyFile(file, `w${index}`))));
    expect([...seen]).to.deep.equal(['{"failure":"wrong-passphrase"}']);
  });

  for (const [passphrase, wanted] of [
    [RIGHT, null],
    ['wrong', 'wrong-passphrase'],
  ] as const)
    it(`that is PKCS#8 of RC2, as openssl writes it, ${wanted === null ? 'is read' : `is ${wanted}`}`, function () {
      const providers = ['-provider', 'legacy', '-provider', 'default'];
      const way = ['-v1', 'PBE-SHA1-RC2-40', '-passout', `pass:${RIGHT}`, ...providers];
      const made = spawnSync('openssl', ['pkcs8', '-topk8', ...way], { input: pem(rsa) });
      // An openssl without the legacy provider cannot write it either.
      if (made.error || made.status !== 0) this.skip();
      const read = readKeyFile(made.stdout, passphrase);
      expect('key' in read ? read.key.equals(rsa) : read.failure).to.equal(wanted ?? true);
    });

  it('that is a PKCS#12 file of an EC key, as openssl writes it, is read with its certificates', async function () {
    const folder = testFolderOf();
    const own = await (await newAuthority()).issue('tpp');
    const [key, certificate, out] = [
      folder.write('tpp.key', own.key),
      folder.write('tpp.pem', own.certificate),
      join(folder.path, 'tpp.p12'),
    ];
    const made = spawnSync('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      certificate,
      '-out',
      out,
      '-passout',
      `pass:${RIGHT}`,
    ]);
    if (made.error) this.skip();
    const { readFileSync } = await import('node:fs');
    const read = readKeyFile(readFileSync(out), RIGHT);
    expect('key' in read && read.key.equals(createPrivateKey(own.key))).to.equal(true);
    expect('certificates' in read && read.certificates).to.have.length(1);
  });

  const testFolderOf = (() => {
    const folder = testFolder();
    return () => folder;
  })();
});

describe('an identity of files', () => {
  const folder = testFolder();
  let own: Issued;
  let root: string;
  before(async () => {
    const authority = await newAuthority();
    root = authority.root;
    own = await authority.issue('tpp');
    const other = await authority.issue('other');
    for (const [name, content] of Object.entries({
      'tpp.pem': own.certificate,
      'tpp.key': own.key,
      'locked.key': locked(createPrivateKey(own.key)),
      'phrase.txt': `${RIGHT}\n`,
      'chain.pem': root + own.certificate,
      'root.pem': root,
      'other.key': other.key,
      'both.pem': own.key + own.certificate,
      'client.jwk': JSON.stringify(own.jwk),
      'empty.p12': pkcs12('aes256'),
    }))
      folder.write(name, content);
  });

  const load = (identity: string) => {
    const lines = [
      'name: my-bank',
      'profile: fapi2-security',
      'issuer: https://bank.example',
      'hosts: [bank.example]',
      'dialect: plain',
      'api: { resource: "https://bank.example/resource" }',
      'scopes: { accounts: resource }',
      'clients: { primary: { client_id: me, signing: client.jwk, identity: primary, redirect_uri: "https://tpp.example/cb" } }',
      `identities: { primary: ${identity} }`,
      'psu: { users: [{ username: me, password: "x" }], pages: [{ id: a, fields: [b], press: go, means: login }] }',
    ];
    const file = folder.write('target.yaml', lines.join('\n'));
    return loadTarget(file, { env: { PHRASE: RIGHT }, launch: null, axes: AXES });
  };
  const certificates = (identity: string): number => {
    const { target, problems } = load(identity);
    expect(problems).to.deep.equal([]);
    const loaded = target?.identities.primary;
    const held = loaded?.kind === 'files' ? (loaded.pem?.certificate ?? '') : '';
    expect(held.startsWith(own.certificate.trim().slice(0, 200))).to.equal(true);
    return held.match(/BEGIN CERTIFICATE/g)?.length ?? 0;
  };

  for (const [identity, wanted] of [
    ['{ certificate: tpp.pem, key: tpp.key }', 1],
    ['{ certificate: tpp.pem, key: both.pem }', 1],
    ['{ certificate: chain.pem, key: tpp.key }', 2],
    ['{ certificate: [root.pem, tpp.pem], key: tpp.key }', 2],
    ['{ certificate: tpp.pem, key: locked.key, passphrase: "${env.PHRASE}" }', 1],
    ['{ certificate: tpp.pem, key: locked.key, passphrase-file: phrase.txt }', 1],
  ] as const)
    it(`${identity} has ${wanted} certificates, its own first`, () => {
      expect(certificates(identity)).to.equal(wanted);
    });

  for (const [identity, says] of [
    ['{ certificate: tpp.pem, key: other.key }', 'does not belong to the certificate'],
    ['{ certificate: tpp.pem, key: locked.key }', 'is encrypted, and no passphrase is given'],
    ['{ certificate: tpp.pem, key: locked.key, passphrase: wrong }', 'the passphrase is wrong'],
    ['{ certificate: tpp.key, key: tpp.key }', 'holds no certificate'],
    ['{ certificate: tpp.pem, key: tpp.pem }', 'holds no private key'],
    ['{ pkcs12: empty.p12, passphrase: "${env.PHRASE}" }', 'holds a key and no certificate'],
    ['{ key: tpp.key }', 'needs `certificate` and `key`, or `pkcs12`, or `issue`'],
    ['{ certificate: tpp.pem, key: locked.key, passphrase-file: nowhere.txt }', 'cannot read'],
    ['{ certificate: tpp.pem, key: "pkcs11:token=a;object=b" }', 'nothing says how to reach it'],
    ['{ certificate: tpp.pem, key: "pkcs11:object=b?pin-value=1", engine: /e/pkcs11.so }', 'holds a PIN'],
    ['{ pkcs12: "pkcs11:object=b", engine: /e/pkcs11.so }', 'no certificate is named'],
  ] as const)
    it(`${identity} is told: ${says}`, () => {
      const { target, problems } = load(identity);
      expect(target).to.equal(null);
      expect(problems[0]?.message).to.include(says);
      expect(problems[0]?.place.line).to.equal(9);
      expect(JSON.stringify(problems)).to.not.include(RIGHT);
    });
});
