/** Who plays the user, from the text of a target file to its typed form. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { loadTarget } from './load-target.ts';
import { BARE_TARGET, testFolder } from './testing-files.ts';

const USERS = 'users: [{ username: me, password: "x" }]';
const PAGES = 'pages: [{ id: sign-in, fields: [user], press: go, means: login }]';

describe('who plays the user in a target file', () => {
  const folder = testFolder();
  const load = (psu: string, env: { [name: string]: string } = {}) =>
    loadTarget(folder.write('target.yaml', `${BARE_TARGET}${psu}\n`), { env, launch: null, axes: AXES });
  before(() => {
    chmodSync(folder.write('approve.sh', '#!/bin/sh\n'), 0o700);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    folder.write('key.jwk', JSON.stringify(privateKey.export({ format: 'jwk' })));
  });

  it('is the page rules, when the file does not say', () => {
    const { target, problems } = load(`psu: { ${USERS}, ${PAGES} }`);
    expect(problems).to.deep.equal([]);
    expect(target?.psu.agent).to.deep.equal({ kind: 'http', timeoutMs: 120_000 });
  });

  it('may be a program, which needs neither users nor pages, and whose credentials are secret', () => {
    const args = '[./approve.sh, "${address}", "${decision}", "--key=${env.KEY}"]';
    const { target, problems } = load(`psu:\n  agent: command\n  command: ${args}\n  timeout: 30s`, {
      KEY: 'key-of-the-bank',
    });
    expect(problems).to.deep.equal([]);
    expect(target?.psu.agent).to.deep.equal({
      kind: 'command',
      argv: [join(folder.path, 'approve.sh'), '${address}', '${decision}', '--key=key-of-the-bank'],
      folder: folder.path,
      timeoutMs: 30_000,
    });
    expect(target?.secrets).to.deep.equal(['key-of-the-bank']);
  });

  const DASHBOARD = 'url: "https://bank.example/dashboard"';

  it('finds the dashboard by rules that may hold the id of a consent', () => {
    const list = '{ id: list, buttons: [again], press: "consent-${consent}", means: list }';
    const done = '{ id: done, buttons: [back], means: done }';
    const { target, problems } = load(
      `psu: { ${USERS}, ${PAGES}, dashboard: { ${DASHBOARD}, pages: [${list}, ${done}] } }`,
    );
    expect(problems).to.deep.equal([]);
    expect(target?.psu.dashboard?.pages.map(({ press, means }) => [press, means])).to.deep.equal([
      ['consent-${consent}', 'list'],
      ['', 'done'],
    ]);
    expect(load(`psu: { ${USERS}, ${PAGES} }`).target?.psu.dashboard).to.equal(null);
  });

  it('may be a person, who looks at one page at a time', () => {
    const { target, problems } = load('psu: { agent: manual }');
    expect(problems).to.deep.equal([]);
    expect(target?.psu).to.deep.include({ users: [], pages: [] });
    expect(target?.limits.concurrency).to.equal(1);
  });

  // biome-ignore format: one row, one line
  const ROWS: [string, string, string, RegExp][] = [
    ['no page rules', `{ ${USERS} }`, 'missing-key', /^`psu.agent: http` needs rules for the pages of the bank$/],
    ['no users', `{ ${PAGES} }`, 'missing-key', /^there is no user to sign in$/],
    ['a command that nothing starts', `{ command: [./approve.sh], ${USERS}, ${PAGES} }`, 'bad-command', /^a command is there, and nothing starts it$/],
    ['no command', '{ agent: command }', 'bad-command', /^a command needs the name of a program$/],
    ['a program that is not there', '{ agent: command, command: [./none.sh] }', 'bad-command', /none\.sh cannot be started/],
    ['a program that is filled in', '{ agent: command, command: ["${address}"] }', 'bad-command', /cannot be filled in/],
    ['a value that nobody has', '{ agent: command, command: [sh, "${password}"] }', 'undefined-value', /password/],
    ['a page of the dashboard that presses nothing', `{ ${USERS}, ${PAGES}, dashboard: { ${DASHBOARD}, pages: [{ id: a, buttons: [b], means: list }] } }`, 'missing-key', /^a page that means list needs `press`$/],
    ['a page of the dashboard that nothing shows', `{ ${USERS}, ${PAGES}, dashboard: { ${DASHBOARD}, pages: [{ id: a, press: b, means: list }] } }`, 'missing-key', /`fields` or `buttons`/],
    ['a dashboard where nothing is sent', `{ ${USERS}, ${PAGES}, dashboard: { url: "https://other.example/", pages: [] } }`, 'host-not-listed', /other\.example/],
    ['a value that the dashboard has not', `{ ${USERS}, ${PAGES}, dashboard: { ${DASHBOARD}, pages: [{ id: a, buttons: ["\${grant}"], means: done }] } }`, 'undefined-value', /grant/],
    ['a word that is none', '{ agent: robot }', 'unknown-word', /robot/],
  ];
  for (const [what, psu, code, message] of ROWS)
    it(`is told with its line when there is ${what}`, () => {
      const { problems } = load(`psu: ${psu}`);
      expect(problems.map((problem) => [problem.code, problem.place.line])).to.deep.equal([[code, 11]]);
      expect(problems[0]?.message).to.match(message);
    });
});
