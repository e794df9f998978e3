// Mocha takes one reporter: this one prints dots for people and writes the counts, what failed and what was skipped as JSON for the closing lines.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

class Both extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    this.pending = [];
    this.failed = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => this.pending.push(test.fullTitle()));
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) =>
      this.failed.push(`${test.fullTitle()}: ${error.message}`),
    );
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { output } = options.reporterOptions ?? {};
      if (output) writeFileSync(output, JSON.stringify({ stats: this.stats, pending: this.pending, failed: this.failed }));
    });
  }
}

module.exports = Both;
