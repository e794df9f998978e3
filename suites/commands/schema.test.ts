import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { parse } from 'yaml';
import { SCHEMA_FILES } from '../run/project.ts';
import { ROOT, written } from '../testing-project.ts';

/** A schema that refuses a good file is worse than none: editors would underline what is right. */
function judgeBy(file: string): (text: string) => string[] {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
  return (text) => {
    if (validate(parse(text))) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

const yamlIn = (folder: string) =>
  written.filter(({ path }) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path) && existsSync(join(ROOT, path)));

describe('the editor schemas', () => {
  for (const folder of ['scenarios', 'targets'] as const)
    it(`accept every file of ${folder}/ as it is`, () => {
      const judge = judgeBy(SCHEMA_FILES[folder]);
      const files = yamlIn(folder);
      expect(files.length).to.be.above(2);
      expect(
        files.filter(({ text }) => judge(text).length > 0).map(({ path, text }) => [path, judge(text)]),
      ).to.deep.equal([]);
    });

  const scenario = (change: string): string =>
    `id: pkce.x\ntitle: t\nrequirement: [RFC7636-4.6-2]\nseverity: low\nflow: ais.code\n${change}\n`;

  it('refuse a step, mutation or fact that there is not, and an input that a mutation does not take', () => {
    const judge = judgeBy(SCHEMA_FILES.scenarios);
    const good = scenario('mutate: [{ at: token, do: pkce.verifier, with: { value: x } }]');
    expect(judge(good)).to.deep.equal([]);
    for (const bad of [
      'mutate: [{ at: token, do: pkce.verifyer }]',
      'mutate: [{ at: token, do: pkce.verifier, with: { valeu: x } }]',
      'then: [{ id: again, use: api.acounts, with: { token: x } }]',
      'then: [{ id: again, use: api.accounts, with: { tokn: x } }]',
      'then: [{ id: again, use: api.accounts, with: { connection: other } }]',
      'expect: { holds: [{ of: token, fact: token.cnf, is: true }] }',
    ])
      expect(judge(scenario(bad)), bad).to.not.deep.equal([]);
  });

  it('say each thing once: every name in its list, and little beside the lists', () => {
    const { definitions, ...rest } = JSON.parse(readFileSync(SCHEMA_FILES.scenarios, 'utf8'));
    const { requirement, defect, fact, ...others } = definitions;
    for (const { anyOf } of [requirement, defect, fact]) {
      const names = anyOf.map((one: { const?: string; pattern?: string }) => one.const ?? one.pattern);
      expect(names).to.have.length.above(100);
      expect(new Set(names).size).to.equal(names.length);
    }
    expect(JSON.stringify({ ...rest, definitions: others }).length).to.be.below(150_000);
  });
});
