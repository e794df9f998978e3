import { createHmac, generateKeyPairSync } from 'node:crypto';
import { thumbprint } from '../as/keys.ts';
import type { DpopTpp, Proving } from '../testkit/dpop-tpp.ts';
import { newProofKey } from '../testkit/dpop-tpp.ts';
import { ask, postAtOnce } from '../testkit/https.ts';
import { describeDefects, type Probe } from '../testkit/probe.ts';
import { claimsOf, s256 } from '../testkit/tpp.ts';
import { dpopDefects } from './defects.ts';

/** Does something with bent proofs, and goes back to sound ones. */
async function bent<T>(tpp: DpopTpp, proving: Proving | null | string, act: () => Promise<T>): Promise<T> {
  const { proofKey } = tpp;
  tpp.bend = () => proving;
  try {
    return await act();
  } finally {
    tpp.bend = () => ({});
    tpp.proofKey = proofKey;
  }
}

/** Whether a token is given out for such a proof; nonces are learnt first, as a client would. */
const issues = (proving: (tpp: DpopTpp) => Proving | string): Probe => {
  return async ({ dpop }) => {
    await dpop.ownToken();
    return bent(dpop, proving(dpop), async () => (await dpop.ownToken()).status === 200);
  };
};

/** Whether a request with a good token and such a proof is served. */
const serves = (path: string, proving: (tpp: DpopTpp) => Proving | null | string): Probe => {
  return async ({ dpop }) => {
    const { access } = await dpop.tokens();
    await dpop.get('/resource', access);
    return bent(dpop, proving(dpop), async () => (await dpop.get(path, access)).status === 200);
  };
};

const NO_POINT = { kty: 'EC', crv: 'P-256', x: segmentOfOnes(), y: segmentOfOnes() };

function segmentOfOnes(): string {
  return Buffer.alloc(32, 1).toString('base64url');
}

const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const unsigned = (jwt: string, header: object) => `${segment({ typ: 'dpop+jwt', ...header })}.${jwt.split('.')[1]}`;

/** A push with a key named and another one shown, or with something that is no proof. */
const pushes = (change: Record<string, string>, proving: Proving | string): Probe => {
  return async ({ dpop }) => bent(dpop, proving, async () => (await dpop.push(change)).answer.status === 201);
};

const jkt = (tpp: DpopTpp) => thumbprint(tpp.proofKey);

/** Whether a code is redeemed with another key than it was asked for with. */
const redeems = (asked: (tpp: DpopTpp) => [change: Record<string, string>, proving: Proving | null]): Probe => {
  return async ({ dpop }) => {
    const [change, proving] = asked(dpop);
    const { requestUri, verifier, answer } = await bent(dpop, proving, () => dpop.push(change));
    if (answer.status !== 201) return false;
    const code = (await dpop.authorize(requestUri)).searchParams.get('code') ?? '';
    return bent(dpop, { key: newProofKey() }, async () => (await dpop.redeem(code, verifier)).status === 200);
  };
};

async function refreshed({ dpop }: { dpop: DpopTpp }, proving: Proving | null) {
  const { refresh } = await dpop.tokens();
  return bent(dpop, proving, () => dpop.refresh(refresh));
}

/** What comes of a token request, or of one to a resource, with a proof that is bent. */
const refusedToken = async (dpop: DpopTpp, proving: Proving) => bent(dpop, proving, () => dpop.ownToken());
const refusedAccess = async ({ dpop }: { dpop: DpopTpp }, proving: Proving | null) => {
  const { access } = await dpop.tokens();
  await dpop.get('/resource', access);
  return bent(dpop, proving, () => dpop.get('/resource', access));
};

const readingProbes: Record<string, Probe> = {
  'dpop-form-lenient': issues((tpp) => {
    const [header, payload, signature] = tpp.proof('POST', '/token').split('.');
    return JSON.stringify({ payload, protected: header, signature });
  }),
  'dpop-unreadable-overlooked': issues(() => 'nonsense'),
  'dpop-header-name-compared': async ({ dpop }) => {
    const { access } = await dpop.tokens();
    await dpop.get('/resource', access);
    const { dpop: proof = '', ...headers } = dpop.access('GET', '/resource', access);
    return (await ask(dpop.agent, `${dpop.issuer}/resource`, { headers: { ...headers, DPOP: proof } })).status !== 200;
  },
  'dpop-jwk-remembered': issues(() => ({ header: { jwk: undefined } })),
  'dpop-htu-path-only': issues(() => ({ claims: { htu: 'https://elsewhere.example/token' } })),
  'dpop-htu-begins': issues((tpp) => ({ claims: { htu: `${tpp.issuer}/token/below` } })),
  'dpop-htu-beginning': issues((tpp) => ({ claims: { htu: `${tpp.issuer}/` } })),
  'dpop-htu-percent-compared': async (kit) =>
    !(await issues((tpp) => ({ claims: { htu: `${tpp.issuer}/%74oken` } }))(kit)),
  'dpop-iat-behind-refused': async (kit) => !(await issues((tpp) => ({ claims: { iat: tpp.now() - 10 } }))(kit)),
  'dpop-members-refused': async (kit) => !(await issues((tpp) => ({ claims: { exp: tpp.now() + 60 } }))(kit)),
  'dpop-error-unnamed': async ({ dpop }) => {
    const { json } = await refusedToken(dpop, { claims: { htm: 'GET', iat: 1 } });
    return json.error === 'invalid_request';
  },
};

