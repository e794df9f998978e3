/** How much of FAPI 2 the catalogue tries: never less than today, and what it leaves out has a reason that holds. */
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from '../load/index.ts';
import { type CoveredRequirement, isBinding, tally } from '../plan/index.ts';
import { ROOT } from '../testing-project.ts';
import { coverageOfCatalogue } from './list-coverage.ts';

/**
 * Shares of places, in percent, at which a case comes to a verdict; the aim is 95 of those of shall and 80 of should.
 * They are what is true today: whoever adds cases raises them, and nobody lowers them.
 */
const AT_LEAST = { shall: 96.6, should: 95.4 };
/** Places of shall with neither a case nor a reason; the aim is none. */
const OPEN_AT_MOST = 0;

describe('the coverage of the catalogue', function () {
  this.timeout(120_000);
  let all: CoveredRequirement[];
  const { library } = loadLibrary(join(ROOT, 'scenarios'));
  before(() => {
    all = coverageOfCatalogue();
  });

  const share = (of: CoveredRequirement[]): number => (100 * tally(of).covered) / tally(of).places;

  it('is no less than it was', () => {
    expect(share(all.filter(isBinding))).to.be.at.least(AT_LEAST.shall);
    expect(share(all.filter(({ level }) => level === 'should'))).to.be.at.least(AT_LEAST.should);
    const { places, covered, gaps } = tally(all.filter(isBinding));
    expect(places - covered - gaps, 'open places').to.be.at.most(OPEN_AT_MOST);
  });

  it('is measured at places: every rule for a bank has some, or a reason to have none', () => {
    const without = all.filter(
      ({ places, covered }) => places.length === 0 && covered.every(({ gap }) => gap === null),
    );
    expect(without.filter(({ level }) => level !== 'may').map(({ id }) => id)).to.deep.equal([]);
  });

  it('has no gap where a case goes, and none of what is not measured', () => {
    const covered = all.flatMap(({ id, covered: places }) =>
      places.filter(({ cases, gap }) => gap !== null && cases.length > 0).map(({ place }) => `${id} at ${place}`),
    );
    expect(covered).to.deep.equal([]);
    const measured = new Set(all.map(({ id }) => id));
    const named = library.gaps.flatMap(({ requirements }) => requirements);
    expect(named.filter((id) => !measured.has(id))).to.deep.equal([]);
    expect(named.length).to.equal(new Set(named).size);
  });

  it('is whole where messages are signed: every rule for a resource server at each of its places', () => {
    const own = coverageOfCatalogue('fapi2-http-signatures', [
      join(ROOT, 'targets', 'mock-bank-http-signatures.yaml'),
    ]).filter(({ id }) => id.startsWith('FAPI2-HSIG-'));
    expect(own).to.have.length(17);
    const open = own.flatMap(({ id, covered }) =>
      covered.filter(({ cases }) => cases.length === 0).map(({ place }) => `${id} at ${place}`),
    );
    expect(open).to.deep.equal([]);
  });

  it('has reasons that say something, and none that puts it off', () => {
    for (const { requirements, reason } of library.gaps) {
      expect(reason.length, requirements.join(', ')).to.be.above(60);
      expect(reason, requirements.join(', ')).not.to.match(/\b(?:later|todo|not yet|for now|in future)\b/i);
    }
  });
});
