/** The door of the evidence folder: what may be known of a run, kept clean of secrets and readable at every moment. */

export { certificatesOf } from './certificates.ts';
export { type Claim, claimFolder, Unclaimable } from './folder-claim.ts';
export { followLatest, pointLatest } from './latest.ts';
export { readRunFolder, tracePath, tracesIn, UnreadableRun } from './read-run.ts';
export * from './record.ts';
export { createRecorder, type Recorder, roundMs } from './recorder.ts';
export { createRedaction, NO_REDACTION, type Redaction } from './redact.ts';
export { FolderLost, folderProblem, openRunFolder, type RunFolder, rewriteRun } from './run-folder.ts';
export { type Leak, scanFolder } from './secret-scan.ts';
export { createTaint, REDACTED, type Taint } from './taint.ts';
export { evidenceProblems, traceProblems } from './whole.ts';
