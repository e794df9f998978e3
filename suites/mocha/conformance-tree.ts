/** The tree people know: profile > area > scenario > row. Each test awaits the verdict of its case and asserts it. */
import Mocha from 'mocha';
import type { JudgedCase } from '../evidence/record.ts';
import { assertVerdict } from './assertion.ts';

export interface TreeOptions {
  profile: string;
  /** In the order they are to appear; areas and scenarios keep the order of their first case. */
  cases: Pick<JudgedCase, 'id' | 'scenario' | 'row' | 'title' | 'area' | 'file'>[];
  verdictOf(id: string): Promise<JudgedCase>;
  /** Awaited inside the test of a case, before its verdict is asserted: the place to tell a report what happened. */
  beforeVerdict?(judged: JudgedCase): Promise<void>;
}

/** Hangs the tree below a suite. */
export function conformanceTree(root: Mocha.Suite, options: TreeOptions): void {
  const profile = Mocha.Suite.create(root, options.profile);
  const suites = new Map<string, Mocha.Suite>();
  const suite = (parent: Mocha.Suite, key: string, title: string, file: string): Mocha.Suite => {
    const known = suites.get(key);
    if (known) return known;
    const made = Mocha.Suite.create(parent, title);
    made.file = file;
    suites.set(key, made);
    return made;
  };
  profile.timeout(0);
  for (const one of options.cases) {
    const area = suite(profile, `area ${one.area}`, one.area, one.file);
    const scenario = suite(area, `scenario ${one.scenario}`, one.scenario, one.file);
    scenario.addTest(test(one, options));
  }
}

function test(one: TreeOptions['cases'][number], options: TreeOptions): Mocha.Test {
  const title = one.row === null ? one.title : `${one.row}: ${one.title}`;
  const made = new Mocha.Test(title, async function (this: Mocha.Context) {
    const judged = await options.verdictOf(one.id);
    await options.beforeVerdict?.(judged);
    if (assertVerdict(judged) === 'skipped') this.skip();
  });
  // A test without a file ends a run at once and silently, with exit code 0.
  made.file = one.file;
  return made;
}
