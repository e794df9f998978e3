/** Where requirements are proven: the register says where each has to hold, and the cases go there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { vocabulary } from '../../mock-tpp/index.ts';
import { loadLibrary } from '../load/index.ts';
import { proofPlaces } from '../load/proof-place.ts';
import type { PlannedCase } from '../plan/index.ts';
import { planOnly, readScenarios } from '../run/prepare.ts';
import { ROOT } from '../testing-project.ts';

const TARGETS = readdirSync(join(ROOT, 'targets')).filter((name) => /^mock-bank.*\.yaml$/.test(name));

describe('the places of requirements', function () {
  this.timeout(60_000);
  let cases: PlannedCase[];
  const register = loadLibrary(join(ROOT, 'scenarios')).library.requirements;
  before(() => {
    const scenarios = readScenarios();
    cases = TARGETS.flatMap((name) => {
      const { plan } = planOnly({ target: join(ROOT, 'targets', name), only: [], area: [] }, { scenarios });
      return plan.cases.filter(({ withheld }) => withheld === null);
    });
  });

  it('are told of every requirement that a case cites, with its kind of duty', () => {
    const cited = new Set(cases.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
    const silent = [...cited].filter((id) => {
      const { places = [], duty = [] } = register.get(id) ?? {};
      return places.length === 0 || duty.length === 0;
    });
    expect(silent).to.deep.equal([]);
  });

  it('are where the cases that cite it go', () => {
    const astray = cases.flatMap(({ id, proves, requirements }) =>
      requirements
        .filter(
          (cited) => !register.get(cited.id)?.places.some((place) => Object.values(proves).flat().includes(place)),
        )
        .map((cited) => `${id} cites ${cited.id} and goes to ${Object.values(proves).flat().join(', ') || 'no place'}`),
    );
    expect([...new Set(astray)]).to.deep.equal([]);
  });

  it('are the ones that step types name', () => {
    const named = [...vocabulary.steps.values()].flatMap(({ proofPlace: rule }) =>
      typeof rule === 'string' ? [rule] : [...Object.values(rule.values), rule.otherwise],
    );
    expect(named.filter((name) => !(proofPlaces as string[]).includes(name))).to.deep.equal([]);
  });
});
