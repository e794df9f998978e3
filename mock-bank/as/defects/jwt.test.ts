import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '../../http/reply.ts';
import { hosting } from '../../testkit/host.ts';
import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf, headerOf, type Tpp } from '../../testkit/tpp.ts';
import { parseJws, signatureHolds } from '../jws.ts';
import { jarmDefects, requestObjectDefects } from './jwt.ts';

async function respond({ primary }: Kit, decision: 'approve' | 'deny' = 'approve'): Promise<URLSearchParams> {
  const { requestUri } = await primary.push({ response_mode: 'jwt' });
  return (await primary.authorize(requestUri, { decision })).searchParams;
}

const claim = async (kit: Kit, name: string) => claimsOf((await respond(kit)).get('response'))[name];

const jarm: Record<string, Probe> = {
  'jarm-signature-broken': async (kit) => {
    const jwt = (await respond(kit)).get('response') ?? '';
    const { json } = await ask(kit.primary.browser, `${kit.primary.issuer}/jwks`);
    const jwk = (json.keys as Record<string, string>[]).find(({ kid }) => kid === headerOf(jwt).kid);
    const jws = parseJws(jwt);
    return !jws || !jwk || !signatureHolds(jws, createPublicKey({ key: jwk, format: 'jwk' }));
  },
  'jarm-alg-rs256': async (kit) => headerOf((await respond(kit)).get('response')).alg === 'RS256',
  'jarm-alg-none': async (kit) => headerOf((await respond(kit)).get('response')).alg === 'none',
  'jarm-iss-missing': async (kit) => (await claim(kit, 'iss')) === undefined,
  'jarm-aud-wrong': async (kit) => (await claim(kit, 'aud')) !== 'tpp-primary',
  'jarm-exp-missing': async (kit) => (await claim(kit, 'exp')) === undefined,
  'jarm-iat-text': async (kit) => typeof (await claim(kit, 'iat')) === 'string',
  'jarm-exp-far': async (kit) => Number((await claim(kit, 'exp')) ?? 0) > kit.primary.now() + 600,
  'jarm-exp-past': async (kit) => Number((await claim(kit, 'exp')) ?? Infinity) < kit.primary.now(),
  'jarm-code-outside': async (kit) => (await respond(kit)).has('code'),
  'jarm-iss-outside': async (kit) => (await respond(kit)).has('iss'),
  'jarm-errors-plain': async (kit) => (await respond(kit, 'deny')).has('error'),
};

/** Whether a request object with other claims and header is taken, pushed as well as by value; half of that is a failure. */
function takes(
  change: (now: number) => Record<string, string | number | undefined>,
  header: Record<string, string> = {},
): Probe {
  return async ({ primary, fapi1 }) => {
    const objectOf = (tpp: Tpp, claims: Record<string, string>) => {
      const sign = header.alg === 'none' ? 'PS256' : header.alg;
      const all = { ...tpp.parameters('b'.repeat(43)), ...claims, ...change(tpp.now()) };
      const signed = tpp.requestObject(all, sign === undefined ? {} : { alg: sign as 'RS256' });
      return header.alg === 'none' ? unsigned(signed) : signed;
    };
    const pushed = await primary.post('/par', { ...primary.credentials(), request: objectOf(primary, {}) });
    const byValue = await fapi1.ask({ request: objectOf(fapi1, { response_type: 'code id_token' }) });
    const opened = byValue.headers.location?.startsWith('/login') ?? false;
    if ((pushed.status === 201) !== opened) throw new Error('a rule holds for one delivery only');
    return opened;
  };
}

function unsigned(jwt: string): string {
  const header = Buffer.from('{"alg":"none"}').toString('base64url');
  return `${header}.${jwt.split('.')[1]}.`;
}

