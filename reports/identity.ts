/** Who is who in Allure: the same evidence gives the same ids, and a page can be linked before Allure has made it. */
import { createHash } from 'node:crypto';
import type { RunRecord } from '../suites/evidence/record.ts';
import { plainLine } from './plain-text.ts';

const digest = (algorithm: 'md5' | 'sha256', text: string): string => createHash(algorithm).update(text).digest('hex');

/** The id of one result: a case within a run. */
export function resultUuid(runId: string, caseId: string): string {
  const hex = digest('sha256', `${runId}\n${caseId}`);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** What ties a case to itself in other runs: the same case, bank and profile, whatever its title, lane or verdict. */
export function historyId(caseId: string, target: Pick<RunRecord['target'], 'name' | 'profile'>): string {
  return digest('md5', [caseId, target.name, target.profile].join('\n'));
}

/** What Allure calls a result inside its report: the md5 of its id. */
export const pageId = (runId: string, caseId: string): string => digest('md5', resultUuid(runId, caseId));

/** The page of a case inside the report. */
export const allurePage = (runId: string, caseId: string): string =>
  `allure-report/index.html#${pageId(runId, caseId)}`;

/** The line of a requirement in the matrix. */
export const requirementLine = (id: string): string => `requirements.html#${encodeURIComponent(plainLine(id))}`;
