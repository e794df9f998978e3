/** Outputs that a scenario names itself, and addresses that only a target or the bank can tell. */
import { expect } from 'chai';
import { missingAddress } from './applicability.ts';
import type { StepType } from './case.ts';
import { checkDeclaredOutputs, outputsOf } from './declared-outputs.ts';
import type { Facts } from './facts.ts';
import { collectProblems } from './problems.ts';

const TYPE = { name: 'http.request', outputs: { own: 'of the type' }, outputsIn: 'outputs' } as unknown as StepType;
const PLACE = { file: 'a.yaml', line: 1, column: 1 };

describe('declared outputs', () => {
  it('stand beside those of the step type', () => {
    expect(outputsOf(TYPE, { outputs: { sub: '/sub' } })).to.deep.equal(['own', 'sub']);
    expect(outputsOf(TYPE, {})).to.deep.equal(['own']);
  });

  for (const [outputs, wrong] of [
    [{ sub: '/sub', all: '' }, 0],
    [{ sub: 'sub' }, 1],
    [{ sub: '/~2', other: 5 }, 2],
    [['/sub'], 1],
    [{}, 1],
  ] as const)
    it(`${JSON.stringify(outputs)} has ${wrong} mistakes`, () => {
      const problems = collectProblems();
      checkDeclaredOutputs(problems, TYPE, { outputs: outputs as never }, PLACE as never);
      expect(problems.all()).to.have.length(wrong);
    });
});

describe('an address of a reference', () => {
  const facts = (metadata: Facts['metadata']) =>
    ({ target: { api: { a: 'https://x' } }, metadata }) as unknown as Facts;

  it('is looked up in the target, and in the metadata once they are known', () => {
    expect(missingAddress('api', 'a', facts(null))).to.equal(null);
    expect(missingAddress('api', 'b', facts(null))?.verdict).to.equal('skipped');
    expect(missingAddress('metadata', 'x_endpoint', facts(null))).to.equal(null);
    expect(missingAddress('metadata', 'x_endpoint', facts({}))?.verdict).to.equal('not-applicable');
    expect(missingAddress('metadata', 'x_endpoint', facts({ x_endpoint: 'https://x' }))).to.equal(null);
    expect(missingAddress('step', 'b', facts({}))).to.equal(null);
  });
});
