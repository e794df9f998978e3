/** What is signed, and whether a signature holds: by the examples of RFC 9421, which neither we nor any bank made. */
import { expect } from 'chai';
import { algorithmNamed } from '../oauth/algorithm.ts';
import { signBytes } from '../oauth/jws.ts';
import { type Message, signatureBase, Uncoverable } from './base.ts';
import { digestFits, digestOf } from './digest.ts';
import { bytesIn, dictionaryOf, inputsIn, type SignatureInput } from './field.ts';
import { signatureHolds } from './holds.ts';
import { ANSWER_BODY, EC, ED25519_PRIVATE, fieldsOf, REQUEST_BODY, VECTORS } from './testing-vectors.ts';

const inputOf = (text: string): SignatureInput => {
  const [input] = inputsIn([['signature-input', text]]) ?? [];
  if (!input) throw new Error(`no input in ${text}`);
  return input;
};

const refusal = (work: () => unknown): { unknown: boolean; message: string } => {
  try {
    work();
  } catch (error) {
    if (error instanceof Uncoverable) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const MESSAGE: Message = { method: 'GET', url: 'https://bank.example/a?b=c#d', status: null, headers: [['a', '1']] };

describe('the signature base', () => {
  for (const vector of VECTORS)
    it(`of ${vector.name}, is that of RFC 9421, and its signature holds, and no other`, async () => {
      const headers = fieldsOf(vector);
      const [input] = inputsIn(headers) ?? [];
      const signature = bytesIn(dictionaryOf(headers, 'signature'), vector.label);
      if (!input || !signature) throw new Error('the fields cannot be read');
      const base = signatureBase(vector.message, input);
      expect(base.split('\n')).to.deep.equal([...vector.base, `"@signature-params": ${vector.input}`]);
      expect(await signatureHolds(vector.key, { base, signature, alg: undefined })).to.equal(true);
      expect(await signatureHolds(vector.key, { base: `${base} `, signature, alg: undefined })).to.equal(false);
    });

  it('signed with Ed25519 gives the very signature of RFC 9421, B.2.6', async () => {
    const vector = VECTORS.find(({ label }) => label === 'sig-b26');
    const algorithm = algorithmNamed('Ed25519');
    if (!vector || !algorithm) throw new Error('there is no such vector');
    const base = [...vector.base, `"@signature-params": ${vector.input}`].join('\n');
    const signature = await signBytes(algorithm, Buffer.from(base), ED25519_PRIVATE);
    expect(signature.toString('base64')).to.equal(vector.signature);
  });

  it('takes parts of a request for its answer, one of several signatures by its label, and no fragment', () => {
    const request: Message = {
      ...MESSAGE,
      headers: [
        ['Signature', 'a=:AAAA:, b=:AQEB:'],
        ['Authorization', 'Bearer  x '],
      ],
    };
    const input = inputOf('s=("@target-uri";req "signature";req;key="b" "authorization";req "@status");created=1');
    expect(signatureBase({ ...MESSAGE, status: 200, headers: [] }, input, request).split('\n')).to.deep.equal([
      '"@target-uri";req: https://bank.example/a?b=c',
      '"signature";req;key="b": :AQEB:',
      '"authorization";req: Bearer  x',
      '"@status": 200',
      '"@signature-params": ("@target-uri";req "signature";req;key="b" "authorization";req "@status");created=1',
    ]);
  });

  for (const [input, unknown] of [
    ['s=("@method" "@method")', false],
    ['s=("b")', false],
    ['s=("@unheard-of")', false],
    ['s=("@status")', false],
    ['s=("@method";req)', false],
    ['s=("a";sf)', true],
    ['s=("a";tr)', true],
  ] as const)
    it(`is none for ${input}, ${unknown ? 'which we cannot read' : 'which no message can fulfil'}`, () => {
      expect(refusal(() => signatureBase(MESSAGE, inputOf(input))).unknown).to.equal(unknown);
    });
});

describe('fields of a signature', () => {
  for (const text of ['s=1', 's=(1)', 's=("@method"', 'S=("a")', 's=("a");created=', ''])
    it(`are not read where they are no dictionary of lists of texts: ${text || 'nothing'}`, () => {
      expect(inputsIn([['signature-input', text]]) ?? []).to.deep.equal([]);
    });

  it('that stand twice count once, by the last one', () => {
    expect(inputOf('s=("a"), s=()').components).to.deep.equal([]);
  });

  it('without an end are none, however long', () => {
    const long = `s=(${'"a" '.repeat(20_000)}`;
    expect(inputsIn([['signature-input', long]])).to.equal(null);
  });
});

describe('a signature', () => {
  it('holds for the key alone that made it, and not under the name of another algorithm', async () => {
    const vector = VECTORS.find(({ key }) => key === EC);
    if (!vector) throw new Error('there is no such vector');
    const base = [...vector.base, `"@signature-params": ${vector.input}`].join('\n');
    const signature = Buffer.from(vector.signature, 'base64');
    const by = (alg: unknown, jwk = vector.key) => signatureHolds(jwk, { base, signature, alg });
    expect(await Promise.all([by('ecdsa-p256-sha256'), by('ed25519'), by('hmac-sha256'), by('ES256')])).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    expect(await by(undefined, { ...EC, y: EC.x })).to.equal(false);
  });
});

describe('a content digest', () => {
  const fits = (value: string, body: string) => digestFits([['Content-Digest', value]], body);
  it('of the examples of RFC 9421 fits their bodies', () => {
    const digests = VECTORS.flatMap(({ message }) => message.headers.filter(([name]) => name === 'Content-Digest'));
    const verdicts = digests.flatMap(([, value]) => [fits(value, REQUEST_BODY), fits(value, ANSWER_BODY)]);
    expect(verdicts.filter((one) => one === true)).to.have.length(digests.length);
    expect(digestOf(REQUEST_BODY, 'sha-512')).to.equal(digests[0]?.[1]);
  });

  it('fits when each of those that we know does', () => {
    const good = digestOf('a');
    const other = digestOf('b', 'sha-512');
    expect(
      [good, `${good}, ${other}`, `md5=:AAAA:, ${good}`, 'md5=:AAAA:', 'sha-256=x', 'sha-256=:='].map((value) =>
        fits(value, 'a'),
      ),
    ).to.deep.equal([true, false, true, null, false, null]);
  });
});
