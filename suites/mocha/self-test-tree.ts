/** The self-test as a tree: nobody good is accused, every defect is caught exactly, and no check is dead. */
import { expect } from 'chai';
import Mocha from 'mocha';
import { replay } from './replay.ts';

interface Good {
  fail: string[];
  ok: boolean;
}

/** What a self-test has found, as far as its tree asserts it. */
export interface SelfTestFindings {
  compliant: Good;
  variations: (Good & { id: string })[];
  defects: { id: string; missed: string[]; unexpected: string[]; ok: boolean; note: string | null }[];
  dead: string[];
}

/** Tests have to name a file; these come from the bank's catalogue. */
const SOURCE = 'mock-bank/defects.ts';

export function selfTestTree(root: Mocha.Suite, found: SelfTestFindings): void {
  const add = (suite: Mocha.Suite, title: string, check: () => void): void => {
    const test = new Mocha.Test(title, check);
    test.file = SOURCE;
    suite.addTest(test);
  };
  const good = Mocha.Suite.create(root, 'a good bank');
  add(good, 'the compliant bank is accused of nothing', () => accusesNobody(found.compliant));
  for (const row of found.variations) add(good, `variation ${row.id} is accused of nothing`, () => accusesNobody(row));
  const bad = Mocha.Suite.create(root, 'a bank with one defect');
  for (const row of found.defects)
    add(bad, row.id, () => {
      expect(row.missed, 'cases that claim it and do not fail').to.deep.equal([]);
      expect(row.unexpected, 'cases that fail and do not claim it').to.deep.equal([]);
      expect(row.ok, row.note ?? '').to.equal(true);
    });
  add(root, 'every negative case is turned red by some defect', () => expect(found.dead).to.deep.equal([]));
}

function accusesNobody(row: Good): void {
  expect(row.fail).to.deep.equal([]);
  expect(row.ok, 'nothing stays unclear, and the compliant bank is warned of nothing').to.equal(true);
}

/** Runs the tree without a word; true when every assertion held. */
export async function assertSelfTest(found: SelfTestFindings): Promise<boolean> {
  class Silent {}
  const seen = await replay({
    grow: (root) => selfTestTree(root, found),
    reporter: Silent as unknown as Mocha.ReporterConstructor,
    reporterOptions: {},
  });
  return seen.failures === 0 && seen.passes > 0;
}
