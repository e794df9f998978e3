/** What other programs read: each document against its schema, for every verdict, and with text of a hostile bank in every field. */
import { expect } from 'chai';
import { validateXML, type XMLFileInfo } from 'xmllint-wasm';
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { VERDICTS } from '../../suites/evidence/record.ts';
import { junitXml } from '../junit.ts';
import { failingCase, HOSTILE, judgedCase, requirement, runRecord } from '../testing-run.ts';
import { casesCsv } from './cases-csv.ts';
import { githubAnnotations, githubSummary } from './github.ts';
import { gitlabCodeQuality } from './gitlab.ts';
import { oscalResults } from './oscal.ts';
import { sarif } from './sarif.ts';
import { JUNIT_XSD, SCHEMAS } from './testing-schemas.ts';

/** Beside markup: what would begin a line or a cell of its own, a workflow command, a link of SARIF, an argument of its messages. */
const EVIL = `=cmd|' /C calc'!A0\n::error::not ours\r\n##vso[task.complete]\n| a | b |\n${HOSTILE} [x](http://evil.example) {0} %0A::warning::x \udc00`;

const everyVerdict = (): RunRecord =>
  runRecord(
    VERDICTS.map((verdict) => judgedCase({ id: `par.push[${verdict}]`, verdict })),
    {
      requirements: (['violated', 'proven', 'partly-proven', 'unproven', 'not-applicable'] as const).map((status) =>
        requirement({ id: `RFC9126-${status}`, status, cases: status === 'unproven' ? [] : ['par.push[fail]'] }),
      ),
    },
  );

/** Every text that a bank, an author or a foreign file can set. */
function hostileRun(): RunRecord {
  const said: Partial<JudgedCase> = {
    ...{
      title: EVIL,
      reason: EVIL,
      meaning: EVIL,
      next: EVIL,
      observed: EVIL.repeat(50),
      expected: [EVIL],
      changed: [EVIL],
      proves: [EVIL],
    },
    ...{ file: EVIL, trace: EVIL, tags: [EVIL], reproduce: EVIL, cause: EVIL },
    controls: {
      before: { planned: true, ok: false, outcome: EVIL },
      after: { planned: true, ok: false, outcome: EVIL },
    },
    requirements: [{ id: `9 ${EVIL}`, level: 'shall' }],
  };
  const cases = VERDICTS.map((verdict, index) =>
    judgedCase({ ...said, id: `${EVIL}[${index}]`, scenario: EVIL, verdict }),
  );
  const run = runRecord([...cases, failingCase({ ...said, deviation: { reason: EVIL, until: null } })], {
    requirements: [
      requirement({
        id: `9 ${EVIL}`,
        text: EVIL,
        spec: EVIL,
        clause: EVIL,
        status: 'violated',
        cases: [cases[7]?.id ?? ''],
        url: `javascript:${EVIL}`,
      }),
    ],
  });
  return {
    ...run,
    target: { ...run.target, name: EVIL, issuer: EVIL, profile: EVIL, digest: EVIL },
    run: { ...run.run, argv: [EVIL] },
    scope: {
      asked: [EVIL],
      catalogue: 9,
      planned: 9,
      notRun: [{ id: EVIL, because: EVIL, requirements: [EVIL], places: [EVIL] }],
    },
    harness: { ...run.harness, version: EVIL },
  };
}

// biome-ignore format: a table, one row a line
const RUNS: [what: string, run: () => RunRecord][] = [
  ['a run with every verdict', everyVerdict],
  ['a run of nothing', () => runRecord([], { requirements: [] })],
  ['a run that was broken off', () => { const run = everyVerdict(); return { ...run, run: { ...run.run, finished: false, finishedAt: null } }; }],
  ['a run of a hostile bank', hostileRun],
];

const JSON_FORMATS = { sarif, oscal: oscalResults, gitlab: gitlabCodeQuality };

interface Sarif {
  runs: [
    {
      results: {
        ruleId: string;
        kind: string;
        message: { text: string };
        suppressions?: object[];
        locations: unknown;
        partialFingerprints: unknown;
      }[];
      tool: { driver: { rules: { id: string }[] } };
    },
  ];
}
const sarifOf = (run: RunRecord): Sarif['runs'][0] => (JSON.parse(sarif(run)) as Sarif).runs[0];

