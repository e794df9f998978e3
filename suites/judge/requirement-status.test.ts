/** What a run has shown of its requirements, as a whole and place by place. */
import { expect } from 'chai';
import type { CaseTrace, NotRun, Verdict } from '../evidence/record.ts';
import { requirement } from '../plan/testing-library.ts';
import { judgeRun } from './judge.ts';
import { type RequirementInput, requirementInputs } from './requirement-status.ts';
import { context, made, row } from './testing-judged-run.ts';
import { controlled, hold } from './testing-trace.ts';

describe('requirements of a run', () => {
  const table: [string, Verdict[], string][] = [
    ['nobody tested it', [], 'unproven'],
    ['a case passed', ['pass'], 'proven'],
    ['a case passed with a warning', ['warn'], 'proven'],
    ['a case failed', ['fail'], 'violated'],
    ['one passed and one failed', ['pass', 'fail'], 'violated'],
    ['one passed and one stayed in doubt', ['pass', 'inconclusive'], 'unproven'],
    ['one passed and one broke here', ['pass', 'error'], 'unproven'],
    ['one passed and one was skipped', ['pass', 'skipped'], 'proven'],
    ['one passed and one does not apply', ['pass', 'not-applicable'], 'proven'],
    ['all were skipped', ['skipped'], 'unproven'],
    ['it was only observed', ['observed'], 'unproven'],
    ['none applies', ['not-applicable', 'not-applicable'], 'not-applicable'],
    ['one does not apply and one was skipped', ['not-applicable', 'skipped'], 'unproven'],
  ];
  for (const [name, verdicts, status] of table)
    it(`${name}: ${status}`, () => {
      const traces = verdicts.map((verdict, index) => made(`a.case-${index}`, verdict));
      const { requirements } = judgeRun(traces, { ...context, requirements: [row('REQ-1'), row('REQ-2')] });
      expect(requirements.map((one) => [one.id, one.status])).to.deep.equal([
        ['REQ-1', status],
        ['REQ-2', 'unproven'],
      ]);
      expect(requirements[0]?.cases).to.deep.equal(traces.map(({ id }) => id));
    });

  const left = (id: string, places: string[]): NotRun => ({ id, because: '--only x', requirements: ['REQ-1'], places });
  const partly: [string, Verdict[], string][] = [
    ['nothing of it was run', [], 'not-run'],
    ['what was run passed', ['pass'], 'not-run'],
    ['what was run was skipped here', ['skipped'], 'not-run'],
    ['what was run does not apply', ['not-applicable'], 'not-run'],
    ['what was run failed', ['fail'], 'violated'],
    ['what was run stayed in doubt', ['inconclusive'], 'unproven'],
  ];
  for (const [name, verdicts, status] of partly)
    it(`a case was left out, and ${name}: ${status}`, () => {
      const traces = verdicts.map((verdict, index) => made(`a.case-${index}`, verdict));
      const notRun = [left('a.other', ['token'])];
      const told = (input: Partial<RequirementInput>) =>
        judgeRun(traces, { ...context, notRun, requirements: [row('REQ-1', input)] }).requirements[0]?.status;
      expect(told({})).to.equal(status);
      expect(told({ places: [{ place: 'token' }] })).to.equal(status);
    });

  it('are open at the places of cases that were left out, until those have a verdict', () => {
    const [here, skipped] = [made('a.case', 'pass'), made('a.other', 'skipped')].map((one) => ({
      ...one,
      proves: { token: ['par'] },
    }));
    const places = [{ place: 'par' }, { place: 'token' }];
    const told = (traces: (CaseTrace | undefined)[], of: string[]) => {
      const notRun = [left('a.other', of)];
      const { requirements } = judgeRun(
        traces.flatMap((one) => one ?? []),
        { ...context, notRun, requirements: [row('REQ-1', { places })] },
      );
      return [requirements[0]?.status, ...(requirements[0]?.places ?? []).map(({ status }) => status)];
    };
    expect(told([here], ['token'])).to.deep.equal(['partly-proven', 'proven', 'not-run']);
    expect(told([here], ['par'])).to.deep.equal(['not-run', 'not-run', 'not-tried']);
    expect(told([here, skipped], ['par'])).to.deep.equal(['not-run', 'not-run', 'not-tried']);
    const ran = { ...made('a.other', 'pass'), proves: { token: ['token'] } };
    expect(told([here, ran], ['token'])).to.deep.equal(['proven', 'proven', 'proven']);
  });

  const AT_FOUR = ['par', 'token', 'refresh', 'introspection'].map((place) => ({ place }));
  /** The status as a whole and at each place, of cases that ended so at those places. */
  const placed = (seen: [place: string, verdict: Verdict][], input: Partial<RequirementInput> = {}) => {
    const traces = seen.map(([place, verdict], index) => ({
      ...made(`a.case-${index}`, verdict),
      proves: { token: [place] },
    }));
    const { requirements } = judgeRun(traces, {
      ...context,
      requirements: [row('REQ-1', { places: AT_FOUR, ...input })],
    });
    return [requirements[0]?.status, ...(requirements[0]?.places ?? []).map(({ status }) => status)];
  };

  const places: [string, [string, Verdict][], string[]][] = [
    [
      'is partly proven at some of its places',
      [
        ['par', 'pass'],
        ['token', 'pass'],
      ],
      ['partly-proven', 'proven', 'proven', 'not-tried', 'not-tried'],
    ],
    [
      'is proven at all of them',
      [
        ['par', 'pass'],
        ['token', 'warn'],
        ['refresh', 'pass'],
        ['introspection', 'pass'],
      ],
      ['proven', 'proven', 'proven', 'proven', 'proven'],
    ],
    [
      'is violated by one',
      [
        ['par', 'pass'],
        ['token', 'fail'],
      ],
      ['violated', 'proven', 'violated', 'not-tried', 'not-tried'],
    ],
    [
      'is in doubt where a case was',
      [
        ['par', 'pass'],
        ['par', 'inconclusive'],
        ['token', 'pass'],
      ],
      ['partly-proven', 'in-doubt', 'proven', 'not-tried', 'not-tried'],
    ],
    ['is not proven elsewhere', [['jarm', 'pass']], ['unproven', 'not-tried', 'not-tried', 'not-tried', 'not-tried']],
    ['is violated elsewhere', [['jarm', 'fail']], ['violated', 'not-tried', 'not-tried', 'not-tried', 'not-tried']],
    [
      'is not tried where a case was skipped',
      [
        ['par', 'pass'],
        ['token', 'skipped'],
      ],
      ['partly-proven', 'proven', 'not-tried', 'not-tried', 'not-tried'],
    ],
  ];
  for (const [name, seen, wanted] of places)
    it(name, () => {
      expect(placed(seen)).to.deep.equal(wanted);
    });

  it('is proven only where the case came to: a change that was not sent any more shows nothing', () => {
    const proves = { par: ['par'], token: ['token'], resource: ['resource'] };
    const at = (verdict: Verdict) =>
      judgeRun([{ ...made('a.case', verdict), proves }], { ...context, requirements: [] }).cases[0]?.proves;
    const reached =
      made('a.case', 'pass')
        .attempts.find(({ role }) => role === 'case')
        ?.steps.map(({ id }) => id) ?? [];
    expect(reached).to.include('token').and.to.not.include('resource');
    expect(at('pass')).to.include('token').and.to.not.include('resource');
    expect(at('inconclusive')).to.deep.equal(['par', 'token', 'resource']);
  });

  it('does not bind a bank that has none of its places', () => {
    const scoped = [
      { ...requirement('REQ-1', { places: ['par'] }), effective: 'shall' as const, stated: null, due: [] },
      {
        ...requirement('REQ-2', { places: ['par'] }),
        effective: 'shall' as const,
        stated: null,
        due: [{ place: 'par' as const, visited: true }],
      },
    ];
    const { requirements } = judgeRun([], { ...context, requirements: requirementInputs(scoped) });
    expect(requirements.map(({ status }) => status)).to.deep.equal(['not-applicable', 'unproven']);
  });

  it('tell a place that no case visits from one where none could show anything, also when judged again', () => {
    const known: RequirementInput['places'] = [{ place: 'par' }, { place: 'token', status: 'no-case' }];
    expect(placed([['par', 'pass']], { places: known })).to.deep.equal(['partly-proven', 'proven', 'no-case']);
    expect(placed([['token', 'pass']], { places: known })).to.deep.equal(['partly-proven', 'not-tried', 'proven']);
  });

  it('call a duty neither violated nor proven by a recommendation that the same case looks at', () => {
    const facts = { authorize: { 'jarm.alg': 'RS256' } };
    const holds = [hold({ in: ['PS256'], level: 'should' as const })];
    const looking = controlled({
      facts,
      expect: { polarity: 'positive', outcome: { resource: ['ok'] }, tolerates: {}, holds },
    });
    const judged = (...more: CaseTrace[]) =>
      judgeRun([looking, ...more], { ...context, requirements: [row('REQ-1')] }).requirements[0]?.status;
    expect(judgeRun([looking], { ...context, requirements: [] }).cases[0]?.verdict).to.equal('warn');
    expect(judged()).to.equal('unproven');
    expect(judged(made('a.other', 'pass'))).to.equal('proven');
  });

  it('call a broken recommendation violated, though it only warns, and an unused permission not', () => {
    const broken = controlled({
      expect: { level: 'should' },
      more: {
        requirements: [
          { id: 'REQ-1', level: 'should' },
          { id: 'REQ-2', level: 'may' },
        ],
      },
    });
    const judged = judgeRun([broken], {
      ...context,
      requirements: [row('REQ-1', { level: 'should' }), row('REQ-2', { level: 'may' })],
    });
    expect(judged.cases[0]?.verdict).to.equal('warn');
    expect(judged.requirements.map(({ status }) => status)).to.deep.equal(['violated', 'unproven']);
  });

  it('leave the duties of clients out, unless a case cites them', () => {
    const scoped = [
      { ...requirement('REQ-1', { actor: 'client' }), effective: 'shall' as const, stated: null, due: [] },
      { ...requirement('REQ-2', { actor: 'tpp' }), effective: 'should' as const, stated: 'shall' as const, due: [] },
      { ...requirement('REQ-3', { actor: 'client' }), effective: 'shall' as const, stated: null, due: [] },
      { ...requirement('REQ-4', { actor: 'rs' }), effective: 'shall' as const, stated: null, due: [] },
    ];
    const judged = judgeRun([made('a.case', 'pass', [['REQ-1']])], {
      ...context,
      requirements: requirementInputs(scoped),
    });
    expect(judged.requirements.map(({ status, level }) => [status, level])).to.deep.equal([
      ['proven', 'shall'],
      ['not-applicable', 'should'],
      ['not-applicable', 'shall'],
      ['unproven', 'shall'],
    ]);
    expect(Object.keys(judged.requirements[0] ?? {})).to.not.include('bindsBank');
  });

  it('can be judged again from the rows of an earlier run', () => {
    const first = judgeRun([made('a.case', 'pass')], {
      ...context,
      requirements: [row('REQ-1'), row('REQ-9', { bindsBank: false })],
    });
    const again = judgeRun([made('a.case', 'pass')], { ...context, requirements: first.requirements });
    expect(again.requirements).to.deep.equal(first.requirements);
  });
});
