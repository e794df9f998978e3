/** Which JWTs of a bank our verifier takes, rule by rule, and that every verifier check is noticed. */
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { BANK_KEY, bankJwt, ecKey, NOW, publicJwk } from '../testing-issuer.ts';
import { strangerKey } from './jws.ts';
import type { PublicJwk } from './metadata.ts';
import { ALTERATIONS, tryVerifier } from './verifier-check.ts';
import { acceptable, unknownKid, type Verified, verifyJwt } from './verify.ts';

const ISSUER = 'https://bank.example';
const KEYS: PublicJwk[] = [publicJwk(ecKey(), 'old'), publicJwk(BANK_KEY, 'bank')];
const EXPECTED = { issuer: ISSUER, clientId: 'me', nonce: 'n', nowMs: NOW };
const NOW_S = NOW / 1000;
const STRANGER = ecKey();
const CLAIMS = { iss: ISSUER, aud: 'me', exp: NOW_S + 60, iat: NOW_S, nonce: 'n' };

const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac = (secret: string): string => {
  const input = `${part({ alg: 'HS256', kid: 'bank' })}.${part(CLAIMS)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const PEM = createPublicKey(BANK_KEY).export({ type: 'spki', format: 'pem' }).toString();
const without = (name: string): { [claim: string]: Json } =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([key]) => key !== name));

interface Row {
  what: string;
  jwt: string | Promise<string>;
  /** What is wrong: the one fact that differs from a good JWT. Null for a good one. */
  wrong: Partial<Verified> | null;
  keys?: PublicJwk[];
}

const ROWS: Row[] = [
  { what: 'all right', jwt: bankJwt(CLAIMS), wrong: null },
  { what: 'for us in a list of one', jwt: bankJwt({ ...CLAIMS, aud: ['me'] }), wrong: null },
  { what: 'for us as authorized party', jwt: bankJwt({ ...CLAIMS, azp: 'me' }), wrong: null },
  { what: 'a minute late, as clocks may be', jwt: bankJwt({ ...CLAIMS, exp: NOW_S - 60 }), wrong: null },
  { what: 'without a kid, where any key may fit', jwt: bankJwt(CLAIMS, { kid: null }), wrong: null },
  {
    what: 'of the second key of two with one kid',
    jwt: bankJwt(CLAIMS),
    keys: [publicJwk(ecKey(), 'bank'), publicJwk(BANK_KEY, 'bank')],
    wrong: null,
  },
  {
    what: 'of a key among nonsense',
    jwt: bankJwt(CLAIMS),
    keys: [{}, { kty: 'EC', kid: 'bank' }, ...KEYS],
    wrong: null,
  },
  { what: 'unsigned', jwt: `${part({ alg: 'none' })}.${part(CLAIMS)}.`, wrong: { signature: false } },
  { what: 'unsigned in capitals', jwt: `${part({ alg: 'NONE' })}.${part(CLAIMS)}.`, wrong: { signature: false } },
  { what: 'without an alg', jwt: `${part({ kid: 'bank' })}.${part(CLAIMS)}.AAAA`, wrong: { signature: false } },
  { what: 'an HMAC over the public PEM', jwt: hmac(PEM), wrong: { signature: false } },
  { what: 'an HMAC over the public JWK', jwt: hmac(JSON.stringify(KEYS[1])), wrong: { signature: false } },
  { what: 'an HMAC over nothing', jwt: hmac(''), wrong: { signature: false } },
  { what: 'signed by a stranger', jwt: bankJwt(CLAIMS, { key: ecKey() }), wrong: { signature: false } },
  { what: 'signed by a kid we do not know', jwt: bankJwt(CLAIMS, { kid: 'new' }), wrong: { signature: false } },
  {
    what: 'signed with a key for encryption',
    jwt: bankJwt(CLAIMS),
    keys: [{ ...publicJwk(BANK_KEY, 'bank'), use: 'enc' }],
    wrong: { signature: false },
  },
  { what: 'without any key to check', jwt: bankJwt(CLAIMS), keys: [], wrong: { signature: false } },
  { what: 'by a key inside itself', jwt: embedded(), wrong: { signature: false } },
  { what: 'critical of what nobody knows', jwt: critical(), wrong: { signature: false } },
  {
    what: 'a psychic signature',
    jwt: `${part({ alg: 'ES256', kid: 'bank' })}.${part(CLAIMS)}.${Buffer.alloc(64).toString('base64url')}`,
    wrong: { signature: false },
  },
  { what: 'of another issuer', jwt: bankJwt({ ...CLAIMS, iss: `${ISSUER}/` }), wrong: { issMatches: false } },
  { what: 'of no issuer', jwt: bankJwt(without('iss')), wrong: { issMatches: false } },
  { what: 'for another client', jwt: bankJwt({ ...CLAIMS, aud: 'you' }), wrong: { audMatches: false } },
  { what: 'for us and another', jwt: bankJwt({ ...CLAIMS, aud: ['me', 'you'] }), wrong: { audMatches: false } },
  { what: 'for nobody', jwt: bankJwt(without('aud')), wrong: { audMatches: false } },
  { what: 'with another authorized party', jwt: bankJwt({ ...CLAIMS, azp: 'you' }), wrong: { audMatches: false } },
  { what: 'without an end', jwt: bankJwt(without('exp')), wrong: { hasExp: false } },
  {
    what: 'with an end that is text',
    jwt: bankJwt({ ...CLAIMS, exp: `${NOW_S + 60}` }),
    wrong: { hasExp: false, flaw: 'its exp is not a number' },
  },
  { what: 'over a minute late', jwt: bankJwt({ ...CLAIMS, exp: NOW_S - 61 }), wrong: { expired: true } },
  { what: 'with another nonce', jwt: bankJwt({ ...CLAIMS, nonce: 'm' }), wrong: { nonceMatches: false } },
  { what: 'without a nonce', jwt: bankJwt(without('nonce')), wrong: { nonceMatches: false } },
];

function embedded(): Promise<string> {
  const key = ecKey();
  const input = { alg: 'ES256', jwk: publicJwk(key, 'bank'), kid: 'bank' };
  return bankJwt(CLAIMS, { key }).then((jwt) => `${part(input)}.${jwt.split('.').slice(1).join('.')}`);
}

function critical(): Promise<string> {
  const header = part({ alg: 'ES256', kid: 'bank', crit: ['x'], x: 1 });
  return bankJwt(CLAIMS).then((jwt) => `${header}.${jwt.split('.').slice(1).join('.')}`);
}

const GOOD = {
  flaw: null,
  signature: true,
  issMatches: true,
  audMatches: true,
  hasExp: true,
  expired: false,
  nonceMatches: true,
};

describe('a JWT of the bank', () => {
  for (const { what, jwt, wrong, keys = KEYS } of ROWS)
    it(`that is ${what} is ${wrong === null ? 'taken' : `refused for ${Object.keys(wrong)}`}`, async () => {
      const verified = await verifyJwt(await jwt, keys, EXPECTED);
      expect(verified).to.deep.include({ ...GOOD, ...wrong });
      expect(acceptable(verified)).to.equal(wrong === null);
    });

  it('is none when it is not three parts of two objects', async () => {
    const jwt = await bankJwt(CLAIMS);
    const [header = '', , signature = ''] = jwt.split('.');
    for (const text of [
      '',
      'a',
      '..',
      'a.b.c',
      `${jwt}.x`,
      `${header}.${part([1])}.${signature}`,
      `${part(null)}.${part({})}.`,
    ])
      expect(await verifyJwt(text, KEYS, EXPECTED), text).to.equal(null);
    expect(await verifyJwt(`${header}.${'x'.repeat(70_000)}.${signature}`, KEYS, EXPECTED)).to.equal(null);
    expect(acceptable(null)).to.equal(false);
  });

  it('of 70 kB, or signed with one of very many keys, is judged as any other', async () => {
    const large = await verifyJwt(await bankJwt({ ...CLAIMS, more: 'x'.repeat(70_000) }), KEYS, EXPECTED);
    expect(large).to.deep.include({ signature: true, audMatches: true, nonceMatches: true });
    const others = Array.from({ length: 150 }, (_, at) => ({ ...publicJwk(STRANGER, `other-${at}`) }));
    const last = await verifyJwt(await bankJwt(CLAIMS), [...others, ...KEYS], EXPECTED);
    expect(last).to.deep.include(GOOD);
  });

  // biome-ignore format: a table, one row a line
  const LIMITS: [string, () => Promise<string>, number, RegExp][] = [
    ['is longer than is read', () => bankJwt({ ...CLAIMS, more: 'x'.repeat(1_100_000) }), 0, /longer than the 1048576 characters/],
    ['is deeper than is read', async () => `${part({ alg: 'ES256' })}.${Buffer.from(`{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`).toString('base64url')}.AA`, 0, /no more than 100 levels/],
    ['names no key where very many may have signed it', () => bankJwt(CLAIMS, { kid: null }), 150, /152 keys may have signed it, and 100 were tried/],
  ];
  for (const [what, make, more, says] of LIMITS)
    it(`that ${what} is in doubt, with the limit named, and neither good nor bad`, async () => {
      const others = Array.from({ length: more }, (_, at) => ({ ...publicJwk(STRANGER, `other-${at}`) }));
      const ended = await verifyJwt(await make(), [...others, ...KEYS], EXPECTED).catch((error: unknown) => error);
      expect(ended).to.be.instanceOf(Ended);
      const { outcome } = ended as Ended;
      expect(outcome).to.deep.include({ ok: false, clear: false, codes: ['oversized.limit', 'oversized'] });
      expect(outcome.detail).to.match(says);
    });

  it('that holds a claim twice is read, told and refused', async () => {
    const { kid, ...rest } = { ...CLAIMS, kid: 'bank' };
    const payload = `${JSON.stringify(rest).slice(0, -1)},"aud":"me"}`;
    const input = `${part({ alg: 'ES256', kid })}.${Buffer.from(payload).toString('base64url')}`;
    const signature = sign('sha256', Buffer.from(input), { key: BANK_KEY, dsaEncoding: 'ieee-p1363' });
    const verified = await verifyJwt(`${input}.${signature.toString('base64url')}`, KEYS, EXPECTED);
    expect(verified).to.deep.include({ ...GOOD, flaw: 'it holds the member "aud" twice' });
    expect(acceptable(verified)).to.equal(false);
  });

  it('tells its lifetime from when it was issued, or else from now', async () => {
    const lifetime = async (claims: { [claim: string]: Json }) =>
      (await verifyJwt(await bankJwt(claims), KEYS, EXPECTED))?.lifetimeS;
    expect(await lifetime({ ...CLAIMS, iat: NOW_S - 100 })).to.equal(160);
    expect(await lifetime(without('iat'))).to.equal(60);
    expect(await lifetime(without('exp'))).to.equal(null);
  });

  it('needs a nonce only where one was sent', async () => {
    const verified = await verifyJwt(await bankJwt(without('nonce')), KEYS, { ...EXPECTED, nonce: null });
    expect(verified?.nonceMatches).to.equal(null);
    expect(acceptable(verified)).to.equal(true);
  });

  it('asks for other keys by its kid', async () => {
    expect(unknownKid(await bankJwt(CLAIMS), KEYS)).to.equal(false);
    expect(unknownKid(await bankJwt(CLAIMS, { kid: 'new' }), KEYS)).to.equal(true);
    expect(unknownKid(await bankJwt(CLAIMS, { kid: null }), KEYS)).to.equal(false);
    expect(unknownKid('nonsense', KEYS)).to.equal(false);
  });
});

describe('a verifier check', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaKeys = [{ ...(rsa.publicKey.export({ format: 'jwk' }) as PublicJwk), kid: 'bank' }];
  const inputs: { [name: string]: { [input: string]: Json }[] } = {
    'jwt.alg-none': [{}, { spelling: 'nOnE' }],
    'jwt.flip-signature': [{}],
    'jwt.set-claim': [{ claims: { code: 'attacker' } }, { claims: { aud: 'you' } }],
    'jwt.resign': [{ key: 'stranger' }, { key: 'bank-public-key', alg: 'HS256' }],
  };
  const artefactOf = async (key: typeof BANK_KEY, alg: string, claims: { [claim: string]: Json } = CLAIMS) =>
    ({ jwt: await bankJwt(claims, { key, alg }), kind: 'id_token', clientId: 'me', nonce: 'n' }) as const;

  for (const [name, { summary }] of ALTERATIONS)
    it(`${name} is noticed in JWTs of either kind of key`, async () => {
      expect(summary).to.match(/^[A-Z].*\.$/);
      expect(inputs[name], 'inputs of this test').to.not.equal(undefined);
      for (const given of inputs[name] ?? []) {
        const ec = await tryVerifier(await artefactOf(BANK_KEY, 'ES256'), { do: name, with: given }, KEYS, EXPECTED);
        const other = await tryVerifier(
          await artefactOf(rsa.privateKey, 'PS256'),
          { do: name, with: given },
          rsaKeys,
          EXPECTED,
        );
        for (const seen of [ec, other])
          expect(seen).to.deep.equal({ noticed: true, detail: 'our verifier refused the altered JWT' });
      }
    });

  it('is not noticed when the forgery is good, so that a verifier that takes all would show', async () => {
    // Whoever holds the key of the stranger holds a key of this bank.
    const { d: _, ...known } = strangerKey();
    const call = { do: 'jwt.resign', with: { key: 'stranger' } };
    const seen = await tryVerifier(
      await artefactOf(BANK_KEY, 'ES256'),
      call,
      [...KEYS, { ...known, kid: 'bank' }],
      EXPECTED,
    );
    expect(seen).to.deep.equal({ noticed: false, detail: 'our verifier accepted the altered JWT' });
  });

  it('says that nothing is shown when the genuine JWT is refused as well', async () => {
    const artefact = await artefactOf(BANK_KEY, 'ES256', without('exp'));
    const seen = await tryVerifier(artefact, { do: 'jwt.flip-signature', with: {} }, KEYS, EXPECTED);
    expect(seen.detail).to.match(/refused the altered JWT, and the genuine one too/);
  });

  it('that nobody knows is a fault', async () => {
    const artefact = await artefactOf(BANK_KEY, 'ES256');
    const call = { do: 'jwt.nothing', with: {} };
    expect(await tryVerifier(artefact, call, KEYS, EXPECTED).catch((error) => error)).to.be.instanceOf(TppFault);
  });

  it('shows nothing of what cannot be altered so, whatever the bank sent', async () => {
    const artefact = await artefactOf(BANK_KEY, 'ES256');
    const unsigned = `${part({ alg: 'none' })}.${part(CLAIMS)}.`;
    const same = { do: 'jwt.set-claim', with: { claims: { iss: ISSUER } } };
    expect(await tryVerifier(artefact, same, KEYS, EXPECTED)).to.include({ noticed: null });
    for (const jwt of ['none', 'a.b.c.d.e', '', unsigned, hmac(PEM)])
      for (const [name, given] of Object.entries(inputs))
        for (const one of given)
          expect(
            await tryVerifier({ ...artefact, jwt }, { do: name, with: one }, KEYS, EXPECTED),
            `${name} of ${jwt}`,
          ).to.include({ noticed: null });
  });
});
