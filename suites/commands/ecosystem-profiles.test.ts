/** Profiles of ecosystems: what each changes, as cases of the bundled bank show it. */
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from '../load/index.ts';
import type { PlannedCase } from '../plan/index.ts';
import { inScope, resolveProfile } from '../plan/profile.ts';
import { Rejected } from '../run/exit.ts';
import { planOnly } from '../run/prepare.ts';
import { ROOT } from '../testing-project.ts';

const { library } = loadLibrary(join(ROOT, 'scenarios'));

interface Row {
  profile: string;
  target: string;
  prefix: string;
  /** Offsets of the claims in cases of request objects, by case. */
  offsets: { [id: string]: string };
}

const ROWS: Row[] = [
  {
    profile: 'uae-cbuae',
    target: 'mock-bank-uae.yaml',
    prefix: 'UAE-OF-1.2-',
    offsets: { 'too-long': '15m', 'too-old': '-15m' },
  },
  {
    profile: 'connectid-au',
    target: 'mock-bank-connectid.yaml',
    prefix: 'CONNECTID-AU-',
    offsets: { 'too-long': '15m', 'too-old': '-20m' },
  },
];

function planned(target: string, profile?: string): PlannedCase[] {
  const said = { target: join(ROOT, 'targets', target), only: [], area: [] };
  return planOnly(profile === undefined ? said : { ...said, profile }).plan.cases.filter(
    ({ withheld }) => withheld === null,
  );
}

describe('the profiles of ecosystems', function () {
  this.timeout(60_000);

  for (const { profile: id, target, prefix, offsets } of ROWS)
    describe(id, () => {
      let cases: PlannedCase[];
      before(() => {
        cases = planned(target);
      });
      const called = (name: string): PlannedCase | undefined => cases.find((one) => one.id === name);

      it('has a case for each of its own requirements that can be seen from outside', () => {
        const own = [...library.requirements.values()].filter((one) => one.id.startsWith(prefix));
        const cited = new Set(cases.flatMap(({ requirements }) => requirements.map((one) => one.id)));
        const seen = own.filter(({ testable }) => testable === 'blackbox').map((one) => one.id);
        expect(seen.length).to.be.above(2);
        expect(seen.filter((one) => !cited.has(one))).to.deep.equal([]);
      });

      it('is in force nowhere else', () => {
        const others = [...library.profiles.keys()].filter((one) => one !== id);
        const own = [...library.requirements.keys()].filter((one) => one.startsWith(prefix));
        const reaching = others.filter((one) => {
          const other = resolveProfile(library, one);
          return other !== null && own.some((requirement) => inScope(other, requirement));
        });
        expect(reaching).to.deep.equal([]);
        expect(planned('mock-bank.yaml').some((one) => one.id === 'token.response[lifetime-bounded]')).to.equal(false);
      });

      it('tries request objects by its own limits', () => {
        for (const [row, offset] of Object.entries(offsets))
          expect(JSON.stringify(called(`request-object.validation[${row}]`)?.attempt), row).to.include(`"${offset}"`);
      });

      it('limits the life of access tokens', () => {
        expect(called('token.response[lifetime-bounded]')?.expect.holds).to.deep.include({
          of: 'grant',
          fact: 'token.expires_in',
          'at-least': 1,
          'at-most': 600,
        });
      });

      // A client that proves keys, one that may send unsigned requests, and one that signs with ES256.
      for (const outside of ['mock-bank-dpop.yaml', 'mock-bank.yaml', 'mock-bank-rar.yaml', 'mock-bank-jarm-only.yaml'])
        it(`takes no client as ${outside} has them`, () => {
          expect(() => planned(outside, id))
            .to.throw(Rejected)
            .satisfies(({ problems }: Rejected) => problems.every(({ code }) => code === 'outside-profile'));
        });
    });
});
