/** Mistakes of authors and operators, made at the real command line: exit 2, the file, the line, what to do, and nothing sent. */
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../run/project.ts';
import { assay, STACK_TRACE } from './testing-command.ts';
import { openWorld, type World } from './testing-hostile-bank.ts';

const GOLDEN = join('suites', 'load', 'golden');
const golden = (name: string): string => join(GOLDEN, 'targets', `${name}.yaml`);

describe('a mistake at the command line', function () {
  this.timeout(120_000);

  async function rejected(...args: string[]): Promise<string> {
    const { code, out, err } = await assay(...args);
    expect(code, `${out}\n${err}`).to.equal(2);
    expect(out).to.equal('');
    expect(err).to.not.match(STACK_TRACE);
    return err;
  }

  for (const name of ['unknown-key', 'missing-files'])
    it(`in a target (${name}) is told as its golden file says`, async () => {
      const text = readFileSync(join(ROOT, GOLDEN, 'targets', `${name}.txt`), 'utf8');
      const problems = text.split('\n\n').length;
      const told = (await rejected('run', '--target', golden(name))).replaceAll(`${join(ROOT, GOLDEN)}/`, '');
      expect(told.replaceAll(`${GOLDEN}/`, '')).to.equal(
        `${text}\n${problems === 1 ? 'one problem' : `${problems} problems`}; nothing was sent\n`,
      );
    });

  // biome-ignore format: one row, one line
  const ROWS: [string, string[], string[]][] = [
    ['a target that is not there', ['run', '--target', 'none.yaml'], ['none.yaml:1:1 unreadable-file', 'there is no such file', 'check the path']],
    ['an unknown profile, case and area, all at once', ['plan', '--profile', 'refrence', '--only', 'pkce.downgrad', '--area', 'pkec'], ['no profile "refrence"', 'did you mean "reference"?', 'no case "pkce.downgrad"', 'did you mean "pkce.downgrade"?', 'no area "pkec"', 'did you mean "pkce"?', '3 problems; nothing was sent']],
    ['an unknown defect', ['run', '--defect', 'pkce-optionl'], ['unknown defect "pkce-optionl"', 'did you mean "pkce-optional"?']],
    ['an output below a file', ['run', '--output', 'package.json/x'], ['--output package.json/x', 'package.json is not a folder']],
    ['an output that holds something else', ['run', '--output', 'targets'], ['--output targets', 'README.md', 'name an empty one']],
    ['known deviations that are not there', ['run', '--known-deviations', 'none.yaml'], ['none.yaml:1:1 unreadable-file']],
    ['a run that is not there', ['rejudge', 'nowhere'], ['nowhere', 'cannot be read']],
  ];
  for (const [name, args, says] of ROWS)
    it(`(${name}) is told with what to do`, async () => {
      const err = await rejected(...args);
      for (const text of says) expect(err).to.contain(text);
    });

  describe('against a bank that listens', () => {
    let world: World;
    let server: Server;
    let connections = 0;
    before(async () => {
      world = await openWorld();
      server = createServer(() => {
        connections += 1;
      });
      await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    });
    after(() => {
      server.close();
      world.close();
    });

    it('sends it nothing', async () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const target = world.target(`https://localhost:${port}`);
      await rejected('run', '--target', target, '--only', 'nothing.at-all');
      copyFileSync(join(world.folder, 'other.key'), join(world.folder, 'tpp.key'));
      const err = await rejected('run', '--target', target);
      expect(err)
        .to.match(/key-mismatch[\s\S]*tpp\.key does not belong to the certificate/)
        .and.contain('nothing was sent');
      expect(connections).to.equal(0);
    });
  });
});
