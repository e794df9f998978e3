/** What docs/sca-cases.md says is tried, or why it is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { PlannedCase } from '../plan/index.ts';
import { listDeviations } from '../run/bank-catalogue.ts';
import { planOnly } from '../run/prepare.ts';
import { ROOT } from '../testing-project.ts';

/** Together they have what these cases need. */
const TARGETS = ['mock-bank.yaml', 'mock-bank-berlin-group.yaml', 'mock-bank-funds.yaml'];

const text = readFileSync(join(ROOT, 'docs', 'sca-cases.md'), 'utf8');

/** The cells of the table whose first line begins so, without its head. */
function table(head: string): string[][] {
  const lines = text.slice(text.indexOf(head)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  const cells = (line: string) => line.split('|').slice(1, -1);
  return lines.slice(2, end).map((line) => cells(line).map((cell) => cell.trim()));
}

const quoted = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);

/** `1-3, 5` as numbers. */
function numbers(ranges: string): number[] {
  return ranges.split(', ').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

describe('the situations of strong authentication', function () {
  this.timeout(120_000);
  let cases: PlannedCase[];
  before(() => {
    cases = TARGETS.flatMap((name) => {
      const { plan } = planOnly({ target: join(ROOT, 'targets', name), only: ['*'], area: [] });
      return plan.cases.filter(({ withheld }) => withheld === null || withheld.verdict === 'skipped');
    });
  });

  const boundaries = table('| Code | Numbers').flatMap(([code = '', ranges = '']) =>
    numbers(ranges).map((number) => `${code}-${String(number).padStart(2, '0')}`),
  );

  it('are 299 boundaries, each of them once', () => {
    expect(boundaries).to.have.length(299);
    expect(new Set(boundaries).size).to.equal(299);
  });

  it('are each a decision that is asked for, or another case, or have a reason', () => {
    const elsewhere = new Map(
      table('| Boundary | Where').map(([id = '', where = '', why = '']) => [id, { where, why }]),
    );
    const rows = new Set(
      cases.flatMap(({ id }) => /^sca\.decision\.[a-z-]+\[([a-z]+-\d+)/.exec(id)?.[1]?.toUpperCase() ?? []),
    );
    expect(boundaries.filter((id) => rows.has(id) === elsewhere.has(id))).to.deep.equal([]);
    const ids = new Set(cases.map(({ id }) => id));
    for (const [boundary, { where, why }] of elsewhere) {
      expect(boundaries, boundary).to.include(boundary);
      expect(why, boundary).to.match(/^[a-z].{9,}/);
      if (where !== 'nowhere')
        expect(
          quoted(where).filter((id) => !ids.has(id)),
          boundary,
        ).to.deep.equal([]);
    }
  });

  it('are edges of consents, each with a case or a reason', () => {
    const ids = new Set(cases.map(({ id }) => id));
    for (const [edge = '', where = '', why = ''] of table('| Edge | Where')) {
      if (where === 'nowhere') expect(why, edge).to.match(/^[a-z].{9,}/);
      else
        expect(
          quoted(where).filter((id) => !ids.has(id)),
          edge,
        ).to.deep.equal([]);
    }
  });

  it('are mistakes as well, each a defect of the bank that a case claims to catch', () => {
    const known = new Set(listDeviations('defects').map(({ id }) => id));
    const claimed = new Set(cases.flatMap(({ detects }) => detects));
    const mistakes = table('| Mistake | Defect');
    expect(mistakes).to.have.length(22);
    for (const [mistake = '', named] of mistakes) {
      expect(quoted(named), mistake).to.not.deep.equal([]);
      expect(
        quoted(named).filter((id) => !known.has(id) || !claimed.has(id)),
        mistake,
      ).to.deep.equal([]);
    }
  });
});
