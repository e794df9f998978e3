/** A folder of scenarios that somebody else has filled. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { MOST, yamlFilesIn } from './scenario-folder.ts';
import { testFolder } from './testing-files.ts';

describe('a foreign folder of scenarios', () => {
  const folder = testFolder();
  const found = (root: string) => {
    const { files, problems } = yamlFilesIn(join(folder.path, root));
    return [files.map((file) => relative(join(folder.path, root), file)), problems.map(({ code }) => code)];
  };

  it('gives its YAML files in the order of their names, and no hidden ones', () => {
    for (const name of ['b.yaml', 'a/x.yml', 'a/notes.md', '.git/x.yaml', '.hidden.yaml'])
      folder.write(`plain/${name}`, '');
    expect(found('plain')).to.deep.equal([['a/x.yml', 'b.yaml'], []]);
  });

  it('cannot name files that lie elsewhere', () => {
    folder.write('outside/secret.yaml', 'password: x');
    folder.write('links/area/real.yaml', '');
    const link = (to: string, name: string) => symlinkSync(to, join(folder.path, 'links', name));
    link('../outside/secret.yaml', 'a.yaml');
    link(join(folder.path, 'outside', 'secret.yaml'), 'b.yaml');
    link('../outside', 'c');
    link('area/real.yaml', 'inside.yaml');
    link('nowhere.yaml', 'gone.yaml');
    link('round.yaml', 'round.yaml');
    link('.', 'again');
    expect(found('links')).to.deep.equal([
      ['area/real.yaml', 'inside.yaml'],
      ['link-out-of-folder', 'link-out-of-folder', 'unreadable-file', 'unreadable-file'],
    ]);
  });

  it('is read as a mounted volume has it: links to the files of today', () => {
    folder.write('volume/..2031/first.yaml', '');
    symlinkSync('..2031', join(folder.path, 'volume', '..data'));
    symlinkSync('..data/first.yaml', join(folder.path, 'volume', 'first.yaml'));
    expect(found('volume')).to.deep.equal([['first.yaml'], []]);
  });

  it('is bounded in depth and number', () => {
    folder.write(`deep/${'a/'.repeat(MOST.depth + 1)}x.yaml`, '');
    expect(found('deep')).to.deep.equal([[], ['too-many-files']]);
    mkdirSync(join(folder.path, 'many'));
    for (let index = 0; index <= MOST.files; index += 1) writeFileSync(join(folder.path, 'many', `${index}.yaml`), '');
    expect(found('many')).to.deep.equal([[], ['too-many-files']]);
  });
});
