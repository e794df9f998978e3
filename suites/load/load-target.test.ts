/** A target file from its text to its typed form: references, paths, defaults, and the files that it names. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { newAuthority } from '../testing-authority.ts';
import { loadDeviations, loadTarget } from './load-target.ts';
import { targetWarnings } from './target-warnings.ts';
import { spots, testFolder } from './testing-files.ts';

const LINES = {
  name: 'name: my-bank',
  profile: 'profile: fapi2-security',
  issuer: 'issuer: https://bank.example',
  hosts: 'hosts: [bank.example]',
  dialect: 'dialect: plain',
  capabilities: 'capabilities: [ais]',
  api: 'api: { resource: "https://bank.example/resource" }',
  scopes: 'scopes: { accounts: resource }',
  clients:
    'clients: { primary: { client_id: me, signing: key.jwk, alg: ES256, identity: primary, redirect_uri: "https://tpp.example/cb" } }',
  identities: 'identities: { primary: { certificate: tpp.pem, key: tpp.key } }',
  psu: 'psu: { users: [{ username: me, password: "x", otp: "1" }], pages: [{ id: code, fields: [otp], fill: { otp: "${psu.otp}" }, press: go, means: sca }] }',
};
const text = (given: { [key: string]: string } = {}): string => `${Object.values({ ...LINES, ...given }).join('\n')}\n`;
const lineOf = (key: keyof typeof LINES): number => Object.keys(LINES).indexOf(key) + 1;

describe('a password', () => {
  const folder = testFolder();
  const warned = (password: string): string[] => {
    const files = {
      'key.jwk': JSON.stringify(
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
      ),
    };
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
    const { target, problems } = loadTarget(
      folder.write(
        'target.yaml',
        text({
          clients:
            'clients: { primary: { client_id: me, signing: key.jwk, variant: { sender-constraint: dpop }, redirect_uri: "https://tpp.example/cb" } }',
          identities: 'identities: {}',
          psu: `psu: { users: [{ username: me, password: "${password}", otp: "1" }], pages: [{ id: code, fields: [otp], press: go, means: sca }] }`,
        }),
      ),
      { env: {}, launch: null, axes: AXES },
    );
    expect(problems).to.deep.equal([]);
    return target === null ? ['none'] : targetWarnings(target).map(({ code, place }) => `${place.line} ${code}`);
  };
  it('that is a word or a short number is warned of at its line, as it cannot be searched for', () => {
    for (const password of ['password', 'pass', 'test', '1234'])
      expect(warned(password)).to.deep.equal([`${lineOf('psu')} common-password`]);
    expect(warned('s3cret-enough')).to.deep.equal([]);
  });
});

describe('a target file', () => {
  const folder = testFolder();
  const load = (given: { [key: string]: string } = {}, env: { [name: string]: string } = {}) =>
    loadTarget(folder.write('target.yaml', text(given)), { env, launch: null, axes: AXES });

  before(async () => {
    const authority = await newAuthority();
    const [own, other] = await Promise.all([authority.issue('tpp'), authority.issue('other')]);
    const exported = (key: KeyObject, passphrase: string): string =>
      key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const ed25519 = generateKeyPairSync('ed25519').privateKey;
    const locked = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const { d: _, ...publicJwk } = own.jwk;
    const files: { [name: string]: string } = {
      'tpp.pem': own.certificate,
      'tpp.key': own.key,
      'key.jwk': JSON.stringify(own.jwk),
      'other.key': other.key,
      'root.pem': `A comment first\n${authority.root}`,
      'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      'locked.key': exported(locked, 'open sesame'),
      'public.jwk': JSON.stringify(publicJwk),
      'rsa.jwk': JSON.stringify(rsa.export({ format: 'jwk' })),
      'p384.jwk': JSON.stringify(p384.export({ format: 'jwk' })),
      'rs512.jwk': JSON.stringify({ ...rsa.export({ format: 'jwk' }), alg: 'RS512' }),
      'rsa.pem': rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'ed25519.pem': ed25519.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'ed25519.jwk': JSON.stringify({ ...ed25519.export({ format: 'jwk' }), alg: 'Ed25519' }),
      'words.json': '"words"',
      'none.json': '{',
      'users.json': '[{ "username": "a", "password": "b" }, { "username": "c", "password": "d", "otp": "2" }]',
      'half.json': '[{ "username": "a" }]',
    };
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
  });

  it('is read with its defaults, and with paths that no longer depend on where we are', () => {
    const { target, problems } = load({ trust: 'trust: ./root.pem', deviations: 'deviations: ../known.yaml' });
    expect(problems).to.deep.equal([]);
    expect(target?.trust).to.equal(join(folder.path, 'root.pem'));
    expect(target?.deviations).to.equal(join(dirname(folder.path), 'known.yaml'));
    expect(target?.clients.primary?.signing[0]).to.deep.include({ file: join(folder.path, 'key.jwk'), alg: 'ES256' });
    expect(target?.limits).to.deep.equal({
      requestMs: 10_000,
      bodyBytes: 5_000_000,
      redirects: 20,
      concurrency: 4,
      waitMs: 90_000,
    });
    expect(target?.psu.users).to.deep.equal([{ name: 'me', username: 'me', password: 'x', otp: '1', totp: null }]);
    expect(target?.placeOf('clients', 'primary', 'alg').line).to.equal(lineOf('clients'));
  });

  it('tells what is wrong with a value of the environment by its reference, and never shows it', () => {
    const given = {
      issuer: 'issuer: "${env.ISSUER}"',
      profile: 'profile: "${env.PROFILE}"',
      hosts: 'hosts: ["a ${env.HOST}"]',
    };
    const { target, problems } = load(given, { ISSUER: 'hush-hush "1"', PROFILE: 'HUSH-hush 2', HOST: 'hush-hush 3' });
    expect(target).to.equal(null);
    expect(JSON.stringify(problems))
      .to.match(/env\.ISSUER/)
      .and.not.match(/hush-hush/i);
  });

  it('takes values from the environment, whatever they hold, and never an empty one', () => {
    const given = { name: 'name: "${env.NAME}"', scopes: 'scopes: { accounts: "${env.SCOPE}" }' };
    const { target } = load(given, { NAME: 'their-bank', SCOPE: 'a ${psu.otp} $& b' });
    expect(target?.name).to.equal('their-bank');
    expect(target?.scopes.accounts).to.equal('a ${psu.otp} $& b');
    expect(spots(load(given, { NAME: '' }).problems)).to.deep.equal(['1:7 undefined-value', '8:21 undefined-value']);
  });

  it('takes users from a file', () => {
    const psu = 'psu: { users-file: users.json, pages: [{ id: a, buttons: [b], press: b, means: other }] }';
    expect(load({ psu }).target?.psu.users).to.deep.equal([
      { name: 'a', username: 'a', password: 'b', otp: null },
      { name: 'c', username: 'c', password: 'd', otp: '2' },
    ]);
  });

  it('that starts the bundled bank is filled in by it, and with placeholders before', () => {
    const given = {
      launch: 'launch: mock-bank',
      issuer: 'issuer: "${launch.issuer}"',
      hosts: 'hosts: ["${launch.host}"]',
      api: 'api: { resource: "${launch.issuer}/resource" }',
    };
    const file = folder.write('launched.yaml', text(given));
    const planned = loadTarget(file, { env: {}, launch: null, axes: AXES });
    expect(planned.problems).to.deep.equal([]);
    expect(planned.target?.launch).to.equal('mock-bank');
    const launch = { issuer: 'https://localhost:1234', management: 'http://127.0.0.1:1' };
    const { target } = loadTarget(file, { env: {}, launch, axes: AXES });
    expect(target?.hosts).to.deep.equal(['localhost:1234']);
    expect(target?.api.resource).to.equal('https://localhost:1234/resource');
  });

  const client = (more: string): { clients: string } => ({ clients: LINES.clients.replace('signing: key.jwk', more) });
  const identity = (pair: string): { identities: string } => ({ identities: `identities: { primary: { ${pair} } }` });

  // biome-ignore format: one row, one line
  const WRONG: [string, { [key: string]: string }, keyof typeof LINES | 'more', string, RegExp][] = [
    ['a key of another certificate', identity('certificate: tpp.pem, key: other.key'), 'identities', 'key-mismatch', /other\.key does not belong to the certificate in .*tpp\.pem/],
    ['a certificate that is none', identity('certificate: words.json, key: tpp.key'), 'identities', 'key-unusable', /words\.json holds no certificate/],
    ['a key that is none', identity('certificate: tpp.pem, key: tpp.pem'), 'identities', 'key-unusable', /tpp\.pem holds no private key/],
    ['a locked key', identity('certificate: tpp.pem, key: locked.key'), 'identities', 'key-unusable', /locked\.key is encrypted, and no passphrase is given/],
    ['a locked key with the wrong passphrase', identity('certificate: tpp.pem, key: locked.key, passphrase: "wrong"'), 'identities', 'key-unusable', /locked\.key/],
    ['a locked key of another certificate', identity('certificate: tpp.pem, key: locked.key, passphrase: "open sesame"'), 'identities', 'key-mismatch', /locked\.key/],
    ['a key that is not there', identity('certificate: tpp.pem, key: none.key'), 'identities', 'unreadable-file', /there is no such file/],
    ['an identity without a key', identity('certificate: tpp.pem'), 'identities', 'missing-key', /`certificate` and `key`, or `pkcs12`, or `issue`/],
    ['a public JWK', client('signing: public.jwk'), 'clients', 'key-unusable', /public\.jwk holds a public key only/],
    ['a JWK that is no object', client('signing: words.json'), 'clients', 'key-unusable', /words\.json/],
    ['a JWK that is not JSON', client('signing: none.json'), 'clients', 'key-unusable', /none\.json holds no private key/],
    ['an RSA key for ES256', client('signing: rsa.jwk'), 'clients', 'key-mismatch', /ES256 signs with an EC key on the curve P-256/],
    ['a key on another curve', client('signing: p384.jwk'), 'clients', 'key-mismatch', /P-256/],
    ['an EC key for PS256', { clients: LINES.clients.replace('ES256', 'PS256') }, 'clients', 'key-mismatch', /PS256 signs with an RSA key/],
    ['a key that is for another algorithm', client('signing: rs512.jwk'), 'clients', 'key-mismatch', /rs512\.jwk says that it is for RS512/],
    ['a second key for another algorithm', { clients: LINES.clients.replace('signing: key.jwk, alg: ES256', 'signing: [key.jwk, rsa.jwk], alg: [ES256, EdDSA]') }, 'clients', 'key-mismatch', /EdDSA signs with an Ed25519 key, and .*rsa\.jwk holds a different one/],
    ['a key that nothing signs with', { clients: LINES.clients.replace('signing: key.jwk, alg: ES256', 'signing: p384.jwk') }, 'clients', 'key-mismatch', /no algorithm here can sign with the key in .*p384\.jwk/],
    ['a key that nothing can be encrypted to', client('signing: key.jwk, decryption: ed25519.pem'), 'clients', 'key-mismatch', /nothing can be encrypted to the key in .*ed25519\.pem/],
    ['a DPoP key that is none', client('signing: key.jwk, dpop: words.json'), 'clients', 'key-unusable', /words\.json holds no private key/],
    ['no key for assertions', { clients: LINES.clients.replace('signing: key.jwk, ', '') }, 'clients', 'missing-key', /signs client assertions but has no key/],
    ['no key for request objects', { clients: LINES.clients.replace('signing: key.jwk', 'variant: { client-auth: tls_client_auth, request-signing: signed }') }, 'clients', 'missing-key', /signs request objects/],
    ['no client primary', { clients: LINES.clients.replace('{ primary:', '{ main:') }, 'clients', 'missing-key', /the client primary is needed/],
    ['an unknown identity', { clients: LINES.clients.replace('identity: primary', 'identity: primry') }, 'clients', 'undefined-value', /no identity primry/],
    ['a certificate like that of nobody', { identities: 'identities: { primary: { certificate: tpp.pem, key: tpp.key }, sibling: { issue: primry } }' }, 'identities', 'undefined-value', /no client primry/],
    ['a trust file without a certificate', { more: 'trust: words.json' }, 'more', 'trust-unusable', /holds no PEM certificate/],
    ['a trust file with a broken certificate', { more: 'trust: broken.pem' }, 'more', 'trust-unusable', /holds a broken PEM certificate/],
    ['an issuer outside of hosts', { hosts: 'hosts: ["bank.example:8443"]', api: 'api: { resource: "https://bank.example:8443/" }' }, 'issuer', 'host-not-listed', /bank\.example is not among `hosts`/],
    ['an api outside of hosts', { api: 'api: { resource: "https://api.bank.example/" }' }, 'api', 'host-not-listed', /api\.bank\.example/],
    ['no users', { psu: LINES.psu.replace(/users: \[[^\]]*\]/, 'users: []') }, 'psu', 'missing-key', /no user to sign in/],
    ['a user without a code', { psu: LINES.psu.replace(', otp: "1"', '') }, 'psu', 'undefined-value', /\$\{psu\.otp\} has no value for me/],
    ['users that are none', { psu: LINES.psu.replace(/users: \[[^\]]*\]/, 'users-file: half.json') }, 'psu', 'wrong-type', /half\.json is not a list of/],
    ['a page rule that knows no page', { psu: LINES.psu.replace('fields: [otp], ', '') }, 'psu', 'missing-key', /`fields` or `buttons`/],
    ['a hook with two methods', { more: 'operator: { clock.reset: { get: "https://a.example", post: "https://a.example" } }' }, 'more', 'missing-key', /exactly one of/],
    ['a hook without encryption', { more: 'operator: { clock.reset: { post: "http://a.example/x" } }' }, 'more', 'bad-url', /https/],
  ];
  for (const [name, given, key, code, says] of WRONG)
    it(`is refused with ${name}`, () => {
      const { target, problems } = load(given);
      expect(target).to.equal(null);
      expect(problems.map((one) => one.code)).to.deep.equal([code]);
      expect(problems[0]?.message).to.match(says);
      expect(problems[0]?.place.line).to.equal(key === 'more' ? Object.keys(LINES).length + 1 : lineOf(key));
      expect(JSON.stringify(problems)).to.not.match(/open sesame|BEGIN PRIVATE/);
    });

  it('takes two signing keys, a key for encryption and one for DPoP, as JWK or PEM, and finds their algorithms', () => {
    const keys = 'signing: [rsa.pem, ed25519.jwk], decryption: rsa.pem, dpop: ed25519.pem';
    const { target, problems } = load({ clients: LINES.clients.replace('signing: key.jwk, alg: ES256', keys) });
    expect(problems).to.deep.equal([]);
    const primary = target?.clients.primary;
    expect(primary?.signing.map(({ alg, jwk }) => [alg, jwk?.kty])).to.deep.equal([
      ['PS256', 'RSA'],
      ['Ed25519', 'OKP'],
    ]);
    expect(primary?.decryption?.jwk).to.have.property('d');
    expect(primary?.dpop).to.deep.include({ alg: 'EdDSA' });
  });

  it('gives every client a variant: its own answers over those of all clients over the defaults', () => {
    const { target, problems } = load({
      more: 'variant: { request-signing: [none, signed], response-type: code id_token, sender-constraint: dpop }',
      clients: LINES.clients.replace(
        'identity: primary',
        'variant: { request-signing: signed, access-token: opaque }, identity: primary',
      ),
    });
    expect(problems).to.deep.equal([]);
    expect(target?.clients.primary?.variant).to.deep.equal({
      'request-delivery': ['pushed'],
      'request-signing': ['signed'],
      'response-type': ['code id_token'],
      'response-mode': ['fragment'],
      'client-auth': ['private_key_jwt'],
      audience: ['issuer'],
      'sender-constraint': ['dpop'],
      'access-token': ['opaque'],
      'id-token': ['signed'],
      'http-signatures': ['none'],
      'message-signatures': ['none'],
      protocol: ['openid'],
    });
  });

  it('may do without any certificate', () => {
    const { target, problems } = load({
      more: 'variant: { sender-constraint: dpop }',
      clients: LINES.clients.replace(' identity: primary,', ''),
      identities: '',
    });
    expect(problems).to.deep.equal([]);
    expect(target?.clients.primary?.identity).to.equal(null);
    expect(target?.identities).to.deep.equal({});
  });

  it('is right with a locked key and its passphrase', async () => {
    const authority = await newAuthority();
    const { certificate, key } = await authority.issue('tpp');
    const { createPrivateKey } = await import('node:crypto');
    const locked = createPrivateKey(key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'abc',
    });
    folder.write('own.pem', certificate);
    folder.write('own.key', locked.toString());
    const { problems } = load({
      identities: 'identities: { primary: { certificate: own.pem, key: own.key, passphrase: abc } }',
    });
    expect(problems).to.deep.equal([]);
  });
});

describe('a file of known deviations', () => {
  const folder = testFolder();
  const load = (content: string) => loadDeviations(folder.write('known.yaml', content));

  it('is read with the place of each', () => {
    const { deviations, problems } = load(
      'deviations:\n  - { case: "a[b]", verdict: fail, reason: T-1, until: "2027-03-31" }\n',
    );
    expect(problems).to.deep.equal([]);
    expect(deviations).to.have.length(1);
    expect(deviations[0]).to.deep.include({ case: 'a[b]', verdict: 'fail', reason: 'T-1', until: '2027-03-31' });
    expect(deviations[0]?.place.line).to.equal(2);
  });

  it('is refused with a day that there is not, a verdict nobody can accept, or without a reason', () => {
    const wrong =
      'deviations:\n  - { case: a, verdict: fail, reason: x, until: "2027-02-30" }\n  - { case: a, verdict: error }\n';
    const { deviations, problems } = load(wrong);
    expect(deviations).to.deep.equal([]);
    expect(problems.map(({ code }) => code)).to.have.members(['bad-date', 'unknown-word', 'missing-key']);
    expect(load('deviation: []\n').problems).to.have.length(1);
  });
});
