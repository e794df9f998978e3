import { expect } from 'chai';
import { causeOf } from './cause.ts';

const control = (ok: boolean, outcome = 'access: ok') => ({ planned: true, ok, outcome });
const doubtful = (given: Partial<Parameters<typeof causeOf>[0]>) =>
  causeOf({
    verdict: 'inconclusive',
    controls: { before: control(true), after: control(true) },
    observed: 'x',
    ...given,
  });

describe('the cause that keeps a case in doubt', () => {
  it('is none of a case that was concluded', () => {
    expect(doubtful({ verdict: 'fail' })).to.equal(null);
  });
  it('is the control that did not get through, whatever the case was about', () => {
    const before = control(false, 'authorization: malformed (no rule of the target file fits the page)');
    const causes = ['a', 'b'].map((observed) => doubtful({ controls: { before, after: control(true) }, observed }));
    expect(new Set(causes).size).to.equal(1);
    expect(causes[0]).to.include('no rule of the target file fits');
  });
  it('is what was seen, without what differs from one request to the next', () => {
    const seen = (id: string) => doubtful({ observed: `request: http.500 (HTTP 500 server_error: incident ${id})` });
    expect(seen('1f2e3d4c5b6a79880011')).to.equal(seen('99e3d4c5b6a79880011aa'));
    expect(seen('none')).to.not.equal(seen('1f2e3d4c5b6a79880011'));
  });
});
