/** The run as an in-toto statement about its result, for tools that gather attestations. */
import type { JudgedCase, RunRecord, Verdict } from '../evidence/record.ts';

const PREDICATE = 'https://in-toto.io/attestation/test-result/v0.1';

const PASSED: readonly Verdict[] = ['pass', 'observed'];
const WARNED: readonly Verdict[] = ['warn', 'inconclusive', 'review'];
const FAILED: readonly Verdict[] = ['fail', 'error'];

/**
 * What was tested is named by the evidence, for a bank has no digest. A case in doubt warns, and so does a failure that a
 * known deviation accepts. Cases that were not run are in none of the lists.
 * @param digests SHA-256 (hex) of run.json, by its path in the bundle
 */
export function testResult(run: RunRecord, digests: { run: string; path: string }): object {
  const accepted = (one: JudgedCase): boolean => one.deviation !== null;
  const ids = (of: (one: JudgedCase) => boolean): string[] => run.cases.filter(of).map(({ id }) => id);
  const failedTests = ids((one) => FAILED.includes(one.verdict) && !accepted(one));
  const warnedTests = ids((one) => WARNED.includes(one.verdict) || (FAILED.includes(one.verdict) && accepted(one)));
  const passedTests = ids((one) => PASSED.includes(one.verdict));
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: digests.path, digest: { sha256: digests.run } }],
    predicateType: PREDICATE,
    predicate: {
      result: resultOf(run, { failed: failedTests.length, warned: warnedTests.length, passed: passedTests.length }),
      configuration: [
        { name: `target ${run.target.name}, ${run.target.issuer}`, digest: { sha256: run.target.digest } },
        { name: `scenarios of profile ${run.target.profile}`, digest: { sha256: run.scenarios.digest } },
      ],
      passedTests,
      warnedTests,
      failedTests,
    },
  };
}

/** A run that was broken off, or in which nothing was concluded, has not passed. */
function resultOf(run: RunRecord, of: { failed: number; warned: number; passed: number }): string {
  if (of.failed > 0) return 'FAILED';
  return of.warned > 0 || of.passed === 0 || !run.run.finished ? 'WARNED' : 'PASSED';
}
