import { expect } from 'chai';
import { HOSTILE, requirement, runRecord } from '../testing-run.ts';
import { cell, requirementsCsv } from './csv.ts';

/** Reads CSV as RFC 4180 has it. */
function readCsv(csv: string): string[][] {
  const rows: string[][] = [];
  for (const line of csv.match(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g) ?? [])
    rows.push(
      [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
  return rows;
}

describe('requirements.csv', () => {
  for (const first of ['=', '+', '-', '@', '\t', '\r'])
    it(`runs nothing in a spreadsheet that begins with ${JSON.stringify(first)}`, () => {
      expect(cell(`${first}cmd|' /C calc'!A0`).replace(/^"/, '')[0]).to.equal("'");
    });

  it('guards a formula behind white space as well', () => {
    expect([cell(' =1+1'), cell('\n@x'), cell('a=b')]).to.deep.equal(["' =1+1", "' @x", 'a=b']);
  });

  it('quotes what would end a cell, keeps to one line, and leaves the rest as it is', () => {
    expect([cell('a,b'), cell('say "x"'), cell('a\nb'), cell('plain')]).to.deep.equal([
      '"a,b"',
      '"say ""x"""',
      'a b',
      'plain',
    ]);
  });

  it('holds every requirement of the profile, the unproven ones too', () => {
    const statuses = ['violated', 'proven', 'unproven', 'not-applicable'] as const;
    const requirements = statuses.map((status, n) =>
      requirement({ id: `RFC9126-2-${n}`, status, text: `=${HOSTILE},` }),
    );
    const rows = readCsv(requirementsCsv(runRecord([], { requirements })));
    expect(rows.map((row) => row.length)).to.deep.equal([11, 11, 11, 11, 11]);
    expect(rows[0]).to.include.members(['id', 'spec', 'clause', 'level', 'status', 'cases', 'text']);
    expect(rows.slice(1).map((row) => [row[0], row[4]])).to.deep.equal(
      statuses.map((status, n) => [`RFC9126-2-${n}`, status]),
    );
  });
});
