/** What is told of the signature of an answer; the bank of the test signs with Node alone. */
import { createHash, sign } from 'node:crypto';
import { expect } from 'chai';
import type { StepReport } from '../contract.ts';
import {
  type Asked,
  BANK_KEY,
  ecKey,
  type Issuer,
  NOW,
  openIssuer,
  publicJwk,
  type Reply,
  withDesk,
} from '../testing-issuer.ts';
import { ANSWER_ALTERATIONS } from './verifier-check.ts';

const NOW_S = NOW / 1000;
const BODY = { data: true };
const TEXT = JSON.stringify(BODY);

interface Signing {
  covered?: string[];
  parameters?: string;
  text?: string;
  key?: typeof BANK_KEY;
  label?: string;
}

const digest = (text: string): string => `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
const ALL = [
  '"@status"',
  '"content-digest"',
  '"@method";req',
  '"@target-uri";req',
  '"signature";req',
  '"signature-input";req',
];
const PARAMETERS = `;created=${NOW_S};keyid="bank";tag="fapi-2-response"`;

/** An answer to a request, signed by hand. */
const signed = (
  { method, path, headers }: Asked,
  { covered = ALL, parameters = PARAMETERS, text = TEXT, key = BANK_KEY, label = 'b' }: Signing = {},
): { [name: string]: string } => {
  const sent = Object.fromEntries(headers);
  const values: { [part: string]: string } = {
    '"@status"': '200',
    '"content-digest"': digest(text),
    '"@method";req': method,
    '"@target-uri";req': `https://${sent.host}${path}`,
    '"signature";req': sent.signature ?? '',
    '"signature-input";req': sent['signature-input'] ?? '',
    '"signature";req;key="sig1"': (sent.signature ?? '').replace('sig1=', ''),
  };
  const input = `(${covered.join(' ')})${parameters}`;
  const base = [
    ...covered.map((part) => `${part}: ${values[part] ?? 'nothing'}`),
    `"@signature-params": ${input}`,
  ].join('\n');
  const signature = sign('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  return {
    'content-digest': digest(text),
    'signature-input': `${label}=${input}`,
    signature: `${label}=:${signature}:`,
  };
};

const GOOD = {
  'signature.present': true,
  'signature.valid': true,
  'signature.covers_status': true,
  'signature.covers_request': true,
  'signature.covers_request_body': null,
  'signature.covers_request_signature': true,
  'signature.covers_digest': true,
  'signature.digest_matches': true,
  'signature.has_created': true,
  'signature.tag_matches': true,
};

