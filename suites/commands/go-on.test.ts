import { expect } from 'chai';
import { resumeCommand } from './go-on.ts';

describe('the command that goes on with a run', () => {
  // biome-ignore format: a table, one row a line
  const table: [string[], string][] = [
    [['run'], 'assay run --resume out/1'],
    [['run', '--target', 'my bank.yaml', '--output', 'out/1', '--strict'], "assay run --target 'my bank.yaml' --strict --resume out/1"],
    [['run', '--output=out/1', '--only', 'pkce.*'], "assay run --only 'pkce.*' --resume out/1"],
    [['run', '--resume', 'out/0'], 'assay run --resume out/1'],
    [['run', '--only', "it's"], "assay run --only 'it'\\''s' --resume out/1"],
  ];
  for (const [words, command] of table)
    it(command, () => expect(resumeCommand('assay', words, 'out/1')).to.equal(command));
});
