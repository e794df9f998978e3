/** A whole folder of scenarios, flows, profiles and requirements: put together, and every problem of every file. */
import { join } from 'node:path';
import { expect } from 'chai';
import { loadLibrary } from './library.ts';
import type { Problem } from './scenario.ts';
import { testFolder } from './testing-files.ts';

const scenario = (id: string, more = ''): string => `id: ${id}
title: The bank refuses it
requirement: TEST-1
severity: high
flow: code
detects: a-defect
expect: { outcome: { par: [oauth.invalid_request] } }
${more}`;

const REGISTER = `- { id: TEST-1, spec: A, clause: "1", level: shall, actor: as, text: x, testable: blackbox, how: y, source: verified }
`;

describe('a library', () => {
  const folder = testFolder();
  let count = 0;

  function load(files: { [name: string]: string }) {
    count += 1;
    const root = `library-${count}`;
    for (const [name, content] of Object.entries(files)) folder.write(join(root, name), content);
    return loadLibrary(join(folder.path, root));
  }
  const names = (problems: Problem[]): string[] =>
    problems.map(({ code, place }) => `${place.file.split('/').slice(-2).join('/')}:${place.line} ${code}`);

  const GOOD = {
    '_flows/code.yaml': 'flow: code\ntitle: A flow\nsteps: [{ id: par, use: oauth.request }]\n',
    '_profiles/base.yaml': 'profile: base\ntitle: A profile\nspecs: [TEST-]\n',
    '_requirements/test.yaml': REGISTER,
    '_outcomes.yaml': 'outcomes: { refused: [oauth.*] }\n',
    '_standards.yaml': 'standards: { A: { url: "https://a.example/a.html", section: "#s-" } }\n',
    'par/b.yaml': scenario('par.b'),
    'par/a.yaml': scenario('par.a', 'cases: [{ id: one }, { id: two, title: Another fact }]\n'),
    'notes.txt': 'not read',
  };

  it('is put together from its files, scenarios in the order of their ids', () => {
    const { library, problems } = load(GOOD);
    expect(problems).to.deep.equal([]);
    expect(library.scenarios.map(({ id, area, rows }) => [id, area, rows.map((row) => row.id)])).to.deep.equal([
      ['par.a', 'par', ['one', 'two']],
      ['par.b', 'par', []],
    ]);
    expect([...library.flows.keys(), ...library.profiles.keys(), ...library.requirements.keys()]).to.deep.equal([
      'code',
      'base',
      'TEST-1',
    ]);
    expect(library.outcomes.get('refused')).to.deep.equal(['oauth.*']);
  });

  it('says where a requirement can be read, at its clause where the page can be opened there', () => {
    const url = (standard: string, clause: string): string | null | undefined =>
      load({
        ...GOOD,
        '_standards.yaml': `standards: { A: { ${standard} } }\n`,
        '_requirements/test.yaml': REGISTER.replace('clause: "1"', `clause: "${clause}"`),
      }).library.requirements.get('TEST-1')?.url;
    expect(url('url: "https://a.example/", section: "#s-"', '5.3.2.2 item 5')).to.equal('https://a.example/#s-5.3.2.2');
    expect(url('url: "https://a.example/", section: "#s-"', 'Article 16')).to.equal('https://a.example/');
    expect(url('url: "https://a.example/"', '5')).to.equal('https://a.example/');
    expect(url('url: "http://a.example/"', '5')).to.equal(null);
    const unknown = { ...GOOD, '_standards.yaml': 'standards: {}\n' };
    expect(load(unknown).library.requirements.get('TEST-1')?.url).to.equal(null);
  });

  it('has a digest that changes with any of its files, and with nothing else', () => {
    const digest = (files: { [name: string]: string }): string => load(files).library.digest;
    expect(digest(GOOD)).to.equal(digest(GOOD));
    expect(digest({ ...GOOD, 'par/b.yaml': `${GOOD['par/b.yaml']}# x\n` })).to.not.equal(digest(GOOD));
    expect(digest({ ...GOOD, 'notes.txt': 'still not read' })).to.equal(digest(GOOD));
  });

  it('tells the problems of all its files at once', () => {
    const { library, problems } = load({
      ...GOOD,
      '_flows/bad.yaml': 'flow: bad\n',
      '_requirements/bad.yaml': '- { id: TEST-2 }\n',
      'par/a.yaml': 'id: par.a\n\tx: 1\n',
      'par/c.yaml': scenario('par.c', 'severty: low\n'),
    });
    expect(names(problems)).to.deep.equal([
      '_flows/bad.yaml:1 missing-key',
      '_requirements/bad.yaml:1 missing-key',
      'par/a.yaml:2 not-yaml',
      'par/c.yaml:8 unknown-key',
    ]);
    expect(library.scenarios.map(({ id }) => id)).to.deep.equal(['par.b']);
  });

  it('wants every id once, and says where it was first', () => {
    const { problems } = load({
      ...GOOD,
      '_flows/same.yaml': GOOD['_flows/code.yaml'],
      '_requirements/test.yaml': `${REGISTER}${REGISTER}`,
      'pkce/a.yaml': scenario('par.a'),
    });
    expect(names(problems)).to.deep.equal([
      '_flows/same.yaml:1 duplicate-id',
      '_requirements/test.yaml:2 duplicate-id',
      'pkce/a.yaml:1 id-path-mismatch',
      'pkce/a.yaml:1 duplicate-id',
    ]);
    expect(problems[0]?.message).to.match(/the flow code is defined twice, first in .*_flows\/code\.yaml:1/);
  });

  it('may be made of several folders', () => {
    load(GOOD);
    const shipped = join(folder.path, `library-${count}`);
    load({ 'own/x.yaml': scenario('own.x') });
    const own = join(folder.path, `library-${count}`);
    const { library, problems } = loadLibrary(shipped, [own]);
    expect(problems).to.deep.equal([]);
    expect(library.scenarios.map(({ id }) => id)).to.deep.equal(['own.x', 'par.a', 'par.b']);
  });

  it('of several folders has every id once, whatever it is of, and names both places', () => {
    const [shipped, own] = [
      GOOD,
      { ...GOOD, 'notes.txt': '', 'par/a.yaml': scenario('par.c'), 'par/b.yaml': scenario('par.b') },
    ].map((files) => {
      load(files);
      return join(folder.path, `library-${count}`);
    });
    const { problems } = loadLibrary(shipped ?? '', [own ?? '']);
    const twice = problems.filter(({ code }) => code === 'duplicate-id');
    expect(twice.map(({ message }) => message.replace(/defined twice.*$/, ''))).to.deep.equal([
      'the flow code is ',
      'the outcome set refused is ',
      'the profile base is ',
      'the requirement TEST-1 is ',
      'the standard A is ',
      'the scenario par.b is ',
    ]);
    for (const { place, message } of twice)
      expect([place.file.startsWith(own ?? ''), message.includes(shipped ?? '')], message).to.deep.equal([true, true]);
  });

  it('takes a folder that is named twice once', () => {
    load(GOOD);
    const root = join(folder.path, `library-${count}`);
    expect(loadLibrary(root, [root, `${root}/`]).problems).to.deep.equal([]);
  });

  it('tells scenarios of its own from those that come from elsewhere', () => {
    load(GOOD);
    const shipped = join(folder.path, `library-${count}`);
    load({ 'own/x.yaml': scenario('own.x') });
    const { library } = loadLibrary(shipped, [join(folder.path, `library-${count}`)]);
    expect(library.scenarios.filter(({ own }) => own).map(({ id }) => id)).to.deep.equal(['own.x']);
  });

  it('tells of a folder that is not there, or is none', () => {
    for (const [root, says] of [
      [join(folder.path, 'nowhere'), /there is no such file/],
      [folder.write('a-file', ''), /not a folder/],
    ] as const) {
      const { problems } = loadLibrary(root);
      expect(problems.map(({ code }) => code)).to.deep.equal(['unreadable-file']);
      expect(problems[0]?.message).to.match(says);
    }
  });
});
