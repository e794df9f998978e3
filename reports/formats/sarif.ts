/** SARIF 2.1.0: one result a finding, its rule the requirement, its place the line of the scenario. */
import type { JudgedCase, RequirementRow, RunRecord, Severity, Verdict } from '../../suites/evidence/record.ts';
import { historyId } from '../identity.ts';
import { fileUri, plainLine } from '../plain-text.ts';
import { scopeLine } from '../scope.ts';
import { controlWords } from '../words.ts';
import { chiefRequirement } from './chief-requirement.ts';

type Kind = 'fail' | 'open' | 'review';

/** Verdicts that are findings about the bank. A fault of the harness is none; it is told beside them. */
const FINDINGS: { [V in Verdict]?: { kind: Kind; level: 'error' | 'warning' | 'none' } } = {
  fail: { kind: 'fail', level: 'error' },
  warn: { kind: 'fail', level: 'warning' },
  inconclusive: { kind: 'open', level: 'none' },
  review: { kind: 'review', level: 'none' },
};

/** What GitHub sorts by. */
const SCORES: { [S in Severity]: string } = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '1.0' };
const LONGEST = 1000;

export function sarif(run: RunRecord): string {
  const rules = new Map<string, object>();
  const rows = new Map(run.requirements.map((row) => [row.id, row]));
  const results = run.cases.flatMap((judged) => {
    const finding = FINDINGS[judged.verdict];
    if (finding === undefined) return [];
    const ruleId = chiefRequirement(judged, rows);
    if (!rules.has(ruleId)) rules.set(ruleId, rule(ruleId, rows.get(ruleId), run.cases));
    return [{ ruleId, ruleIndex: [...rules.keys()].indexOf(ruleId), ...finding, ...resultOf(judged, run) }];
  });
  const faults = run.cases.filter(({ verdict }) => verdict === 'error');
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Assay', version: run.harness.version, rules: [...rules.values()] } },
        automationDetails: { id: `assay/${plainLine(run.target.name)}/${plainLine(run.target.profile)}/` },
        invocations: [
          {
            executionSuccessful: run.run.finished && faults.length === 0,
            startTimeUtc: run.run.startedAt,
            ...(run.run.finishedAt === null ? {} : { endTimeUtc: run.run.finishedAt }),
            toolExecutionNotifications: faults.map((judged) => ({
              level: 'error',
              message: { text: message(`${judged.id}: ${judged.meaning}`) },
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        properties: { profile: plainLine(run.target.profile), scope: plainLine(scopeLine(run), LONGEST) },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

function rule(id: string, row: RequirementRow | undefined, cases: readonly JudgedCase[]): object {
  const severities = cases.filter(({ requirements }) => requirements.some((one) => one.id === id));
  const score = severities.map(({ severity }) => SCORES[severity]).sort((a, b) => Number(b) - Number(a))[0] ?? '1.0';
  return {
    id,
    shortDescription: { text: message(row?.text ?? id) },
    ...(row ? { fullDescription: { text: message(`${row.spec}, ${row.clause} (${row.level}): ${row.text}`) } } : {}),
    ...(row?.url?.startsWith('https://') ? { helpUri: row.url } : {}),
    properties: { 'security-severity': score, tags: ['security', 'conformance'] },
  };
}

function resultOf(judged: JudgedCase, run: RunRecord): object {
  const told = [
    `${judged.title}. ${judged.meaning}`,
    `Changed: ${judged.changed.join('; ') || 'nothing'}`,
    `Expected: ${judged.expected.join('; ')}`,
    `Observed: ${judged.observed}`,
    `Controls: before ${controlWords(judged.controls.before)}, after ${controlWords(judged.controls.after)}`,
  ];
  return {
    message: { text: told.map(message).join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(judged.file) },
          region: { startLine: Math.max(1, judged.line) },
        },
        logicalLocations: [{ name: judged.id, kind: 'member' }],
      },
    ],
    partialFingerprints: { 'assayCase/v1': historyId(judged.id, run.target) },
    ...(judged.deviation
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: message(judged.deviation.reason) }] }
      : {}),
    properties: {
      case: judged.id,
      verdict: judged.verdict,
      severity: judged.severity,
      requirements: judged.requirements.map(({ id }) => id),
      trace: judged.trace,
    },
  };
}

/** In SARIF `[x](y)` is a link and `{0}` an argument: neither is for a bank to write. */
export const message = (text: string): string =>
  plainLine(text, LONGEST)
    .replaceAll('](', '] (')
    .replaceAll(/\{(?=\d)/g, '{ ');
