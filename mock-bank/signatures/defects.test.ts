import { createHash, type KeyObject, verify } from 'node:crypto';
import type { Answer } from '../testkit/https.ts';
import { PERMISSIONS } from '../testkit/open-banking.ts';
import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import { type Signing, SigningTpp, sha256Digest } from '../testkit/signing-tpp.ts';
import { signatureDefects } from './defects.ts';

const CONSENTS = '/open-banking/v3.1/aisp/account-access-consents';
const BODY = JSON.stringify({
  Data: { Permissions: PERMISSIONS, ExpirationDateTime: '2099-01-01T00:00:00Z' },
  Risk: {},
});

/** One token for all probes: it outlives them, and no probe is about it. */
const tokens = new WeakMap<Kit, Promise<string>>();

async function order(kit: Kit, signing: Signing = {}): Promise<Answer> {
  const known = tokens.get(kit) ?? kit.signing.ownToken().then(({ json }) => String(json.access_token));
  tokens.set(kit, known);
  return kit.signing.asking(CONSENTS, await known, signing, BODY);
}

const serves =
  (signing: Signing | ((kit: Kit) => Signing)): Probe =>
  async (kit) =>
    (await order(kit, typeof signing === 'function' ? signing(kit) : signing)).status === 201;
const refuses =
  (signing: Signing): Probe =>
  async (kit) =>
    (await order(kit, signing)).status === 401;

const without = (part: string): Signing => ({ covered: (usual) => usual.filter((one) => one !== `"${part}"`) });
const says = (text: (now: number, keyid: string) => string): Signing => ({ parameters: text });
const made = (ago: number): Signing =>
  says((now, keyid) => `;created=${now - ago};keyid="${keyid}";tag="fapi-2-request"`);

interface Read {
  covered: string[];
  parameters: string;
  base: string;
  signature: Buffer;
}

/** The signature of an answer, read by hand; null when it has none. */
async function signatureOf(kit: Kit, answer: Answer): Promise<Read | null> {
  const { 'signature-input': input, signature } = answer.headers;
  const [, list = '', parameters = ''] = /^bank=\(([^)]*)\)(.*)$/.exec(String(input ?? '')) ?? [];
  const [, bytes = ''] = /^bank=:(.*):$/.exec(String(signature ?? '')) ?? [];
  if (bytes === '') return null;
  const asked: { [part: string]: string } = {
    '"@status"': String(answer.status),
    '"content-digest"': String(answer.headers['content-digest']),
    '"@method";req': 'POST',
    '"@target-uri";req': kit.signing.issuer + CONSENTS,
    '"content-digest";req': sha256Digest(BODY),
    '"signature";req': kit.signing.sent.signature ?? '',
    '"signature-input";req': kit.signing.sent['signature-input'] ?? '',
  };
  const covered = list.split(' ');
  const lines = [
    ...covered.map((part) => `${part}: ${asked[part] ?? ''}`),
    `"@signature-params": (${list})${parameters}`,
  ];
  return { covered, parameters, base: lines.join('\n'), signature: Buffer.from(bytes, 'base64') };
}

const holds = ({ base, signature }: Read, key: KeyObject): boolean =>
  verify('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' }, signature);

/** What is true of the answer to a good request. */
const answered =
  (judge: (read: Read | null, answer: Answer, kit: Kit) => boolean): Probe =>
  async (kit) => {
    const answer = await order(kit);
    return judge(await signatureOf(kit, answer), answer, kit);
  };
const leaves = (part: string): Probe => answered((read) => read?.covered.includes(part) !== true);

const es256 = ({ opened }: Kit): KeyObject => {
  const key = opened.bank.keys.own.find(({ algorithm }) => algorithm.name === 'ES256');
  if (!key) throw new Error('the bank has no key for ES256');
  return key.publicKey;
};

