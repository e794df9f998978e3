import { expect } from 'chai';
import type { FindingCode } from '../certificate/findings.ts';
import { inspect } from '../certificate/inspect.ts';
import { type LaunchedBank, launchBank } from '../run/launch-bank.ts';

/** What each certificate that the bundled bank issues by name has against it, when a provider is to use it for TLS. */
const FOUND: { readonly [identity: string]: readonly FindingCode[] } = {
  sibling: [],
  'aisp-only': [],
  'pisp-only': [],
  'cbpii-only': [],
  'every-role': [],
  'roles-reversed': [],
  'rare-statements': [],
  'other-number': [],
  'accounts-named-payments': ['role-mismatch'],
  'payments-named-accounts': ['role-mismatch'],
  'other-authority': ['nca-mismatch'],
  'for-seals': ['qc-type-for-tls', 'seal-for-tls'],
  'no-statements': ['qc-statements-missing', 'psd2-missing', 'policies-missing'],
};

describe('the certificates of the bundled bank, read strictly', () => {
  let bank: LaunchedBank;
  before(async () => {
    bank = await launchBank({});
  });
  after(() => bank.stop());

  for (const [identity, expected] of Object.entries(FOUND))
    it(`have ${expected.join(' and ') || 'nothing'} against them when they are ${identity}`, async () => {
      const answer = await fetch(`${bank.management}/certificates/issue`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ like: 'primary', identity }),
      });
      const { certificate } = (await answer.json()) as { certificate: string };
      const [leaf] = inspect(Buffer.from(certificate), { use: 'tls', psd2: true, now: Date.now() });
      expect((leaf?.findings ?? []).map(({ code }) => code)).to.have.members([...expected]);
    });
});
