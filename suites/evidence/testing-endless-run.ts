/** A program for tests: writes a run without end, so that someone can kill it in the middle. */
import type { CaseTrace, RunRecord } from './record.ts';
import { openRunFolder } from './run-folder.ts';

const folder = openRunFolder(process.argv[2] ?? '');
const cases: string[] = [];
const record = (): RunRecord =>
  ({
    schema: 'assay.run/4',
    run: { id: 'endless', finished: false, finishedAt: null },
    cases: cases.map((id) => ({ id, verdict: 'pass', reason: 'x'.repeat(2000) })),
    requirements: [],
  }) as unknown as RunRecord;

function finishSome(): void {
  for (let n = 0; n < 20; n += 1) {
    const id = `case-${cases.length}`;
    cases.push(id);
    folder.trace({ schema: 'assay.trace/3', id, attempts: [] } as unknown as CaseTrace);
    folder.refresh(record);
  }
}

folder.refresh(record);
process.stdout.write('begun\n');
if (process.argv[3] !== 'at-once') {
  finishSome();
  await folder.flush();
  process.stdout.write('under way\n');
}
setInterval(finishSome, 1);
