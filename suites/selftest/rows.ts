/** What a self-test gives, and each row of it in one line. */

export interface DefectRow {
  id: string;
  /** Cases that claim the defect and can run here. */
  expected: string[];
  failed: string[];
  missed: string[];
  unexpected: string[];
  ok: boolean;
  /** What a missed or unexpected case said instead. */
  why: { [caseId: string]: string };
  note: string | null;
}

export interface GoodRow {
  fail: string[];
  /** Inconclusive or error: nobody was accused, but nothing was shown either. */
  unclear: string[];
  /** Nobody was accused, but a recommendation was not kept. */
  warned: string[];
  ok: boolean;
  why: { [caseId: string]: string };
}

export interface SelfTest {
  compliant: GoodRow;
  variations: (GoodRow & { id: string })[];
  defects: DefectRow[];
  /** Negative cases that no defect turns red, so that it is unknown whether one can. */
  dead: string[];
  ok: boolean;
}

export function goodDetail(row: GoodRow): string {
  const silent = row.fail.length === 0 && row.unclear.length === 0 && row.warned.length === 0;
  if (silent) return 'no accusation';
  const part = (name: string, ids: string[]): string[] => (ids.length > 0 ? [`${name} ${ids.join(', ')}`] : []);
  return [...part('accused by', row.fail), ...part('unclear', row.unclear), ...part('warned by', row.warned)].join(
    '; ',
  );
}

export function defectDetail(row: DefectRow): string {
  const part = (name: string, ids: string[]): string[] => (ids.length > 0 ? [`${name} ${ids.join(', ')}`] : []);
  return [
    ...part('caught by', row.failed),
    ...part('MISSED by', row.missed),
    ...part('UNEXPECTED in', row.unexpected),
    ...(row.note ? [row.note] : []),
  ].join('; ');
}
