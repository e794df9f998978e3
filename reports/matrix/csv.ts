/** requirements.csv: every requirement of the profile, also those nothing has tested. */
import type { RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { plainText } from '../plain-text.ts';

const COLUMNS: readonly [string, (row: RequirementRow) => string][] = [
  ['id', (row) => row.id],
  ['spec', (row) => row.spec],
  ['clause', (row) => row.clause],
  ['level', (row) => row.level],
  ['status', (row) => row.status],
  [
    'proven places',
    (row) => `${row.places.filter(({ status }) => status === 'proven').length} of ${row.places.length}`,
  ],
  ['places', (row) => row.places.map(({ place, status }) => `${place}: ${status}`).join('; ')],
  ['testable', (row) => row.testable],
  ['source', (row) => row.source],
  ['cases', (row) => row.cases.join(' ')],
  ['text', (row) => row.text],
];

/** Spreadsheets run cells that look like formulas; a leading apostrophe stops them. */
export function cell(value: string): string {
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  const clean = plainText(guarded, 2000);
  return /[",\n\r]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}

export function requirementsCsv(run: RunRecord): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...run.requirements.map((row) => COLUMNS.map(([, read]) => cell(read(row)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
