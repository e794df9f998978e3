import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { failingCase, HOSTILE, judgedCase, requirement, runRecord } from '../testing-run.ts';
import { coverage, requirementsHtml } from './html.ts';
import { runPage } from './index-page.ts';

const PAGES: [string, (run: RunRecord) => string][] = [
  ['requirements.html', requirementsHtml],
  ['index.html', (run) => runPage(run, [{ file: 'run.json', about: 'the run' }], new Map())],
];

/** Names of the elements of a page, and every address in it. */
function parts(html: string): { elements: Set<string>; addresses: string[]; handlers: string[] } {
  const tags = [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)];
  return {
    elements: new Set(tags.map(([, name]) => (name ?? '').toLowerCase())),
    addresses: tags.flatMap(([, , rest]) =>
      [...(rest ?? '').matchAll(/\b(?:href|src)="([^"]*)"/g)].map((hit) => hit[1] ?? ''),
    ),
    handlers: tags.flatMap(([, , rest]) => (rest ?? '').replace(/"[^"]*"/g, '""').match(/\bon\w+=/g) ?? []),
  };
}

for (const [name, write] of PAGES)
  describe(name, () => {
    it('holds nothing that a browser would run or fetch, whatever a bank has said', () => {
      const said = {
        title: HOSTILE,
        meaning: HOSTILE,
        next: HOSTILE,
        reason: HOSTILE,
        observed: HOSTILE,
        expected: [HOSTILE],
        changed: [HOSTILE],
        trace: `traces/${HOSTILE}`,
      };
      const row = requirement({
        text: HOSTILE,
        clause: HOSTILE,
        spec: HOSTILE,
        status: 'violated',
        cases: ['par.push[other-host]'],
      });
      const run = runRecord([failingCase(said)], { requirements: [row] });
      const html = write({ ...run, target: { ...run.target, name: HOSTILE, issuer: HOSTILE, defects: [HOSTILE] } });
      const { elements, addresses, handlers } = parts(html);
      for (const element of ['img', 'iframe', 'object', 'svg', 'link']) expect(elements).to.not.include(element);
      // Ours: what unfolds the page on paper and chooses among cases; the policy knows it by its hash.
      const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
      expect(scripts).to.have.length(1);
      expect(html.match(/<script/g)).to.have.length(1);
      expect(html).to.include(
        `script-src 'sha256-${createHash('sha256')
          .update(scripts[0] ?? '')
          .digest('base64')}'`,
      );
      expect(html.replaceAll('<form class="filter" hidden role="search">', '')).to.not.include('<form');
      expect(handlers).to.deep.equal([]);
      expect(addresses.filter((one) => /^(?:javascript|data):/i.test(one))).to.deep.equal([]);
      expect(html).to.not.match(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    });

    it('says by policy that nothing is loaded', () => {
      expect(write(runRecord([]))).to.match(/<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
    });

    it('says when the run is unfinished', () => {
      const run = runRecord([]);
      expect(write(run)).to.not.include('unfinished');
      expect(write({ ...run, run: { ...run.run, finished: false, finishedAt: null } })).to.include(
        'This run is unfinished',
      );
    });
  });

describe('requirements.html', () => {
  it('tells apart what was violated, proven, left open, never tested, and does not apply', () => {
    const rows: [Partial<RequirementRow>, string][] = [
      [{ status: 'violated', cases: ['par.push[other-host]'] }, 'violated'],
      [{ status: 'proven', cases: ['par.push[other-host]'] }, 'proven'],
      [{ status: 'unproven', cases: ['par.push[other-host]'] }, 'not proven'],
      [{ status: 'unproven' }, 'not tested'],
      [{ status: 'not-run' }, 'left out of this run'],
      [{ status: 'not-run', cases: ['par.push[other-host]'] }, 'run in part'],
      [{ status: 'violated', accepted: true, cases: ['par.push[other-host]'] }, 'violated, as a known deviation'],
      [{ status: 'unproven', testable: 'manual' }, 'to be checked by a person'],
      [{ status: 'not-applicable' }, 'not a duty of this bank'],
    ];
    for (const [given, wanted] of rows) {
      const html = requirementsHtml(runRecord([failingCase()], { requirements: [requirement(given)] }));
      expect(html.slice(html.indexOf('<tbody>'))).to.include(wanted);
    }
  });

  it('links the clause to its standard, and each case to its page', () => {
    const row = requirement({ status: 'violated', cases: ['par.push[other-host]'] });
    const { addresses } = parts(requirementsHtml(runRecord([failingCase()], { requirements: [row] })));
    expect(addresses).to.include('https://www.rfc-editor.org/rfc/rfc9126.html#section-2.1');
    expect(addresses).to.include('cases/par.push%5Bother-host%5D.html');
  });

  it('publishes one percentage: proven of what applies and can be, or was, tested from outside', () => {
    const rows = [
      requirement({ status: 'proven', cases: ['a'] }),
      requirement({ status: 'proven', testable: 'manual', cases: ['a'] }),
      requirement({ status: 'unproven' }),
      requirement({ status: 'unproven', testable: 'manual' }),
      requirement({ status: 'not-applicable' }),
    ];
    expect(coverage(rows)).to.deep.equal({ proven: 2, of: 3, percent: 66.6 });
    expect(coverage([])).to.deep.equal({ proven: 0, of: 0, percent: 0 });
  });
});

describe('index.html', () => {
  const page = (run: RunRecord): string => runPage(run, [], new Map());

  it('tells of a failure: requirement and level, change, expected, observed, both controls, evidence, how to run it again', () => {
    const html = page(runRecord([failingCase()]));
    for (const told of [
      'The bank let through what it must refuse.',
      'requirements.html#RFC9126-2-1',
      '(shall)',
      'The request is checked as at the authorization endpoint.',
      'par.param.redirect_uri',
      'par: oauth.invalid_request',
      'par: ok (HTTP 201)',
      '<dt>Control before</dt><dd>passed: par: ok</dd>',
      '<dt>Control after</dt><dd>passed: par: ok</dd>',
      'Find the check behind the requirement.',
      'cases/par.push%5Bother-host%5D.html',
      'traces/par.push%5Bother-host%5D.json',
      'npx assay run --only &#39;par.push[other-host]&#39;',
    ])
      expect(html).to.include(told);
  });

  it('puts the gravest first and leaves out of it what needs no attention', () => {
    const verdicts = ['pass', 'warn', 'observed', 'inconclusive', 'fail', 'error', 'skipped'] as const;
    const html = page(runRecord(verdicts.map((verdict) => judgedCase({ id: `a.${verdict}`, verdict }))));
    const attention = html.slice(html.indexOf('What needs attention'), html.indexOf('By area'));
    expect([...attention.matchAll(/<summary>.*?<code>a\.([a-z-]+)</g)].map((hit) => hit[1])).to.deep.equal([
      'error',
      'fail',
      'inconclusive',
      'warn',
    ]);
  });

  it('says what each client speaks, those that speak alike once, and what the bank publishes otherwise', () => {
    const variants = {
      primary: { 'request-delivery': ['pushed'], 'request-signing': ['none', 'signed'] },
      second: { 'request-delivery': ['pushed'], 'request-signing': ['none', 'signed'] },
      mtls: { 'request-delivery': ['by-value'] },
    };
    const { target } = runRecord([]);
    const html = page(runRecord([judgedCase()], { target: { ...target, variants }, notices: [`differs ${HOSTILE}`] }));
    expect(html).to.contain(
      '<dt>Variant of primary, second</dt><dd>request-delivery pushed, request-signing none / signed</dd>',
    );
    expect(html).to.contain('<dt>Variant of mtls</dt><dd>request-delivery by-value</dd>');
    expect(html)
      .to.match(/<p class="notice ">differs /)
      .and.not.contain(HOSTILE);
  });

  it('says first what was left out, and never calls the bank good for what did not run', () => {
    const notRun = ['a', 'b', 'c'].map((id, index) => ({
      ...{ id, requirements: ['R'], places: ['par'] },
      because: index === 0 ? '--shard 1/2' : '--only <b>.*',
    }));
    const scope = { asked: ['--only <b>.*', '--shard 1/2'], catalogue: 40, planned: 2, notRun };
    const html = page(runRecord([judgedCase(), judgedCase({ id: 'par.other', verdict: 'skipped' })], { scope }));
    expect(html).to.contain(
      'Asked for: <code>--only &lt;b&gt;.* --shard 1/2</code>. 2 of 40 cases planned: 1 run, 1 skipped. 3 cases that apply to this bank were left out (1 by --shard 1/2, 2 by --only &lt;b&gt;.*). Nothing is proven beyond what ran.',
    );
    expect(html).to.contain('<p class="lead unsure">No violation was found in what was run.</p>');
    expect(html.indexOf('<b>Scope.</b>')).to.be.below(html.indexOf('class="lead'));
    const whole = page(runRecord([judgedCase()], { scope: { asked: [], catalogue: 1, planned: 1, notRun: [] } }));
    expect(whole)
      .to.contain('1 of 1 cases planned: 1 run; none that applies was left out')
      .and.not.contain('<b>Scope.</b>');
    expect(whole).to.contain('<p class="lead good">No violation was found.</p>');
  });

  it('speaks of known deviations apart from violations', () => {
    const known = failingCase({ deviation: { reason: 'TICKET-7', until: null } });
    expect(page(runRecord([known, judgedCase({ id: 'par.other' })]))).to.contain(
      '<p class="lead good">No violation was found, but for 1 known deviation.</p>',
    );
    expect(page(runRecord([known, failingCase({ id: 'par.other' })]))).to.contain(
      '<p class="lead bad">1 case found a violation, beside 1 known.</p>',
    );
  });

  it('counts by area, and says in one line how the run went', () => {
    const run = runRecord([judgedCase(), failingCase({ id: 'par.other' }), judgedCase({ id: 'jarm.alg' })]);
    expect(page(run)).to.match(/<td>par<\/td><td class="num fail">1<\/td><td class="num pass">1<\/td>/);
    const lines: [RunRecord, string][] = [
      [run, '1 case found a violation.'],
      [runRecord([judgedCase()]), 'No violation was found.'],
      [runRecord([judgedCase(), judgedCase({ verdict: 'inconclusive' })]), 'not everything could be concluded'],
      [runRecord([judgedCase({ verdict: 'observed' })]), 'Nothing conclusive ran.'],
      [runRecord([judgedCase({ verdict: 'error' })]), 'The harness itself failed'],
    ];
    for (const [given, line] of lines) expect(page(given)).to.include(line);
  });
});
