/** What a verdict is worth over a line that breaks: three banks, each tried 120 times with every tenth and every third connection reset. */
import { expect } from 'chai';
import { runOverLine } from './testing-broken-line-run.ts';

const TRIALS = 120;

interface Row {
  bank: string;
  defects: string[];
  variations: string[];
  holds(found: { refusing: number; accused: number }): boolean;
}

// biome-ignore format: a table, one row a line
const ROWS: readonly Row[] = [
  { bank: 'one that takes revoked certificates is called refusing once at most', defects: ['revocation-unchecked-at-token'], variations: [], holds: ({ refusing, accused }) => refusing <= 1 && accused > TRIALS / 10 },
  { bank: 'one that refuses them in words is never accused', defects: [], variations: [], holds: ({ refusing, accused }) => accused === 0 && refusing > TRIALS / 10 },
  { bank: 'one that closes the connection is never accused', defects: [], variations: ['refuse-certificates-by-close'], holds: ({ refusing, accused }) => accused === 0 && refusing > 0 },
];

describe('over a line that breaks', function () {
  this.timeout(600_000);
  for (const share of [0.1, 0.3])
    for (const { bank, defects, variations, holds } of ROWS)
      it(`${bank}, with ${share * 100} % of the connections reset`, async () => {
        const { verdicts, line } = await runOverLine({ defects, variations, trials: TRIALS, share, seed: 20_260_101 });
        const said = `${JSON.stringify(verdicts)}; reset ${JSON.stringify(line.broken)} of ${line.came}`;
        const { pass = 0, warn = 0, fail = 0 } = verdicts;
        expect(holds({ refusing: pass + warn, accused: fail }), said).to.equal(true);
        expect(
          Object.values(line.broken).every((times) => times > 0),
          said,
        ).to.equal(true);
      });
});