const nonceProbes: Record<string, Probe> = {
  'dpop-nonce-shared': async (kit) => {
    await kit.dpop.ownToken();
    const nonce = kit.dpop.nonces.as ?? 'none';
    const madeUp = await serves('/resource', () => ({ claims: { nonce: 'made-up' } }))(kit);
    return !madeUp && (await serves('/resource', () => ({ claims: { nonce } }))(kit));
  },
  'dpop-nonce-twice': async ({ dpop }) => String((await dpop.ownToken()).headers['dpop-nonce']).includes(','),
  'dpop-nonce-quoted': async ({ dpop }) => String((await dpop.ownToken()).headers['dpop-nonce']).startsWith('"'),
  'dpop-nonce-cacheable': async ({ dpop }) => {
    const { headers, status } = await refusedToken(dpop, { claims: { nonce: 'made-up' } });
    return status === 400 && String(headers['cache-control']).includes('public');
  },
  'dpop-nonce-the-time': async ({ dpop }) => /^[0-9]{10}$/.test(String((await dpop.ownToken()).headers['dpop-nonce'])),
  'dpop-nonce-unchallenged': async (kit) => {
    const { headers } = await refusedAccess(kit, { claims: { nonce: 'made-up' } });
    return String(headers['www-authenticate']).startsWith('Bearer error="use_dpop_nonce"');
  },
};

const challengeProbes: Record<string, Probe> = {
  'challenge-without-error': async (kit) => {
    const { headers } = await refusedAccess(kit, { claims: { htm: 'PUT', iat: 1 } });
    return String(headers['www-authenticate']).startsWith('DPoP algs');
  },
  'challenge-without-algs': async (kit) => {
    const { headers } = await refusedAccess(kit, { claims: { htm: 'PUT', iat: 1 } });
    return !String(headers['www-authenticate']).includes('algs');
  },
  'challenge-error-unasked': async ({ dpop }) => {
    const { headers } = await ask(dpop.agent, `${dpop.issuer}/resource`);
    return String(headers['www-authenticate']).includes('error');
  },
};

