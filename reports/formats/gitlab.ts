/** GitLab's code quality report: what failed, warns or is in doubt, at the line of its scenario. */
import type { RunRecord, Severity, Verdict } from '../../suites/evidence/record.ts';
import { historyId } from '../identity.ts';
import { plainLine } from '../plain-text.ts';
import { chiefRequirement } from './chief-requirement.ts';

const SEVERITIES: { [S in Severity]: string } = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/** A failure counts by its severity; what only warns is minor, and a doubt is for information. */
const SHOWN: { [V in Verdict]?: (severity: Severity) => string } = {
  fail: (severity) => SEVERITIES[severity],
  error: (severity) => SEVERITIES[severity],
  warn: () => 'minor',
  inconclusive: () => 'info',
  review: () => 'info',
};

/** Without what a known deviation accepts. */
export function gitlabCodeQuality(run: RunRecord): string {
  const rows = new Map(run.requirements.map((row) => [row.id, row]));
  const issues = run.cases.flatMap((judged) => {
    const severity = judged.deviation === null ? SHOWN[judged.verdict]?.(judged.severity) : undefined;
    if (severity === undefined) return [];
    const told = [judged.id, judged.verdict, judged.title, judged.meaning, `Observed: ${judged.observed}`];
    return [
      {
        description: plainLine(told.join(' | '), 800),
        check_name: chiefRequirement(judged, rows),
        fingerprint: historyId(judged.id, run.target),
        severity,
        location: { path: plainLine(judged.file, 400), lines: { begin: Math.max(1, judged.line) } },
      },
    ];
  });
  return `${JSON.stringify(issues, null, 1)}\n`;
}