const probes: Record<string, Probe> = {
  'http-signature-optional': serves({ fields: () => ({}) }),
  'http-signature-unchecked': serves({
    fields: (input, signature) => ({
      'signature-input': `s=${input}`,
      // Always another, also where it begins like this already.
      signature: `s=:${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}:`,
    }),
  }),
  'http-signature-tag-unchecked': serves(says((now, keyid) => `;created=${now};keyid="${keyid}"`)),
  'http-signature-without-method': serves(without('@method')),
  'http-signature-without-target': serves(without('@target-uri')),
  'http-signature-without-authorization': serves(without('authorization')),
  'http-signature-without-dpop': serves(without('dpop')),
  'http-signature-without-digest': serves(without('content-digest')),
  'http-signature-body-unsigned': serves({ digest: () => null }),
  'http-signature-created-optional': serves(says((_, keyid) => `;keyid="${keyid}";tag="fapi-2-request"`)),
  'http-signature-age-unchecked': serves(made(3600)),
  'http-signature-long-lived': serves(made(240)),
  'http-signature-key-of-anybody': serves(({ opened }) => ({ by: new SigningTpp(opened, 'http-signed-second') })),
  'http-signature-alg-ignored': serves(
    says((now, keyid) => `;created=${now};keyid="${keyid}";tag="fapi-2-request";alg="ed25519"`),
  ),
  'http-signature-alg-confusion': serves({
    ...says((now, keyid) => `;created=${now};keyid="${keyid}";tag="fapi-2-request";alg="hmac-sha256"`),
    mac: true,
  }),
  'http-signature-query-unsigned': serves({ query: '?added=later' }),
  'http-signature-first-label': serves({
    fields: (input, signature) => ({ 'signature-input': `s=${input}, s=()`, signature: `s=:${signature}:` }),
  }),
  'http-signature-repeats-accepted': serves({ covered: (usual) => [...usual, '"@method"'] }),
  'http-signature-absent-parts-accepted': serves({ covered: (usual) => [...usual, '"x-never-sent"'] }),
  'http-digest-unchecked': serves({ sends: (body) => `${body} ` }),
  'http-signature-refused-with-400': async (kit) => (await order(kit, { ...without('@method') })).status === 400,
  'http-signature-order-fixed': refuses({ covered: (usual) => usual.toReversed() }),
  'http-signature-more-refused': refuses({ covered: (usual) => [...usual, '"content-type"'] }),
  'http-signature-first-only': refuses({
    fields: (input, signature) => ({
      'signature-input': `gw=("@method");tag="other", s=${input}`,
      signature: `gw=:AAAA:, s=:${signature}:`,
    }),
  }),
  'http-signature-short-lived': refuses(made(30)),
  'http-signature-no-skew': refuses(made(-5)),
  'http-digest-alone': refuses({ digest: (body) => `${sha256Digest(body)}, sha-512=:${sha512(body)}:` }),
  'http-digest-of-one-kind': refuses({ digest: (body) => `unixsum=:AAAA:, ${sha256Digest(body)}` }),
  'http-answer-unsigned': answered((read) => read === null),
  'http-answer-signature-broken': answered((read, _, kit) => read === null || !holds(read, es256(kit))),
  'http-answer-signed-by-nobody': answered(
    (read, _, { opened }) => read !== null && holds(read, opened.bank.keys.spare.publicKey),
  ),
  'http-answer-without-status': leaves('"@status"'),
  'http-answer-without-method': leaves('"@method";req'),
  'http-answer-without-target': leaves('"@target-uri";req'),
  'http-answer-without-request-digest': leaves('"content-digest";req'),
  'http-answer-without-request-signature': leaves('"signature";req'),
  'http-answer-without-request-input': leaves('"signature-input";req'),
  'http-answer-without-digest': leaves('"content-digest"'),
  'http-answer-without-created': answered((read) => read?.parameters.includes(';created=') !== true),
  'http-answer-without-tag': answered((read) => read?.parameters.includes(';tag=') !== true),
  'http-answer-tag-of-request': answered((read) => read?.parameters.includes(';tag="fapi-2-request"') === true),
  'http-answer-digest-missing': answered((_, { headers }) => headers['content-digest'] === undefined),
  'http-answer-digest-of-another': answered((_, { headers, text }) => {
    return headers['content-digest'] !== undefined && headers['content-digest'] !== sha256Digest(text);
  }),
};

function sha512(body: string): string {
  return createHash('sha512').update(body).digest('base64');
}

describeDefects('defects of signatures over messages', signatureDefects, probes);
