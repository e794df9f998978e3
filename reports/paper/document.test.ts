import { expect } from 'chai';
import { caseTrace, failingCase, HOSTILE, judgedCase, requirement, runRecord } from '../testing-run.ts';
import { paperDocument } from './document.ts';

const none = { of: () => null };

describe('the report on paper', () => {
  it('begins with what was concluded and in what scope, and ends with what was not tested and why', () => {
    const failed = failingCase({ decidedAt: { role: 'case', step: 'par' } });
    const skipped = judgedCase({ id: 'par.slow', verdict: 'skipped', meaning: 'It waits longer than allowed.' });
    const run = runRecord([failed, skipped], {
      requirements: [
        requirement({ status: 'violated', cases: [failed.id] }),
        requirement({ id: 'RFC9126-2-2', text: 'Nobody has a case for it.' }),
        requirement({ id: 'RFC9126-2-3', text: 'Only the configuration shows it.', testable: 'config' }),
        requirement({ id: 'RFC9126-2-4', text: 'It is no duty here.', status: 'not-applicable' }),
      ],
    });
    const html = paperDocument(run, { of: () => caseTrace(failed) });
    const order = [
      'The bank broke 1 requirement in 1 case.',
      '2 of 1 planned cases',
      '1 Findings',
      'A foreign redirect_uri is refused',
      '2 Requirements and places',
      '1 more do not apply to this bank.',
      '3 Evidence of the findings',
      'Exchange at par',
      '4 What was not tested, and why',
      'the harness has no case for it (1)',
      'Only visible in the configuration of the bank (1)',
      'It waits longer than allowed.',
    ].map((text) => [text, html.indexOf(text)] as const);
    expect(order.filter(([, at]) => at < 0)).to.deep.equal([]);
    expect(order.map(([, at]) => at)).to.deep.equal(order.map(([, at]) => at).toSorted((a, b) => a - b));
  });

  it('concludes nothing from a run that did not finish, or in which nothing was tested', () => {
    const run = runRecord([]);
    expect(paperDocument(run, none)).to.include('Nothing that was run leads to a conclusion.');
    expect(paperDocument({ ...run, run: { ...run.run, finished: false } }, none)).to.include(
      'so that nothing is concluded of the whole',
    );
  });

  it('holds nothing that a browser would run or fetch, whatever a bank has said', () => {
    const judged = failingCase({ title: HOSTILE, meaning: HOSTILE, observed: HOSTILE, changed: [HOSTILE] });
    const run = runRecord([judged], {
      notices: [HOSTILE],
      requirements: [requirement({ text: HOSTILE, spec: HOSTILE })],
    });
    expect(paperDocument(run, none)).not.to.match(/<(?:script|img|svg|iframe|link|object)|\u202e/);
  });
});
