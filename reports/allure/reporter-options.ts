/** Options for the allure-mocha reporter: our writer, and corrections to each result before it is written. */
import type { TestResult } from 'allure-js-commons';
import type { JudgedCase, RunRecord } from '../../suites/evidence/record.ts';
import { historyId, resultUuid } from '../identity.ts';
import { plainLine, plainText } from '../plain-text.ts';
import type { AllureResults } from './results.ts';
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
  'thread',
  '_fallbackTestCaseId',
]);

/**
 * @param cases the judged cases by id; results are matched by `testCaseId`
 * @param hasRoom tells whether the page can still take the attachments of a case
 */
export function allureReporterOptions(
  results: AllureResults,
  run: Pick<RunRecord, 'run' | 'target'>,
  cases: ReadonlyMap<string, JudgedCase>,
  hasRoom: (judged: JudgedCase) => boolean,
) {
  const left = (id: string): string | null => {
    const found = cases.get(id);
    return found && !hasRoom(found) ? found.trace : null;
  };
  return {
    writer: resultsWriter(results, run.run.id, left),
    listeners: [
      {
        beforeTestResultWrite(result: TestResult): void {
          const found = cases.get(result.testCaseId ?? '');
          if (found) correct(result, found, run);
        },
      },
    ],
  };
}

function correct(result: TestResult, judged: JudgedCase, { run, target }: Pick<RunRecord, 'run' | 'target'>): void {
  result.uuid = resultUuid(run.id, judged.id);
  result.historyId = historyId(judged.id, target);
  result.name = plainLine(result.name ?? '');
  result.fullName = judged.id;
  result.titlePath = [judged.area, judged.scenario];
  result.start = Date.parse(judged.startedAt);
  result.stop = result.start + Math.round(judged.durationMs);
  result.labels = [
    ...result.labels.filter(({ name }) => !UNWANTED.has(name)),
    // One lane of the timeline for each lane of the run.
    { name: 'thread', value: judged.lane },
  ];
  // Made anew, for Mocha's holds stack traces and paths of this machine.
  result.statusDetails = {
    ...(judged.verdict === 'pass' ? {} : { message: plainText(`${judged.verdict}: ${judged.reason}`) }),
    ...(judged.verdict === 'fail'
      ? { expected: plainText(judged.expected.join('\n')), actual: plainText(judged.observed) }
      : {}),
    ...(judged.deviation ? { known: true } : {}),
  };
}
