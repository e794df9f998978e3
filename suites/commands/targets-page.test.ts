/** The page on target files names every key, axis, answer and capability that there is, so that it cannot fall behind. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { vocabulary } from '../../mock-tpp/index.ts';
import { COMMAND_VALUES } from '../load/decode-target.ts';
import { capabilities } from '../plan/index.ts';
import { ROOT } from '../run/project.ts';

describe('the page on targets', () => {
  const page = readFileSync(join(ROOT, 'targets', 'README.md'), 'utf8');
  const schema = JSON.parse(readFileSync(join(ROOT, 'targets', 'schema.json'), 'utf8'));
  const keys = Object.keys(schema.else.properties);
  const axes = vocabulary.axes.flatMap(({ name, values }) => [name, ...values.map(({ value }) => value)]);

  for (const [what, names] of Object.entries({ keys, axes, capabilities: Object.keys(capabilities(vocabulary.axes)) }))
    it(`has all ${what}`, () => {
      expect(names).to.have.length.above(9);
      expect(names.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
    });

  it('leads to a page with every operator hook, its inputs and what it has to give', () => {
    const hooks = readFileSync(join(ROOT, 'docs', 'hooks.md'), 'utf8');
    const cell = (names: string[]): string => names.map((name) => `\`${name}\``).join(', ');
    const rows = [...vocabulary.hooks.values()].map(({ name, summary, inputs, outputs }) =>
      [`| \`${name}\` | ${summary}`, cell(inputs), cell(outputs), '']
        .join(' | ')
        .replace(/\| +(?=\|)/g, '| ')
        .trim(),
    );
    expect(rows).to.have.length.above(5);
    expect(rows.filter((row) => !hooks.includes(row))).to.deep.equal([]);
  });

  it('leads to a page with every way to play the user, and what a command is given', () => {
    const text = readFileSync(join(ROOT, 'docs', 'pages.md'), 'utf8');
    const ways: string[] = schema.else.properties.psu.properties.agent.enum;
    expect(ways).to.have.length.above(3);
    const named = ways.slice(1).map((way) => `agent: ${way}`);
    const given = COMMAND_VALUES.map((name) => `\`\${${name}}\``);
    expect([...named, ...given].filter((one) => !text.includes(one))).to.deep.equal([]);
  });
});
