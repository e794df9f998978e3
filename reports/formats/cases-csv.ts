/** cases.csv: every case of the run, for spreadsheets. */
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { csvText } from '../matrix/csv.ts';
import { controlWords } from '../words.ts';

const COLUMNS: readonly [string, (one: JudgedCase) => string][] = [
  ['id', ({ id }) => id],
  ['title', ({ title }) => title],
  ['area', ({ area }) => area],
  ['severity', ({ severity }) => severity],
  ['verdict', ({ verdict }) => verdict],
  ['known deviation', ({ deviation }) => deviation?.reason ?? ''],
  ['meaning', ({ meaning }) => meaning],
  ['requirements', ({ requirements }) => requirements.map(({ id, level }) => `${id} (${level})`).join('; ')],
  ['places', ({ proves }) => proves.join(' ')],
  ['changed', ({ changed }) => changed.join('; ')],
  ['expected', ({ expected }) => expected.join('; ')],
  ['observed', ({ observed }) => observed],
  ['control before', ({ controls }) => controlWords(controls.before)],
  ['control after', ({ controls }) => controlWords(controls.after)],
  ['next', ({ next }) => next ?? ''],
  ['started', ({ startedAt }) => startedAt],
  ['milliseconds', ({ durationMs }) => String(Math.round(durationMs))],
  ['scenario', ({ file, line }) => `${file}:${line}`],
  ['trace', ({ trace }) => trace],
];

export const casesCsv = (run: RunRecord): string => csvText(COLUMNS, run.cases);
