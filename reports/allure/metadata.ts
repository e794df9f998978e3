/** What Allure shows of a case beside its steps: labels, links to the clauses, parameters, and a description. */
import type { Label, Link, Parameter } from 'allure-js-commons';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import type { JudgedCase, RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { escapeMarkdown, plainLine } from '../plain-text.ts';
import { controlWords, variantWords } from '../words.ts';

export interface RunFacts {
  target: RunRecord['target'];
  runId: string;
  requirements: ReadonlyMap<string, RequirementRow>;
}

export const runFacts = (run: RunRecord): RunFacts => ({
  target: run.target,
  runId: run.run.id,
  requirements: new Map(run.requirements.map((row) => [row.id, row])),
});

/** Five ranks each, in the same order; Allure has words of its own for them. */
const SEVERITIES: Readonly<Record<JudgedCase['severity'], string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'normal',
  low: 'minor',
  info: 'trivial',
};

export function metadataMessage(judged: JudgedCase, facts: RunFacts): RuntimeMessage {
  const { target } = facts;
  const labels: Label[] = [
    { name: 'epic', value: plainLine(target.profile) },
    { name: 'feature', value: judged.area },
    { name: 'story', value: plainLine(judged.scenario) },
    { name: 'severity', value: SEVERITIES[judged.severity] },
    { name: 'verdict', value: judged.verdict },
    { name: 'tag', value: judged.verdict },
    ...(judged.tags ?? []).map((tag) => ({ name: 'tag', value: plainLine(tag) })),
    ...judged.requirements.map(({ id }) => ({ name: 'requirement', value: id })),
  ];
  const links: Link[] = judged.requirements.flatMap(({ id, level }) => {
    const row = facts.requirements.get(id);
    return row === undefined || row.url === null
      ? []
      : [{ type: 'requirement', name: `${id} (${level}), clause ${row.clause}`, url: row.url }];
  });
  const parameters: Parameter[] = [
    { name: 'bank', value: plainLine(target.name) },
    { name: 'profile', value: plainLine(target.profile) },
    ...(judged.row === null ? [] : [{ name: 'row', value: judged.row }]),
    { name: 'variant', value: plainLine(variantWords(judged)) },
    { name: 'lane', value: judged.lane, excluded: true },
  ];
  return {
    type: 'metadata',
    data: { labels, links, parameters, description: description(judged, facts), testCaseId: judged.id },
  };
}

/** A list with a bold name for each line; whatever a bank may have written in it is escaped. */
function description(judged: JudgedCase, { requirements }: RunFacts): string {
  const asks = ({ id, level }: JudgedCase['requirements'][number]): string => {
    const row = requirements.get(id);
    return `${id} (${level})${row ? `: ${row.text} [${row.spec}, clause ${row.clause}]` : ''}`;
  };
  const { next } = judged;
  const rows: [string, string[]][] = [
    ['Verdict', [`${judged.verdict}: ${judged.meaning}`]],
    ['Requirement', judged.requirements.map(asks)],
    ['Changed', judged.changed.length > 0 ? judged.changed : ['nothing']],
    ['Expected', judged.expected],
    ['Observed', [judged.observed]],
    ['Control before', [controlWords(judged.controls.before)]],
    ['Control after', [controlWords(judged.controls.after)]],
    ['Severity', [judged.severity]],
    ...(next ? [['Next', [next]] satisfies [string, string[]]] : []),
    ...(judged.deviation ? [['Known deviation', [judged.deviation.reason]] satisfies [string, string[]]] : []),
    ['Run it again', [judged.reproduce]],
    ['Scenario', [`${judged.file}:${judged.line}`]],
  ];
  return rows.flatMap(([name, lines]) => lines.map((line) => `- **${name}**: ${escapeMarkdown(line)}`)).join('\n');
}
