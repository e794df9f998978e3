/** Scenarios of somebody's own, at the real command line: beside the built-in ones, in words of their own, and never out of bounds. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readRunFolder } from '../evidence/index.ts';
import { assay, STACK_TRACE } from './testing-command.ts';

const FILES: { [name: string]: string } = {
  '_flows/start.yaml': `flow: acme.start
title: A request, and no more
steps: [{ id: request, use: oauth.request, with: { scope: "\${bank.scopes.accounts}" } }]
`,
  '_profiles/acme.yaml': `profile: acme
title: What Acme asks of its banks
extends: reference
specs: [ACME-]
`,
  '_requirements/acme.yaml': `- { id: ACME-1, spec: Acme rules, clause: "1", level: shall, actor: as, text: A rule., testable: blackbox, how: Try it., source: verified }
`,
  '_outcomes.yaml': 'outcomes: { acme-refused: [oauth.invalid_grant] }\n',
  'acme/verifier.yaml': `id: acme.verifier
title: A wrong verifier is refused
requirement: ACME-1
severity: low
flow: ais.code
tags: acme
mutate: [{ at: grant, do: pkce.verifier }]
expect: { outcome: { grant: ["@acme-refused"] } }
cases:
  - { id: plain }
  - { id: more, tags: more, expect: { also: { tolerates: { grant: [oauth.invalid_request] } } } }
`,
};

describe('scenarios of your own', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-own-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;

  function folderWith(files: { [name: string]: string }): string {
    count += 1;
    const root = join(folder, `own-${count}`);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return root;
  }

  async function told(code: number, ...args: string[]): Promise<string> {
    const ended = await assay(...args);
    expect(ended.code, `${ended.out}\n${ended.err}`).to.equal(code);
    expect(`${ended.out}${ended.err}`).to.not.match(STACK_TRACE);
    return `${ended.out}${ended.err}`;
  }

  it('run with flows, profiles, requirements and outcomes of their own, without a defect that they would catch', async () => {
    const own = folderWith(FILES);
    const output = join(folder, 'run');
    await told(0, 'run', '--scenarios', own, '--profile', 'acme', '--tag', 'acme', '--output', output);
    const { run, traces } = readRunFolder(output);
    expect(run.cases.map(({ id, verdict, tags }) => [id, verdict, tags])).to.deep.equal([
      ['acme.verifier[plain]', 'pass', ['acme']],
      ['acme.verifier[more]', 'pass', ['acme', 'more']],
    ]);
    expect([...traces][1]?.expect).to.deep.include({
      outcome: { grant: ['oauth.invalid_grant'] },
      tolerates: { grant: ['oauth.invalid_request'] },
    });
    expect(run.requirements.filter(({ id }) => id.startsWith('ACME-')).map(({ status }) => status)).to.deep.equal([
      'proven',
    ]);
    expect(run.cases[0]?.reproduce).to.contain(`--scenarios ${own}`);
    expect(run.cases[0]?.file, 'not where this machine keeps it').to.equal('own-1/acme/verifier.yaml');
    expect(readFileSync(join(output, 'junit.xml'), 'utf8')).to.contain('<property name="tag" value="more"/>');
    expect(readFileSync(join(output, 'index.html'), 'utf8')).to.contain('#more');
  });

  it('are linted, planned, listed and explained like the built-in ones', async () => {
    const own = ['--scenarios', folderWith(FILES)];
    expect(await told(0, 'lint', ...own)).to.contain('no problem');
    expect(await told(0, 'plan', ...own, '--profile', 'acme', '--tag', 'more')).to.contain('acme.verifier[more]  (');
    expect(await told(0, 'list', ...own, '--exclude-tag', 'more', '--only', 'acme.*')).to.match(
      /\[plain\] .* #acme {2}\[.*\n.*\[more\] .* #acme {2}#more {2}\[/,
    );
    expect(await told(0, 'explain', 'acme.verifier[more]', ...own)).to.contain('oauth.invalid_request');
  });

  it('cannot take the id of a built-in one, of whatever kind, and both places are named', async () => {
    const flow = FILES['_flows/start.yaml']?.replace('acme.start', 'ais.code') ?? '';
    const err = await told(2, 'lint', '--scenarios', folderWith({ ...FILES, '_flows/start.yaml': flow }));
    expect(err)
      .to.match(/own-\d+\/_flows\/start\.yaml:1:1 duplicate-id/)
      .and.contain('scenarios/_flows/ais.code.yaml:2');
  });

  it('reach no host that the target does not allow', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const scenario = `id: acme.away
title: A server of the scenario's choice is asked
requirement: ACME-1
severity: low
flow: acme.start
then: [{ id: away, use: http.request, with: { url: "https://127.0.0.1:${port}/x" } }]
expect: { observe: { away: ["http.*", ok, unreachable] } }
`;
    const own = folderWith({ ...FILES, 'acme/away.yaml': scenario });
    const output = join(folder, 'away');
    await assay('run', '--scenarios', own, '--profile', 'acme', '--only', 'acme.away', '--output', output);
    server.close();
    const { traces } = readRunFolder(output);
    const exchange = [...traces][0]?.attempts.at(-1)?.steps.at(-1)?.exchanges.at(-1);
    expect(exchange?.failure?.class).to.equal('host-not-allowed');
    expect(connections).to.equal(0);
  });

  it('begin with one that loads and runs as it is written', async () => {
    const own = join(folder, 'fresh');
    expect(await told(0, 'new', 'acme.first', '--scenarios', own)).to.contain(`acme/first.yaml written`);
    expect(
      await told(0, 'run', '--scenarios', own, '--only', 'acme.first', '--output', join(folder, 'first')),
    ).to.contain('pass');
    expect(await told(2, 'new', 'acme.first', '--scenarios', own)).to.contain('there is a scenario acme.first already');
    expect(await told(2, 'new', 'pkce.verifier', '--scenarios', own)).to.contain('pkce/verifier.yaml:2');
    expect(await told(2, 'new', '../x.y', '--scenarios', own)).to.contain('../x.y is no id');
    expect(existsSync(join(folder, 'x'))).to.equal(false);
  });
});