const requestObject: Record<string, Probe> = {
  'ro-alg-none': takes(() => ({}), { alg: 'none' }),
  'ro-embedded-key-trusted': async ({ primary }) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' }) as JsonObject;
    // This client registered no algorithm for its objects.
    const request = primary.requestObject(primary.parameters('b'.repeat(43)), { alg: 'ES256', jwk }, privateKey);
    return (await primary.post('/par', { ...primary.credentials(), request })).status === 201;
  },
  'ro-alg-rs256': takes(() => ({}), { alg: 'RS256' }),
  'ro-signature-unchecked': async ({ primary }) => {
    const request = primary.requestObject(primary.parameters('b'.repeat(43)));
    const at = request.length - 20;
    const flipped = `${request.slice(0, at)}${request[at] === 'A' ? 'B' : 'A'}${request.slice(at + 1)}`;
    return (await primary.post('/par', { ...primary.credentials(), request: flipped })).status === 201;
  },
  'ro-aud-unchecked': takes(() => ({ aud: 'https://other-bank.example' })),
  'ro-exp-optional': takes(() => ({ exp: undefined })),
  'ro-exp-unchecked': takes((now) => ({ nbf: now - 600, exp: now - 300 })),
  'ro-nbf-optional': takes(() => ({ nbf: undefined })),
  'ro-future-accepted': takes((now) => ({ nbf: now + 120, exp: now + 240 })),
  'ro-nbf-age-unchecked': takes((now) => ({ nbf: now - 4200, exp: now + 300 })),
  'ro-span-unchecked': takes((now) => ({ nbf: now, exp: now + 4200 })),
  'ro-outer-params-win': async ({ primary }) => {
    const request = primary.requestObject(primary.parameters('b'.repeat(43)));
    const { json } = await primary.post('/par', { ...primary.credentials(), request, state: 'outside' });
    const back = await primary.authorize(String(json.request_uri));
    return back.searchParams.get('state') === 'outside';
  },
  'ro-outer-params-fill-gaps': async ({ fapi1 }) => {
    const claims = { ...fapi1.parameters('b'.repeat(43)), response_type: 'code id_token', state: undefined };
    const back = await fapi1.request({ request: fapi1.requestObject(claims), state: 'outside' });
    return new URLSearchParams(back.hash.slice(1)).get('state') === 'outside';
  },
  'ro-typ-strict': async (kit) => {
    const { primary } = kit;
    const taken = await Promise.all(
      ['OAuth-Authz-Req+JWT', 'application/oauth-authz-req+jwt', 'jwt'].map(async (typ) => {
        const request = primary.requestObject(primary.parameters('b'.repeat(43)), { typ });
        return (await primary.post('/par', { ...primary.credentials(), request })).status === 201;
      }),
    );
    return taken.some((one) => !one);
  },
  'ro-future-strict': async ({ primary }) => {
    const request = primary.requestObject({ ...primary.parameters('b'.repeat(43)), nbf: primary.now() + 8 });
    return (await primary.post('/par', { ...primary.credentials(), request })).status === 400;
  },
  'ro-aud-list-refused': async ({ primary }) => {
    const aud = [primary.issuer, 'https://other-bank.example'];
    const request = primary.requestObject({ ...primary.parameters('b'.repeat(43)), aud });
    return (await primary.post('/par', { ...primary.credentials(), request })).status === 400;
  },
  'signed-request-not-required': async ({ jarm, fapi1 }) => {
    const plain = { ...fapi1.parameters('b'.repeat(43)), response_type: 'code id_token' };
    const pushed = (await jarm.push({ response_mode: 'jwt' })).answer.status === 201;
    return pushed && (await fapi1.request(plain)).hash.includes('code=');
  },
  'request-uri-unregistered-fetched': async ({ fapi1 }) => {
    const host = await hosting('/elsewhere', fapi1.requestObject(hybridParameters(fapi1)));
    const back = await fapi1.request({ request_uri: host.address });
    host.close();
    return back.hash.includes('code=');
  },
};

const hybridParameters = (tpp: Tpp) => ({ ...tpp.parameters('b'.repeat(43)), response_type: 'code id_token' });

describeDefects('defects of JARM', jarmDefects, jarm);
describeDefects('defects of request objects', requestObjectDefects, requestObject);
