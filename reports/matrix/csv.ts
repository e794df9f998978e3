/** requirements.csv: every requirement of the profile, also those nothing has tested. */
import type { RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { plainLine } from '../plain-text.ts';

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

/** On one line. Spreadsheets run cells that look like formulas; a leading apostrophe stops them. */
export function cell(value: string): string {
  const line = plainLine(/^\s*[=+\-@]|^[\t\r]/.test(value) ? `'${value}` : value, 2000);
  return /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

/** A table as RFC 4180 has it, with a line of names first. */
export function csvText<Row>(columns: readonly [string, (row: Row) => string][], rows: readonly Row[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, read]) => cell(read(row))))];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

export const requirementsCsv = (run: RunRecord): string => csvText(COLUMNS, run.requirements);
