import { expect } from 'chai';
import type { RunRecord, Verdict } from '../suites/evidence/record.ts';
import { junitXml as inPieces } from './junit.ts';
import { failingCase, HOSTILE, judgedCase, runRecord } from './testing-run.ts';

interface Element {
  name: string;
  attributes: Map<string, string>;
  parent: string | null;
}

/** Reads XML of the plain kind we write, and throws at the first thing that is not well-formed. */
function readXml(xml: string): Element[] {
  const [declaration = '', body = ''] = [xml.slice(0, xml.indexOf('?>') + 2), xml.slice(xml.indexOf('?>') + 2)];
  expect(declaration).to.equal('<?xml version="1.0" encoding="UTF-8"?>');
  expect(body, 'only characters that XML 1.0 allows').to.not.match(
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u,
  );
  const open: string[] = [];
  const found: Element[] = [];
  for (const token of body.match(/<[^>]*>|[^<]+/g) ?? []) {
    if (!token.startsWith('<')) {
      expect(token).to.not.match(/&(?!(?:amp|lt|gt|quot|#39);)/);
      continue;
    }
    const end = /^<\/(\w[\w-]*)>$/.exec(token);
    if (end) {
      expect(open.pop(), token).to.equal(end[1]);
      continue;
    }
    const start = /^<(\w[\w-]*)((?: [\w-]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>$/.exec(token);
    if (!start) throw new Error(`not well-formed: ${token}`);
    const attributes = [...(start[2] ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)].map(
      ([, key, value]) => [key, value] as const,
    );
    const names = new Map(attributes as [string, string][]);
    expect(names.size, `an attribute stands twice in ${token}`).to.equal(attributes.length);
    found.push({ name: start[1] ?? '', attributes: names, parent: open.at(-1) ?? null });
    if (start[3] === '') open.push(start[1] ?? '');
  }
  expect(open).to.deep.equal([]);
  return found;
}

const junitXml = (run: RunRecord): string => [...inPieces(run)].join('');

describe('junit.xml', () => {
  const verdicts: [Verdict, 'none' | 'failure' | 'error' | 'skipped'][] = [
    ['pass', 'none'],
    ['warn', 'none'],
    ['observed', 'none'],
    ['fail', 'failure'],
    ['inconclusive', 'error'],
    ['review', 'error'],
    ['error', 'error'],
    ['skipped', 'skipped'],
    ['not-applicable', 'skipped'],
  ];
  for (const [verdict, wanted] of verdicts)
    it(`tells ${verdict} as ${wanted}`, () => {
      const elements = readXml(junitXml(runRecord([judgedCase({ verdict })])));
      const results = elements.filter(({ name }) => ['failure', 'error', 'skipped'].includes(name));
      expect(results.map(({ name }) => name)).to.deep.equal(wanted === 'none' ? [] : [wanted]);
      for (const suite of elements.filter(({ name }) => name.startsWith('testsuite')))
        expect([
          suite.attributes.get('tests'),
          suite.attributes.get('failures'),
          suite.attributes.get('errors'),
          suite.attributes.get('skipped'),
        ]).to.deep.equal(['1', ...['failure', 'error', 'skipped'].map((kind) => (kind === wanted ? '1' : '0'))]);
    });

  it('breaks no build for a known deviation, and says why', () => {
    const known = failingCase({ deviation: { reason: 'TICKET-7', until: null } });
    const xml = junitXml(runRecord([known]));
    expect(readXml(xml).map(({ name }) => name))
      .to.include('skipped')
      .and.not.include('failure');
    expect(xml).to.include('name="known-deviation" value="TICKET-7"');
  });

  it('holds what consumers need: suites of scenarios, unique names, times in seconds', () => {
    const cases = ['par.push[a]', 'par.push[b]', 'pkce.verifier'].map((id) => judgedCase({ id, durationMs: 1500 }));
    const elements = readXml(junitXml(runRecord(cases)));
    const of = (name: string): Element[] => elements.filter((one) => one.name === name);
    expect(of('testsuites')).to.have.length(1);
    expect(
      of('testsuite').map(({ attributes, parent }) => [parent, attributes.get('name'), attributes.get('time')]),
    ).to.deep.equal([
      ['testsuites', 'par.push', '3.000'],
      ['testsuites', 'pkce.verifier', '1.500'],
    ]);
    expect(of('testsuite')[0]?.attributes.get('timestamp')).to.equal('2026-01-31T12:00:00');
    const names = of('testcase').map(({ attributes }) => `${attributes.get('classname')} ${attributes.get('name')}`);
    expect(names).to.deep.equal(cases.map(({ id, scenario }) => `${scenario} ${id}`));
    expect(of('testcase').every(({ attributes }) => attributes.get('time') === '1.500')).to.equal(true);
  });

  it('knows a case by its id, whatever its title', () => {
    const names = ['One title', 'Another'].map((title) => {
      const [found] = readXml(junitXml(runRecord([judgedCase({ title })]))).filter(({ name }) => name === 'testcase');
      return found?.attributes.get('name');
    });
    expect(names).to.deep.equal(['par.push[other-host]', 'par.push[other-host]']);
  });

  it('tells a failure in full: requirement, change, expectation, both controls, and the way to run it again', () => {
    const xml = junitXml(runRecord([failingCase()]));
    for (const told of [
      'RFC9126-2-1 (shall)',
      'redirect_uri',
      'par: oauth.invalid_request',
      'par: ok (HTTP 201)',
      'control before: passed',
      'control after: passed',
      'npx assay run',
    ])
      expect(xml).to.include(told);
  });

  it('stays well-formed whatever a bank has said', () => {
    const said = {
      title: HOSTILE,
      meaning: HOSTILE,
      next: HOSTILE,
      reason: HOSTILE,
      observed: HOSTILE.repeat(200),
      expected: [HOSTILE],
      changed: [HOSTILE],
    };
    const run = runRecord([failingCase(said), judgedCase({ ...said, id: 'a.b', verdict: 'skipped' })]);
    readXml(junitXml({ ...run, target: { ...run.target, name: HOSTILE } }));
  });
});
