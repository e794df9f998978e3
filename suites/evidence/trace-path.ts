/** Where the trace of a case lies inside the folder of its run. */
export function tracePath(caseId: string): string {
  return `traces/${caseId.replace(/[^A-Za-z0-9._[\]-]/g, '_')}.json`;
}
