/** The door of the reports: evidence in, documents out. */

export { type RunFacts, replayCase } from './allure/replay.ts';
export { allureReporterOptions, type Judged } from './allure/reporter-options.ts';
export { consoleSummary, VERDICT_COLOURS } from './console.ts';
export { coverage } from './matrix/html.ts';
export { writeReports } from './write.ts';
