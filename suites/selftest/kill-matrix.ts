/** The self-test in text: which cases catch which defect, and what is wrong with that. */
import type pc from 'picocolors';
import type { DefectRow, GoodRow, SelfTest } from './rows.ts';

type Colors = ReturnType<typeof pc.createColors>;

export function killMatrix(result: SelfTest, options: { color: Colors; seconds: number }): string {
  const { color } = options;
  const width = Math.max(0, ...result.defects.map((row) => row.id.length));
  const caught = result.defects.filter((row) => row.ok && row.failed.length > 0).length;
  const invisible = result.defects.filter((row) => row.ok && row.expected.length === 0).length;
  const lines = [
    '',
    color.bold('Kill matrix'),
    ...result.defects.map((row) => {
      const mark = !row.ok ? color.red('✖') : row.expected.length === 0 ? color.dim('–') : color.green('✔');
      const counts = `${row.failed.length}/${row.expected.length}`.padStart(5);
      return `  ${mark} ${row.id.padEnd(width)}  ${counts}  ${row.failed.join(', ') || row.note || 'caught by nothing'}`;
    }),
    ...wrongs(result).map((line) => color.red(line)),
    '',
    `compliant bank: ${accused(result.compliant)}`,
    `${result.variations.length} variations: ${result.variations.filter((row) => !row.ok).length} with an accusation`,
    `${result.defects.length} defects: ${caught} caught by all cases that claim them${invisible === 0 ? '' : `, ${invisible} not visible with this target`}`,
    result.ok
      ? color.green(`Every check is alive (${options.seconds.toFixed(0)} s)`)
      : color.red(`The self-test does not hold (${options.seconds.toFixed(0)} s)`),
    '',
  ];
  return lines.join('\n');
}

function accused(row: GoodRow): string {
  if (row.ok) return 'no accusation';
  return `accused by ${row.fail.length} cases, ${row.unclear.length} unclear, warned by ${row.warned.length}`;
}

function wrongs(result: SelfTest): string[] {
  return [
    ...goodWrongs('compliant bank', result.compliant),
    ...result.variations.flatMap((row) => goodWrongs(`variation ${row.id}`, row)),
    ...result.defects.filter((row) => !row.ok).flatMap(defectWrongs),
    ...result.dead.map((id) => `no defect turns ${id} red: name one in detects, or add one to the bank`),
  ];
}

function goodWrongs(name: string, row: GoodRow): string[] {
  return row.ok ? [] : [...row.fail, ...row.unclear, ...row.warned].map((id) => `${name}: ${id} ${row.why[id] ?? ''}`);
}

function defectWrongs(row: DefectRow): string[] {
  const lines = [
    ...row.missed.map((id) => `${row.id}: missed by ${id} (${row.why[id] ?? 'not run'})`),
    ...row.unexpected.map((id) => `${row.id}: ${id} fails without claiming it (${row.why[id] ?? ''})`),
  ];
  return lines.length > 0 ? lines : [`${row.id}: ${row.note ?? 'not caught'}`];
}
