import { expect } from 'chai';
import type { RunRecord } from './record.ts';
import { recordText } from './record-text.ts';

describe('the text of run.json', () => {
  it('is that of the whole record, however many pieces it comes in', () => {
    const cases = Array.from({ length: 3000 }, (_, n) => ({ id: `a.b[${n}]`, reason: `ä "${'x'.repeat(200)}"` }));
    for (const record of [
      { schema: 'assay.run/4', run: { id: 'r', argv: [] }, cases, notices: [], totals: { pass: 1 }, none: undefined },
      { cases: [] },
      {},
    ] as unknown as RunRecord[]) {
      const pieces = [...recordText(record)];
      expect(pieces.join('')).to.equal(`${JSON.stringify(record)}\n`);
      expect(Math.max(...pieces.map(({ length }) => length))).to.be.below(300 * 1024);
    }
  });
});
