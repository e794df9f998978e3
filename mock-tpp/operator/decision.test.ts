/** The step sca.decide: what it makes of an operator's answers. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import type { StepContext, StepResult } from '../step.ts';
import { decision } from './decision.ts';
import { HookFailed } from './hook-failed.ts';

const SITUATION = { question: 'payment' };

describe('the step sca.decide', () => {
  const told: Json[] = [];
  const run = (answer: () => { [name: string]: Json }): Promise<StepResult> =>
    decision.run({
      call: { with: { situation: SITUATION } },
      hook: async (name: string, inputs: Json) => {
        told.push([name, inputs]);
        return answer();
      },
    } as unknown as StepContext);

  const rows: [{ [name: string]: Json }, boolean, string[], Json][] = [
    [{ decision: 'exempted', exemption: '16' }, true, ['ok', 'sca.exempted'], '16'],
    [{ decision: 'sca-required', exemption: 'none' }, true, ['ok', 'sca.required'], null],
    [{ decision: 'refused', exemption: '' }, true, ['ok', 'sca.refused'], null],
    [{ decision: 'constructor', exemption: 'none' }, false, [], null],
    [{ decision: 7, exemption: 'none' }, false, [], null],
  ];
  for (const [answer, ok, codes, label] of rows)
    it(`reads ${JSON.stringify(answer)}`, async () => {
      const { outcome, facts } = await run(() => answer);
      expect([outcome.ok, outcome.codes, facts?.['sca.exemption']]).to.deep.equal([ok, codes, label]);
      expect(told.at(-1)).to.deep.equal(['sca.decide', { situation: SITUATION }]);
    });

  it('knows nothing where the operator failed, and lets a fault of ours through', async () => {
    const failing = (error: Error) =>
      run(() => {
        throw error;
      }).catch((fault: unknown) => fault);
    expect(await failing(new HookFailed('it answered 503'))).to.deep.equal({
      outcome: { ok: false, codes: [], clear: false, detail: 'it answered 503' },
    });
    expect(await failing(new TypeError('ours'))).to.be.instanceOf(TypeError);
  });
});
