/** The requirement a finding is filed under, where a form takes one alone. */
import type { JudgedCase, RequirementRow } from '../../suites/evidence/record.ts';

/** The first that this run holds for violated, else the first that the case cites; a case that cites none stands for itself. */
export function chiefRequirement(
  { id, requirements }: Pick<JudgedCase, 'id' | 'requirements'>,
  rows: ReadonlyMap<string, Pick<RequirementRow, 'status'>>,
): string {
  const violated = requirements.find((one) => rows.get(one.id)?.status === 'violated');
  return (violated ?? requirements[0])?.id ?? id;
}
