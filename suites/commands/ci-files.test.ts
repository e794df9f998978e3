/** The files for CI systems: they are what they have to be, and call the command as it is. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../run/project.ts';
import { assay } from './testing-command.ts';

const FOLDER = join(ROOT, 'docs', 'ci');
const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const PIPELINES = ['github-actions.yml', 'gitlab-ci.yml', 'kubernetes-job.yaml'];

const parsed = (name: string): unknown[] =>
  parseAllDocuments(text(name)).map((document) => {
    expect(document.errors.map(({ message }) => message)).to.deep.equal([]);
    return document.toJS();
  });

/** Every text in a document, however deep. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(Object(value) as object).flatMap(textsIn);

/** What a shell is handed: lines that call the command, or what is around them. */
const scripts = (name: string): string[] =>
  parsed(name)
    .flatMap(textsIn)
    .filter((one) => /\b(?:assay (?:run|merge)|npm )\b/.test(one))
    .map((one) => one.replace(/\$\{\{[^}]*\}\}/g, '1'));

describe('the files for CI systems', function () {
  this.timeout(60_000);

  for (const name of PIPELINES)
    it(`${name} calls commands and options that there are, in words that a shell takes`, async () => {
      const found = scripts(name);
      expect(found.join('\n'))
        .to.match(/assay run .*--shard/)
        .and.to.match(/assay merge/);
      for (const script of found) expect(spawnSync('sh', ['-n', '-c', script]).status, script).to.equal(0);
      for (const [, command = '', rest = ''] of found.join('\n').matchAll(/\bassay (run|merge)(.*)/g)) {
        const { out } = await assay(command, '--help');
        for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(out, `${command} ${option}`).to.include(option);
      }
    });

  it('run as nobody in particular, and keep secrets out of images', () => {
    const lines = text('Dockerfile')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).to.match(/^(?:FROM|WORKDIR|COPY|RUN|USER|ENTRYPOINT|CMD|ENV) /);
    const stages = lines
      .join('\n')
      .split(/^FROM /m)
      .slice(1);
    expect(stages.map((stage) => / AS (\w+)/.exec(stage)?.[1])).to.deep.equal(['build', 'plain', 'browser']);
    for (const stage of stages.slice(1)) expect([...stage.matchAll(/^USER (\w+)/gm)].at(-1)?.[1]).to.equal('node');
    expect(lines.join('\n')).to.not.match(/password|secret|token/i);
    for (const one of parsed('kubernetes-job.yaml'))
      expect(one).to.have.nested.property('spec.template.spec.securityContext.runAsNonRoot', true);
  });

  it('run every part of as many as they merge', () => {
    const [job] = parsed('kubernetes-job.yaml') as [{ spec: { completions: number; completionMode: string } }];
    expect(job.spec).to.include({ completions: 4, completionMode: 'Indexed' });
    for (const name of PIPELINES)
      expect(text(name).match(/part-[1-4]\b/g), name).to.include.members(['part-1', 'part-2', 'part-3', 'part-4']);
  });
});