describe('the signature of an answer', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());
  beforeEach(() => issuer.reset());

  const answered = async (reply: (asked: Asked) => Reply, client = 'signing'): Promise<StepReport> => {
    issuer.routes['/resource'] = reply;
    return withDesk({ ...issuer.bank, dialect: 'plain' }, ({ run }) => run('api.accounts', { token: 't' }, { client }));
  };
  const withHeaders = (headers: (asked: Asked) => { [name: string]: string }) => (asked: Asked) => ({
    json: BODY,
    headers: headers(asked),
  });
  const factsOf = ({ facts }: StepReport) =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => name.startsWith('signature.')));

  it('that is right is told so, and what it was made of is kept', async () => {
    const report = await answered(withHeaders((asked) => signed(asked)));
    expect(factsOf(report)).to.deep.equal(GOOD);
    const [request, response] = report.exchanges.flatMap(({ signatures = [] }) => signatures);
    expect(request).to.include({ of: 'request', label: 'sig1' });
    expect(request?.base.split('\n')[0]).to.equal('"@method": GET');
    expect(request?.told).to.match(/^made with the RSA key "kid-primary" for PS256$/);
    expect(response).to.include({
      of: 'response',
      label: 'b',
      told: 'verified with the key "bank" of the authorization server',
    });
    expect(response?.base).to.include('"@status": 200');
  });

  // biome-ignore format: one row, one line
  const ROWS: [string, Signing | ((asked: Asked) => { [name: string]: string }), { [fact: string]: unknown }][] = [
    ['that is of another body', { text: '{}' }, { 'signature.digest_matches': false }],
    ['of a key that the bank does not publish', { key: ecKey() }, { 'signature.valid': false }],
    ['that names a key nobody has told us of', { parameters: `;created=${NOW_S};keyid="other";tag="fapi-2-response"` }, { 'signature.valid': null }],
    ['that names no key', { parameters: `;created=${NOW_S};tag="fapi-2-response"` }, {}],
    ['that names another algorithm', { parameters: `${PARAMETERS};alg="ed25519"` }, { 'signature.valid': false }],
    ['without the status', { covered: ALL.slice(1) }, { 'signature.covers_status': false }],
    ['without the digest', { covered: ALL.filter((part) => part !== '"content-digest"') }, { 'signature.covers_digest': false }],
    ['without the method', { covered: ALL.filter((part) => part !== '"@method";req') }, { 'signature.covers_request': false }],
    ['without that of the request', { covered: ALL.slice(0, -1) }, { 'signature.covers_request_signature': false }],
    ['that names that of the request by its label', { covered: [...ALL.slice(0, 4), '"signature";req;key="sig1"', '"signature-input";req'] }, {}],
    ['that covers what we cannot read', { covered: [...ALL, '"content-digest";sf'] }, { 'signature.valid': null }],
    ['that covers what is not there', { covered: [...ALL, '"x-absent"'] }, { 'signature.valid': false }],
    ['without a time', { parameters: ';keyid="bank";tag="fapi-2-response"' }, { 'signature.has_created': false }],
    ['with a time that is text', { parameters: `;created="now";keyid="bank";tag="fapi-2-response"` }, { 'signature.has_created': false }],
    ['with the tag of a request', { parameters: `;created=${NOW_S};keyid="bank";tag="fapi-2-request"` }, { 'signature.tag_matches': false }],
    ['with a digest of a kind that we do not know', (asked) => ({ ...signed(asked), 'content-digest': 'unixsum=:AAAA:' }), { 'signature.digest_matches': null, 'signature.valid': false }],
    ['without a label of its own', (asked) => ({ ...signed(asked), signature: 'c=:AAAA:' }), { 'signature.present': false, 'signature.valid': false, 'signature.covers_status': false, 'signature.covers_request': false, 'signature.covers_request_signature': false, 'signature.covers_digest': false, 'signature.has_created': false, 'signature.tag_matches': false }],
    ['that cannot be read at all', (asked) => ({ ...signed(asked), 'signature-input': 'b=("@status"' }), { 'signature.present': false, 'signature.valid': false, 'signature.covers_status': false, 'signature.covers_request': false, 'signature.covers_request_signature': false, 'signature.covers_digest': false, 'signature.has_created': false, 'signature.tag_matches': false }],
    ['behind one of a gateway', (asked) => { const own = signed(asked); const other = signed(asked, { label: 'gw', covered: ['"@status"'], parameters: ';keyid="gw";tag="other"' }); return { ...own, 'signature-input': `${other['signature-input']}, ${own['signature-input']}`, signature: `${other.signature}, ${own.signature}` }; }, {}],
  ];
  for (const [what, how, differs] of ROWS)
    it(`${what} is told as that, and as nothing else`, async () => {
      const headers = typeof how === 'function' ? how : (asked: Asked) => signed(asked, how);
      expect(factsOf(await answered(withHeaders(headers)))).to.deep.equal({ ...GOOD, ...differs });
    });

  describe('when the answer is altered in our own hands', () => {
    const tried = (headers: (asked: Asked) => { [name: string]: string }, check: string) => {
      issuer.routes['/resource'] = withHeaders(headers);
      return withDesk({ ...issuer.bank, dialect: 'plain' }, async ({ run, session }) => {
        await run('api.accounts', { token: 't' }, { id: 'access', client: 'signing' });
        return session.checkVerifier({ at: 'access.signature', do: check, with: {} });
      });
    };

    for (const check of ANSWER_ALTERATIONS.keys())
      it(`is refused after ${check}`, async () => {
        const detail = 'our verifier refused the altered answer';
        expect(await tried((asked) => signed(asked), check)).to.deep.equal({ noticed: true, detail });
      });

    it('is not noticed to be altered in what it does not cover, so that a verifier that takes all would show', async () => {
      const uncovered = (asked: Asked) => signed(asked, { covered: ALL.slice(1) });
      expect(await tried(uncovered, 'answer.set-status')).to.deep.include({ noticed: false });
    });

    it('shows nothing where the genuine one is refused as well, and of a signature without bytes', async () => {
      const wrong = await tried((asked) => signed(asked, { key: ecKey() }), 'answer.set-status');
      expect(wrong?.detail).to.equal('our verifier refused the altered answer, and the genuine one too');
      const empty = (asked: Asked) => ({ ...signed(asked), signature: 'b=::' });
      expect(await tried(empty, 'answer.flip-signature')).to.deep.include({ noticed: null });
    });
  });

  it('is not looked for where the client expects none', async () => {
    const report = await answered(
      withHeaders((asked) => signed(asked)),
      'primary',
    );
    expect(factsOf(report)).to.deep.equal({});
    for (const exchange of report.exchanges) expect(exchange).to.not.have.property('signatures');
  });

  it('of a resource server with keys of its own is verified with those, and an unknown key is then wrong', async () => {
    const own = ecKey();
    issuer.bank.api.keys = `${issuer.origin}/keys`;
    issuer.routes['/keys'] = () => ({ json: { keys: [publicJwk(own, 'rs')] } });
    const parameters = `;created=${NOW_S};keyid="rs";tag="fapi-2-response"`;
    const good = await answered(withHeaders((asked) => signed(asked, { key: own, parameters })));
    expect(good.facts['signature.valid']).to.equal(true);
    const wrong = await answered(withHeaders((asked) => signed(asked)));
    expect(wrong.facts['signature.valid']).to.equal(false);
    delete issuer.bank.api.keys;
  });
});
