/** Options for the allure-mocha reporter: our writer, and corrections to each result before it is written. */
import type { TestResult } from 'allure-js-commons';
import type { CaseTrace, JudgedCase } from '../../suites/evidence/record.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { resultsWriter } from './results-writer.ts';

/** Labels of the machine and the language say nothing about the bank. */
const UNWANTED = new Set([
  'host',
  'package',
  'language',
  'framework',
  'parentSuite',
  'suite',
  'subSuite',
  '_fallbackTestCaseId',
]);

/** The judged cases by id, with their traces; results are matched by `testCaseId`. */
export type Judged = ReadonlyMap<string, { judged: JudgedCase; trace: CaseTrace }>;

export function allureReporterOptions(resultsDir: string, cases?: Judged) {
  return {
    resultsDir,
    writer: resultsWriter(resultsDir),
    listeners: [
      { beforeTestResultWrite: (result: TestResult) => correct(result, cases?.get(result.testCaseId ?? '')) },
    ],
  };
}

function correct(result: TestResult, found: { judged: JudgedCase; trace: CaseTrace } | undefined): void {
  result.labels = result.labels.filter(({ name }) => !UNWANTED.has(name));
  result.name = plainLine(result.name ?? '');
  // Neither stack traces nor file paths of this machine belong into a report.
  delete result.statusDetails?.trace;
  if (result.statusDetails?.message) result.statusDetails.message = plainText(result.statusDetails.message);
  if (!found) return;
  const { judged, trace } = found;
  result.fullName = judged.id;
  result.historyId = `${judged.id}:${result.labels.find(({ name }) => name === 'bank')?.value ?? ''}`;
  result.titlePath = [judged.area, judged.scenario];
  result.start = Date.parse(trace.startedAt);
  result.stop = result.start + Math.round(trace.durationMs);
  result.labels = [...result.labels.filter(({ name }) => name !== 'thread'), { name: 'thread', value: judged.lane }];
  const told = judged.verdict === 'pass' ? {} : { message: plainText(`${judged.verdict}: ${judged.reason}`) };
  result.statusDetails = {
    ...result.statusDetails,
    ...told,
    ...(judged.verdict === 'fail'
      ? { expected: plainText(judged.expected.join('\n')), actual: plainText(judged.observed) }
      : {}),
    ...(judged.deviation ? { known: true } : {}),
  };
}
