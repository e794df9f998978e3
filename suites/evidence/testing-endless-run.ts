/** A program for tests: writes a run without end, so that someone can kill it in the middle. */
import type { RunRecord } from './record.ts';
import { openRunFolder } from './run-folder.ts';
import { wholeCase, wholeRun, wholeTrace } from './testing-record.ts';

const folder = openRunFolder(process.argv[2] ?? '');
const cases: string[] = [];
const whole = wholeRun();
const record = (): RunRecord => ({
  ...whole,
  run: { ...whole.run, finished: false, finishedAt: null },
  cases: cases.map((id) => wholeCase(id, { reason: 'x'.repeat(2000) })),
});

function finishSome(): void {
  for (let n = 0; n < 20; n += 1) {
    const id = `case-${cases.length}`;
    cases.push(id);
    folder.trace(wholeTrace(id));
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
