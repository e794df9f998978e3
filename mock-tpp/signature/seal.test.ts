/** The seal of a request: digest, signature and certificate as a bank sees them, and each way to get it wrong. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { at, attempt } from '../mutations/testing-attempt.ts';
import { openPayingIssuer, shownAt } from '../mutations/testing-wire-changes.ts';
import { type Issuer, withDesk } from '../testing-issuer.ts';

const PATH = '/xs2a/v1/consents';

type Mutation = ReturnType<typeof at>;

describe('a seal', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openPayingIssuer();
    issuer.bank.dialect = 'berlin-group';
    issuer.bank.api = { xs2a: `${issuer.origin}/xs2a` };
    const { clients } = issuer.bank;
    const { primary } = clients;
    if (primary === undefined) throw new Error('the bank of the tests has no client primary');
    const messageSignature = { iss: null, tan: null, seal: 'mtls' };
    const variant = { ...primary.variant, 'message-signatures': ['requests'] as [string] };
    clients.sealing = { ...primary, messageSignature, variant };
  });
  after(() => issuer.close());

  const certificateOf = (name: string): X509Certificate => {
    const identity = issuer.bank.identities[name];
    return new X509Certificate(identity?.kind === 'pem' ? identity.certificate : '');
  };

  /** What a bank finds in the consent that is asked for. */
  async function found(...mutations: Mutation[]) {
    await attempt(issuer, { use: 'consent.create', inputs: { kind: 'accounts' }, client: 'sealing', mutations });
    const { headers, body } = shownAt(issuer, PATH);
    const header = Object.fromEntries(headers);
    const parameters = [...(header.signature ?? '').matchAll(/([A-Za-z]+)="([^"]*)"/g)];
    const { headers: covered = '', signature = '' } = Object.fromEntries(
      parameters.map(([, name = '', value = '']) => [name, value]),
    );
    const base = covered.split(' ').map((name) => `${name}: ${header[name] ?? ''}`);
    const shown = header['tpp-signature-certificate'];
    const certificate = shown === undefined ? null : new X509Certificate(Buffer.from(shown, 'base64'));
    return {
      names: parameters.map(([, name]) => name),
      covered,
      digest: header.digest === `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
      holds:
        certificate !== null &&
        verify('sha256', Buffer.from(base.join('\n')), certificate.publicKey, Buffer.from(signature, 'base64')),
      serial: certificate?.serialNumber ?? null,
    };
  }

  it('is a digest of the body, and a signature over it and the headers that count, with the certificate', async () => {
    expect(await found()).to.deep.equal({
      names: ['keyId', 'algorithm', 'headers', 'signature'],
      covered: 'digest x-request-id tpp-redirect-uri',
      digest: true,
      holds: true,
      serial: certificateOf('mtls').serialNumber,
    });
  });

  it('is not there where the client does not seal', async () => {
    await attempt(issuer, { use: 'consent.create', inputs: { kind: 'accounts' }, client: 'primary', mutations: [] });
    const names = shownAt(issuer, PATH).headers.map(([name]) => name);
    expect(names).to.not.include.members(['digest']);
    expect(names).to.not.include.members(['signature']);
  });

  it('is told by the name of the identity whose certificate is shown, which is no secret', async () => {
    const mutations = [at('', 'seal.certificate', { identity: 'second' })];
    const { changed } = await withDesk(issuer.bank, ({ run }) =>
      run('consent.create', { kind: 'accounts' }, { id: 's', client: 'sealing', mutations }),
    );
    expect(changed).to.deep.equal(['s: seal.certificate (identity "second")']);
  });

  const otherSerial = () => certificateOf('second').serialNumber;
  const rows: [what: string, mutation: Mutation, differs: () => object][] = [
    ['a digest of another body', at('', 'seal.digest-of-another'), () => ({ digest: false, holds: true })],
    ['another key', at('', 'seal.sign', { identity: 'second' }), () => ({ digest: true, holds: false })],
    [
      'another certificate',
      at('', 'seal.certificate', { identity: 'second' }),
      () => ({ holds: true, serial: otherSerial() }),
    ],
    [
      'a header uncovered',
      at('', 'seal.uncover', { header: 'digest' }),
      () => ({ covered: 'x-request-id tpp-redirect-uri', holds: true }),
    ],
    [
      'its parameters reversed',
      at('', 'seal.reverse'),
      () => ({ names: ['signature', 'headers', 'algorithm', 'keyId'], holds: true }),
    ],
    ['no signature', at('', 'seal.omit', { what: 'signature' }), () => ({ names: [], digest: true, holds: false })],
    ['nothing at all', at('', 'seal.omit', { what: 'all' }), () => ({ names: [], digest: false, serial: null })],
    ['its name in capitals, which is the same', at('', 'seal.capitals'), () => ({ digest: true, holds: true })],
  ];
  for (const [what, mutation, differs] of rows) {
    it(`can have ${what}`, async () => {
      expect(await found(mutation)).to.deep.include(differs());
    });
  }
});
