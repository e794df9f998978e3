/** What nobody catches ends a command with 70, and never with a code that says something of a bank. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';

const MODULE = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'escaped.js')).href);

describe('what no handler caught', () => {
  // biome-ignore format: a table, one row a line
  const ESCAPES: [string, string, string][] = [
    ['thrown from a timer', 'setTimeout(() => { throw new Error("x") }); setInterval(() => 0, 1000)', 'told x'],
    ['a rejection nobody waits for', 'Promise.reject(new Error("x")); setInterval(() => 0, 1000)', 'told x'],
    ['thrown, and no error', 'setTimeout(() => { throw "x" }); setInterval(() => 0, 1000)', 'told x'],
    ['an event of an error without a listener', '(await import("node:net")).connect(1, "127.0.0.1"); setInterval(() => 0, 1000)', 'told connect ECONNREFUSED'],
    ['thrown after the command has said that the bank is bad', 'process.exitCode = 1; setTimeout(() => { throw new Error("x") })', 'told x'],
    ['thrown while the files are finished', 'finishOnEscape(() => setTimeout(() => { throw new Error("y") })); setTimeout(() => { throw new Error("x") }); setInterval(() => 0, 1000)', 'told y'],
    ['that what is waited for never comes', 'await new Promise(() => 0)', ''],
  ];
  for (const [what, code, told] of ESCAPES)
    it(`ends with 70: ${what}`, () => {
      const program = `const { catchEscapes, finishOnEscape } = await import(${MODULE}); catchEscapes(async (e) => console.log('told', e.message)); ${code}`;
      const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        encoding: 'utf8',
      });
      expect(status).to.equal(70);
      expect(stdout).to.include(told);
    });
});