describe('the formats for other programs', () => {
  for (const [what, run] of RUNS) {
    for (const [format, write] of Object.entries(JSON_FORMATS))
      it(`are ${format} by its schema for ${what}`, () => {
        const holds = SCHEMAS[format];
        expect(holds?.(JSON.parse(write(run()))), JSON.stringify(holds?.errors?.slice(0, 3))).to.equal(true);
      });

    it(`are JUnit XML by its schema for ${what}`, async () => {
      const xml: XMLFileInfo = { fileName: 'junit.xml', contents: [...junitXml(run())].join('') };
      const { valid, errors } = await validateXML({ xml: [xml], schema: [JUNIT_XSD] });
      expect(valid, JSON.stringify(errors.slice(0, 3))).to.equal(true);
    });

    it(`are CSV with a line for each case, and run nothing, for ${what}`, () => {
      const lines = casesCsv(run()).split('\r\n');
      expect(lines.length).to.equal(run().cases.length + 2);
      for (const line of lines) {
        expect(line).to.not.match(/[\r\n]/);
        for (const [, cell = ''] of line.matchAll(/(?:^|,)"?([^,"]*)/g)) expect(cell).to.not.match(/^\s*[=+@]/);
      }
    });

    it(`are annotations of GitHub and nothing else for ${what}`, () => {
      const lines = githubAnnotations(run()).split('\n').slice(0, -1);
      for (const line of lines)
        expect(line).to.match(/^::(?:error|warning|notice) file=[^:,]*,line=\d+,title=[^:,]*::[^\r\n]*$/);
      expect(lines.length).to.equal(
        run().cases.filter(
          ({ verdict, deviation }) => deviation === null && /fail|error|warn|inconclusive|review/.test(verdict),
        ).length,
      );
    });

    it(`are a summary of a job whose text is text for ${what}`, () => {
      const summary = githubSummary(run());
      expect(summary).to.not.match(/(?<!\\)<|(?<!\\)\]\(|^::|^##vso|^= ?cmd/m);
      const rows = summary.split('\n').filter((line) => line.startsWith('|'));
      for (const row of rows)
        expect(row.replaceAll('\\|', '').split('|')).to.have.length(rows[0]?.split('|').length ?? 0);
    });

    it(`are the same bytes each time for ${what}`, () => {
      const junit = (of: ReturnType<typeof run>): string => [...junitXml(of)].join('');
      for (const write of [...Object.values(JSON_FORMATS), junit, casesCsv, githubAnnotations, githubSummary])
        expect(write(run())).to.equal(write(run()));
    });
  }
});

describe('SARIF', () => {
  it('has one result a finding, under the requirement that was violated, at the line of the scenario', () => {
    const cites = [
      { id: 'RFC9126-2-1', level: 'shall' as const },
      { id: 'RFC9126-2-2', level: 'shall' as const },
    ];
    const requirements = [
      requirement({ id: 'RFC9126-2-1', status: 'proven' }),
      requirement({ id: 'RFC9126-2-2', status: 'violated' }),
    ];
    const { results, tool } = sarifOf(
      runRecord([failingCase({ requirements: cites }), judgedCase({ id: 'a.b' })], { requirements }),
    );
    expect(results.map(({ ruleId }) => ruleId)).to.deep.equal(['RFC9126-2-2']);
    expect(tool.driver.rules.map(({ id }) => id)).to.deep.equal(['RFC9126-2-2']);
    expect(JSON.stringify(results[0]?.locations))
      .to.include('"uri":"scenarios/par/push.yaml"')
      .and.include('"startLine":7');
  });

  it('accuses nobody of what is in doubt, and marks what is accepted', () => {
    const doubt = judgedCase({ id: 'a.doubt', verdict: 'inconclusive' });
    const accepted = failingCase({ deviation: { reason: 'TICKET-7', until: null } });
    const { results } = sarifOf(runRecord([doubt, accepted, judgedCase({ id: 'a.fault', verdict: 'error' })]));
    expect(results.map(({ kind, suppressions }) => [kind, suppressions?.length ?? 0])).to.deep.equal([
      ['open', 0],
      ['fail', 1],
    ]);
  });

  it('knows a finding again in another run, whatever its title says', () => {
    const prints = ['One', 'Other'].map(
      (title) => sarifOf(runRecord([failingCase({ title })])).results[0]?.partialFingerprints,
    );
    expect(prints[0]).to.deep.equal(prints[1]);
  });

  it('has no link or argument that a bank wrote', () => {
    for (const { message } of sarifOf(hostileRun()).results) expect(message.text).to.not.match(/\]\(|\{\d/);
  });
});

describe('what a run left out', () => {
  it('is told where its results are', () => {
    const left = { id: 'par.x', because: '--only par.push', requirements: [], places: [] };
    const run = { ...everyVerdict(), scope: { asked: ['--only par.push'], catalogue: 10, planned: 9, notRun: [left] } };
    for (const write of [sarif, oscalResults, githubSummary])
      expect(write(run).replaceAll('\\', ''))
        .to.include('Asked for with --only par.push')
        .and.include('1 case that applies to this bank was left out');
  });
});

describe('annotations of GitHub', () => {
  it('are the gravest first, no more than it shows, and without what is accepted', () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      failingCase({ id: `a.b[${n}]`, severity: n === 29 ? 'critical' : 'low' }),
    );
    const lines = githubAnnotations(
      runRecord([...many, failingCase({ id: 'a.known', deviation: { reason: 'x', until: null } })]),
    ).split('\n');
    expect(lines.slice(0, -1)).to.have.length(10);
    expect(lines[0]).to.include('title=a.b[29]');
    expect(lines.join()).to.not.include('a.known');
  });
});

describe('OSCAL assessment results', () => {
  it('have a finding for what is proven or violated, and none for what is neither', () => {
    const text = oscalResults(everyVerdict());
    const [result] = (
      JSON.parse(text) as {
        'assessment-results': { results: { findings: { title: string; target: { status: object } }[] }[] };
      }
    )['assessment-results'].results;
    expect(result?.findings.map(({ title, target }) => [title, target.status])).to.deep.equal([
      ['RFC9126-violated', { state: 'not-satisfied', reason: 'fail' }],
      ['RFC9126-proven', { state: 'satisfied', reason: 'pass' }],
    ]);
  });
});
