/** The DPoP key that a target gives to a client, of each kind that a proof is signed with. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';
import { type Judged, judged } from './testing-judged.ts';

const KEYS: [kind: string, alg: string, text: (key: KeyObject) => string, key: () => KeyObject][] = [
  ['a JWK on P-256', 'ES256', jwk, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['a PEM with Ed25519', 'EdDSA', pem, () => generateKeyPairSync('ed25519').privateKey],
  ['a JWK with RSA', 'PS256', jwk, () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
];

function jwk(key: KeyObject): string {
  return JSON.stringify(key.export({ format: 'jwk' }));
}

function pem(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'pkcs8' }));
}

/** RFC 7638: the public members in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url');
}

const told = (traces: Judged['traces']): string => {
  const { attempts = [] } = traces.find(({ id }) => id === INTROSPECTED) ?? {};
  const steps = attempts.find(({ role }) => role === 'case')?.steps ?? [];
  return steps.find(({ id }) => id === 'introspect')?.exchanges.at(-1)?.response?.body ?? '';
};

const INTROSPECTED = 'token.introspection[key-binding]';
const ONLY = [
  INTROSPECTED,
  'dpop.issued[binding]',
  'dpop.resource[other-key-access]',
  'dpop.proof[bad-signature-grant]',
  'dpop.algorithm[rs256-app_token]',
];

describe('the DPoP key of a client in a target file', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-dpop-key-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [kind, alg, text, make] of KEYS)
    it(`is ${kind}, and proves with ${alg}`, async () => {
      const key = make();
      writeFileSync(join(folder, 'dpop.key'), text(key));
      const target = join(folder, 'target.yaml');
      const usual = readFileSync(join(ROOT, 'targets', 'mock-bank-dpop.yaml'), 'utf8');
      writeFileSync(target, usual.replace('client_id: tpp-dpop,', 'client_id: tpp-dpop, dpop: ./dpop.key,'));
      const prepared = await prepare({ target, only: ONLY });
      try {
        const { cases, traces } = await judged(prepared);
        const seen = [...cases.values()].map(({ id, verdict, reason }) => [id, verdict === 'pass' ? verdict : reason]);
        expect(seen.sort()).to.deep.equal(ONLY.map((id) => [id, 'pass']).sort());
        // The bank tells what it bound a token to.
        expect(told(traces)).to.include(`"jkt":"${thumbprint(key)}"`);
      } finally {
        await prepared.close();
      }
    });
});
