/** The signature over the body of a message: what is sent, each way to get it wrong, and what is found in an answer. */
import { constants, createPublicKey, sign, verify } from 'node:crypto';
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { at, attempt } from '../mutations/testing-attempt.ts';
import { openPayingIssuer, shownAt } from '../mutations/testing-wire-changes.ts';
import { BANK_KEY, CLIENT_KEYS, ecKey, type Issuer, NOW, withDesk } from '../testing-issuer.ts';

const PREFIX = 'http://openbanking.org.uk/';
const NAMES = ['iat', 'iss', 'tan'].map((name) => PREFIX + name);
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const ORDER = { consent: 'p-1', token: 't', amount: '1.00' };
const PATH = '/pisp/domestic-payments';

type Mutation = ReturnType<typeof at>;

const encode = (value: Json | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('a detached signature', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openPayingIssuer();
    const { clients } = issuer.bank;
    const { primary } = clients;
    if (primary === undefined) throw new Error('the bank of the tests has no client primary');
    const messageSignature = { iss: 'organisation/software', tan: 'anchor.example', seal: null };
    clients.stamping = {
      ...primary,
      messageSignature,
      variant: { ...primary.variant, 'message-signatures': ['both'] },
    };
  });
  after(() => issuer.close());

  /** What a bank makes of the order: the header, whether it holds over the body in either encoding, and over what else. */
  async function sent(...mutations: Mutation[]) {
    await attempt(issuer, { use: 'payment.submit', inputs: ORDER, client: 'stamping', mutations });
    const { headers, body } = shownAt(issuer, PATH);
    const value = Object.fromEntries(headers)['x-jws-signature'];
    if (value === undefined) return null;
    const [encoded = '', payload, signature = ''] = value.split('.');
    const holds = (text: string, key: keyof typeof CLIENT_KEYS = 'primary', options: object = PSS): boolean =>
      verify(
        'sha256',
        Buffer.from(`${encoded}.${text}`),
        { key: createPublicKey(CLIENT_KEYS[key]), ...options },
        Buffer.from(signature, 'base64url'),
      );
    const header = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as { [name: string]: Json };
    return { header, payload, body, holds };
  }

  it('is over the body, and says when, by whom, under which anchor, and that this is critical', async () => {
    const good = await sent();
    expect(good?.payload).to.equal('');
    expect(good?.holds(encode(good.body))).to.equal(true);
    expect(good?.header).to.deep.equal({
      alg: 'PS256',
      kid: 'kid-primary',
      [`${PREFIX}iat`]: NOW / 1000,
      [`${PREFIX}iss`]: 'organisation/software',
      [`${PREFIX}tan`]: 'anchor.example',
      crit: NAMES,
    });
  });

  it('is not sent by clients that do not sign, nor where the dialect has none', async () => {
    await attempt(issuer, { use: 'payment.submit', inputs: ORDER, client: 'primary', mutations: [] });
    expect(Object.fromEntries(shownAt(issuer, PATH).headers)).to.not.have.property('x-jws-signature');
    await attempt(issuer, { use: 'api.accounts', inputs: { token: 't' }, client: 'stamping', mutations: [] });
    expect(Object.fromEntries(shownAt(issuer, '/aisp/accounts').headers)).to.not.have.property('x-jws-signature');
  });

  it('can be of a bit turned, of another body, of the body as it is, or of another key', async () => {
    const flipped = await sent(at('', 'jws.flip'));
    expect(flipped?.holds(encode(flipped.body))).to.equal(false);
    const other = await sent(at('', 'jws.of-another-body'));
    expect([other?.holds(encode(other.body)), other?.holds(encode('{}'))]).to.deep.equal([false, true]);
    const plain = await sent(at('', 'jws.unencoded'));
    expect([plain?.holds(encode(plain.body)), plain?.holds(plain.body)]).to.deep.equal([false, true]);
    const stranger = await sent(at('', 'jws.sign', { key: 'stranger' }));
    expect([stranger?.holds(encode(stranger.body)), stranger?.header.kid]).to.deep.equal([false, 'kid-primary']);
    const weaker = await sent(at('', 'jws.sign', { alg: 'RS256' }));
    expect(weaker?.header.alg).to.equal('RS256');
    expect(weaker?.holds(encode(weaker.body), 'primary', {})).to.equal(true);
  });

  it('can have any member of its header changed, and is signed as it then stands', async () => {
    const changed = await sent(
      at('jws.claim.iss', 'set', { to: 'somebody' }),
      at('jws.claim.iat', 'time', { offset: '1h' }),
      at('jws.header.typ', 'set', { to: 'JOSE' }),
      at('', 'jws.reverse'),
    );
    expect(changed?.header).to.include({
      [`${PREFIX}iss`]: 'somebody',
      [`${PREFIX}iat`]: NOW / 1000 + 3600,
      typ: 'JOSE',
    });
    expect(Object.keys(changed?.header ?? {}).at(-1)).to.equal('alg');
    expect(changed?.holds(encode(changed.body))).to.equal(true);
  });

  const BODY = JSON.stringify({ Data: { DomesticPaymentId: 'd-1', ConsentId: 'p-1', Status: 'Pending' } });
  const HEADER: { [name: string]: Json } = {
    alg: 'ES256',
    kid: 'bank',
    ...Object.fromEntries(NAMES.map((name) => [name, 'x'])),
    crit: NAMES,
  };

  interface Making {
    header?: { [name: string]: Json };
    over?: string;
    key?: typeof BANK_KEY;
  }

  const made = ({ header = HEADER, over = encode(BODY), key = BANK_KEY }: Making = {}): string => {
    const encoded = encode(header);
    const signature = sign('sha256', Buffer.from(`${encoded}.${over}`), { key, dsaEncoding: 'ieee-p1363' });
    return `${encoded}..${signature.toString('base64url')}`;
  };

  const VALID = { 'jws.present': true, 'jws.valid': true, 'jws.claims': true };
  const { crit: _, ...uncritical } = HEADER;
  const b64: { [name: string]: Json } = { ...HEADER, b64: false, crit: [...NAMES, 'b64'] };

  const answers: [what: string, header: string | null, facts: { [name: string]: Json }][] = [
    ['is good', made(), { ...VALID, 'jws.alg': 'ES256', 'jws.critical_unknown': [] }],
    ['is missing', null, { 'jws.present': false, 'jws.valid': false }],
    ['is of another body', made({ over: encode('{}') }), { ...VALID, 'jws.valid': false }],
    ['is by nobody known', made({ key: ecKey() }), { ...VALID, 'jws.valid': false }],
    ['names a key that is not published', made({ header: { ...HEADER, kid: 'new' } }), { ...VALID, 'jws.valid': null }],
    ['says of another algorithm', made({ header: { ...HEADER, alg: 'ES384' } }), { ...VALID, 'jws.valid': false }],
    ['is over the body as it is, and says so', made({ header: b64, over: BODY }), VALID],
    ['calls nothing critical', made({ header: uncritical }), { ...VALID, 'jws.claims': false }],
    [
      'calls critical what nobody knows',
      made({ header: { ...HEADER, crit: [...NAMES, 'x'] } }),
      { ...VALID, 'jws.critical_unknown': ['x'] },
    ],
    ['is no JWS', 'nonsense', { 'jws.present': true, 'jws.valid': false }],
  ];
  for (const [what, header, facts] of answers) {
    it(`of an answer that ${what} is told`, async () => {
      issuer.reset();
      issuer.routes[PATH] = () => ({
        status: 201,
        text: BODY,
        headers: { 'content-type': 'application/json', ...(header === null ? {} : { 'x-jws-signature': header }) },
      });
      await withDesk(issuer.bank, async ({ run }) => {
        const report = await run('payment.submit', ORDER, { client: 'stamping' });
        expect(report.facts).to.include.deep.keys(Object.keys(facts));
        for (const [name, value] of Object.entries(facts)) expect(report.facts[name], name).to.deep.equal(value);
      });
    });
  }
});
