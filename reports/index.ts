/** The door of the reports: evidence in, documents out. */

export { type RunFacts, runFacts } from './allure/metadata.ts';
export { replayCase } from './allure/replay.ts';
export { allureReporterOptions } from './allure/reporter-options.ts';
export { githubAnnotations, githubSummary } from './formats/github.ts';
export { coverage } from './matrix/html.ts';
export { paperDocument, paperFooter } from './paper/document.ts';
export {
  type AllureProcess,
  FORMATS,
  OWN,
  openAllure,
  openDocuments,
  PAPER,
  startAllure,
  type Wishes,
} from './write.ts';