const probes: Record<string, Probe> = {
  'dpop-signature-unchecked': issues((tpp) => {
    const parts = tpp.proof('POST', '/token').split('.');
    return [parts[0], parts[1], 'A'.repeat(86)].join('.');
  }),
  'dpop-typ-unchecked': issues(() => ({ header: { typ: 'JWT' } })),
  'dpop-alg-none-accepted': issues((tpp) => {
    const jwt = tpp.proof('POST', '/token');
    return `${unsigned(jwt, { alg: 'none', jwk: headerJwk(jwt) })}.`;
  }),
  'dpop-alg-symmetric-accepted': issues((tpp) => {
    const k = Buffer.alloc(32, 7);
    const header = { alg: 'HS256', jwk: { kty: 'oct', k: k.toString('base64url') } };
    const signed = unsigned(tpp.proof('POST', '/token'), header);
    return `${signed}.${createHmac('sha256', k).update(signed).digest('base64url')}`;
  }),
  'dpop-alg-rs256-accepted': issues(() => ({ header: { alg: 'RS256' }, key: rsa })),
  'dpop-rsa-key-refused': async (kit) => !(await issues(() => ({ header: { alg: 'PS256' }, key: rsa }))(kit)),
  'dpop-private-key-accepted': issues((tpp) => {
    const { d, ...rest } = tpp.proofKey.export({ format: 'jwk' });
    return { header: { jwk: { ...rest, d } as Record<string, string> } };
  }),
  'dpop-htm-unchecked': issues(() => ({ claims: { htm: 'GET' } })),
  'dpop-htu-unchecked': issues((tpp) => ({ claims: { htu: `${tpp.issuer}/par` } })),
  'dpop-htu-with-query': async (kit) => {
    const plain = await serves('/resource?x=1', () => ({}))(kit);
    const upper = await serves('/resource', (tpp) => ({ claims: { htu: upperHost(tpp) } }))(kit);
    return !plain && !upper;
  },
  'dpop-iat-unchecked': issues((tpp) => ({ claims: { iat: tpp.now() - 3600 } })),
  'dpop-iat-ahead-refused': async (kit) => !(await issues((tpp) => ({ claims: { iat: tpp.now() + 8 } }))(kit)),
  'dpop-jti-reusable': async ({ dpop }) => {
    await dpop.ownToken();
    const once = dpop.proof('POST', '/token');
    return bent(dpop, once, async () => {
      await dpop.ownToken();
      return (await dpop.ownToken()).status === 200;
    });
  },
  'dpop-jti-forgotten': async ({ dpop, opened }) => {
    await dpop.ownToken();
    return bent(dpop, dpop.proof('POST', '/token'), async () => {
      await dpop.ownToken();
      opened.bank.clock.advance(31);
      return (await dpop.ownToken()).status === 200;
    });
  },
  'dpop-jti-raced': async ({ dpop }) => {
    const headers = { dpop: dpop.proof('POST', '/token') };
    const form = () => ({ ...dpop.credentials(), grant_type: 'client_credentials', scope: 'accounts' });
    const posts = [1, 2].map(() => ({ headers, form: form() }));
    const answers = await postAtOnce(dpop.agent, `${dpop.issuer}/token`, posts);
    return answers.every(({ status }) => status === 200);
  },
  'dpop-iat-optional': issues(() => ({ claims: { iat: undefined } })),
  'dpop-jti-optional': issues(() => ({ claims: { jti: undefined } })),
  'dpop-htu-query-refused': async (kit) =>
    !(await issues((tpp) => ({ claims: { htu: `${tpp.issuer}/token?a=b#c` } }))(kit)),
  'dpop-nonce-optional': async ({ dpop }) => {
    const first = await bent(dpop, { claims: { nonce: undefined } }, () => dpop.ownToken());
    const wrong = await bent(dpop, { claims: { nonce: 'made-up' } }, () => dpop.ownToken());
    return first.status === 200 && wrong.json.error === 'use_dpop_nonce';
  },
  'dpop-two-proofs-accepted': issues((tpp) => `${tpp.proof('POST', '/token')}, ${tpp.proof('POST', '/token')}`),
  'dpop-nonce-unchecked': async ({ dpop }) => {
    const { status, json } = await bent(dpop, { claims: { nonce: undefined } }, () => dpop.ownToken());
    const wrong = await bent(dpop, { claims: { nonce: 'made-up' } }, () => dpop.ownToken());
    return status === 400 && json.error === 'use_dpop_nonce' && wrong.status === 200;
  },
  'dpop-optional-at-token': async ({ dpop }) => bent(dpop, null, async () => (await dpop.ownToken()).status === 200),
  'dpop-refresh-unbound': async (kit) => (await refreshed(kit, null)).status === 200,
  'dpop-refresh-key-fixed': async (kit) => (await refreshed(kit, { key: newProofKey() })).status !== 200,
  'dpop-optional-at-resource': async ({ dpop }) => {
    const { access } = await dpop.tokens();
    const headers = { authorization: `Bearer ${access}` };
    return (await ask(dpop.agent, `${dpop.issuer}/resource`, { headers })).status === 200;
  },
  'dpop-any-point': serves('/resource', () => ({ header: { jwk: NO_POINT } })),
  'dpop-unproven-at-resource': serves('/resource', () => null),
  'dpop-key-unchecked': serves('/resource', () => ({ key: newProofKey() })),
  'dpop-ath-unchecked': serves('/resource', () => ({ claims: { ath: s256('another token') } })),
  'dpop-jkt-unchecked': redeems((dpop) => [{ dpop_jkt: jkt(dpop) }, {}]),
  'dpop-jkt-ignored': redeems((dpop) => [{ dpop_jkt: jkt(dpop) }, null]),
  'dpop-jkt-alone-refused': async ({ dpop }) =>
    bent(dpop, null, async () => (await dpop.push({ dpop_jkt: jkt(dpop) })).answer.status !== 201),
  'dpop-par-proof-ignored': pushes({}, { claims: { htm: 'GET', iat: 1 } }),
  'dpop-jkt-disagreement-accepted': pushes({ dpop_jkt: s256('another key') }, {}),
  'dpop-cnf-missing': async ({ dpop }) => !('cnf' in claimsOf((await dpop.tokens()).access)),
  'introspect-without-jkt': async ({ dpop }) => {
    const { access } = await dpop.tokens();
    const { json } = await dpop.post('/introspect', { ...dpop.credentials(), token: access });
    return json.active === true && !('cnf' in json);
  },
  ...readingProbes,
  ...nonceProbes,
  ...challengeProbes,
  'dpop-token-type-bearer': async ({ dpop }) => (await dpop.ownToken()).json.token_type !== 'DPoP',
};

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const upperHost = (tpp: DpopTpp) =>
  `${tpp.issuer.replace('https://localhost', 'HTTPS://LOCALHOST')}/resource?other#part`;
const headerJwk = (jwt: string): unknown =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).jwk;

describeDefects('defects of proofs of possession', dpopDefects, probes);
