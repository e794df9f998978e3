// Mocha takes one reporter: this one prints dots for people and writes the counts, and what was skipped, as JSON for the closing lines.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

class Both extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    this.pending = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => this.pending.push(test.fullTitle()));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { output } = options.reporterOptions ?? {};
      if (output) writeFileSync(output, JSON.stringify({ stats: this.stats, pending: this.pending }));
    });
  }
}

module.exports = Both;
