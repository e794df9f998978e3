/** A program for tests: a tree whose second test has no file, at which allure-mocha breaks and Mocha falls silent. */
import Mocha from 'mocha';
import { replay } from './replay.ts';

await replay({
  reporter: 'allure-mocha',
  reporterOptions: { resultsDir: process.argv[2] ?? '' },
  grow(root) {
    const suite = Mocha.Suite.create(root, 'a suite');
    for (const name of ['first', 'second', 'third']) {
      const test = new Mocha.Test(name, () => undefined);
      if (name !== 'second') test.file = `scenarios/${name}.yaml`;
      suite.addTest(test);
    }
  },
});
