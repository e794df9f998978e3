// Mocha takes one reporter: this one prints dots for people and writes the counts as JSON for the closing line.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

class Both extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { output } = options.reporterOptions ?? {};
      if (output) writeFileSync(output, JSON.stringify({ stats: this.stats }));
    });
  }
}

module.exports = Both;
