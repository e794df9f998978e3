/** That docs/extending.md is true: its files and names exist, and what has a row on one side has it on the other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { versions } from '../mock-bank/api/uk-3.1/versions.ts';
import { algorithms } from '../mock-bank/as/algorithms.ts';
import { authorize } from '../mock-bank/as/authorize.ts';
import { CLIENT_AUTH_METHODS } from '../mock-bank/as/client-auth.ts';
import { senderConstraints } from '../mock-bank/as/sender-constraint.ts';
import { defects } from '../mock-bank/defects.ts';
import { RESPONSE_MODES, RESPONSE_TYPES } from '../mock-bank/registration.ts';
import { ALGORITHMS } from '../mock-tpp/oauth/algorithm.ts';
import { methodOf } from '../mock-tpp/oauth/client-auth.ts';
import { constraintOf } from '../mock-tpp/sender/constraint.ts';
import { AXES, type AxisName, DEFAULT_VARIANT, type Variant } from '../mock-tpp/variant.ts';
import { vocabulary } from '../mock-tpp/vocabulary.ts';
import { loadLibrary } from './load/index.ts';
import { ROOT } from './testing-project.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'extending.md'), 'utf8');

const values = (name: AxisName): string[] =>
  AXES.find((axis) => axis.name === name)?.values.map((one) => one.value) ?? [];
const only = (name: AxisName, value: string): { variant: Variant } => ({
  variant: { ...DEFAULT_VARIANT, [name]: [value] },
});

type Node = { [key: string]: unknown; properties?: { [name: string]: Node } } | null;
interface Schema {
  definitions: { [name: string]: Node };
}

describe('the page on extending', () => {
  it('has a section for each kind of thing that is added', () => {
    expect([...PAGE.matchAll(/^## (?:A|An) (.+)$/gm)].map(([, kind]) => kind)).to.deep.equal([
      'value of an axis',
      'request delivery',
      'response mode',
      'response type',
      'client authentication',
      'sender constraint',
      'algorithm',
      'profile',
      'dialect',
      'step',
      'operator action',
      'mutation',
      'defect',
      'report writer',
    ]);
  });

  it('names only files that there are', () => {
    const named = [...PAGE.matchAll(/`((?:mock-tpp|mock-bank|suites|scenarios|reports|targets|docs)\/[\w./-]*)`/g)];
    const files = named.map(([, file = '']) => file);
    expect(files.length).to.be.above(40);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).to.deep.equal([]);
  });

  it('names only steps, actions, mutations, defects and profiles that there are', () => {
    const known: { [kind: string]: Iterable<string> } = {
      step: vocabulary.steps.keys(),
      action: vocabulary.actions.keys(),
      mutation: vocabulary.mutations.keys(),
      defect: defects.map(({ id }) => id),
      profile: loadLibrary(join(ROOT, 'scenarios')).library.profiles.keys(),
    };
    for (const [kind, names] of Object.entries(known)) {
      const named = [...PAGE.matchAll(new RegExp(`such as ${kind} \`([^\`]+)\``, 'g'))].map(([, name = '']) => name);
      expect(named, kind).to.have.length(1);
      expect([...names], kind).to.include.members(named);
    }
  });
});

describe('what has a row in the TPP has one in the bank', () => {
  const AT_THE_BANK: [axis: AxisName, offered: readonly string[], as: { [value: string]: string }][] = [
    [
      'request-delivery',
      Object.keys(authorize.branches ?? {}),
      { pushed: 'pushed', 'by-value': 'value', 'by-reference': 'reference', plain: 'value', posted: 'value' },
    ],
    ['response-type', RESPONSE_TYPES, {}],
    // `jwt` asks for the form that the response type has by default.
    ['response-mode', [...RESPONSE_MODES, 'jwt'], {}],
    ['client-auth', CLIENT_AUTH_METHODS, {}],
    ['sender-constraint', Object.keys(senderConstraints), { mtls: 'certificate', dpop: 'key', 'mtls-dpop': 'both' }],
  ];
  for (const [axis, offered, as] of AT_THE_BANK)
    it(`on the axis ${axis}`, () => {
      const wanted = values(axis).map((value) => as[value] ?? value);
      expect([...new Set(wanted)].sort()).to.deep.equal([...offered].sort());
    });

  it('and every client authentication and sender constraint of the axes can be played', () => {
    for (const value of values('client-auth')) expect(methodOf(only('client-auth', value)), value).to.be.an('object');
    for (const value of values('sender-constraint'))
      expect(constraintOf(only('sender-constraint', value)), value).to.be.an('object');
  });

  it('and every dialect of the TPP that has consents has a folder in the bank, or is a version in one', () => {
    const folders = readdirSync(join(ROOT, 'mock-bank', 'api'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    // One has no consents, and one is described by each target that speaks it.
    const dialects = [...vocabulary.dialects.keys()].filter((name) => !['plain', 'custom'].includes(name));
    const spoken = [...folders.map(({ name }) => name), ...versions.map(({ path }) => path.replace('v', 'uk-'))];
    expect(dialects.sort()).to.deep.equal([...new Set(spoken)].sort());
  });

  it('and every algorithm of the bank is one of the TPP, as weak there as here', () => {
    for (const { name, standing } of algorithms)
      expect([name, ALGORITHMS.get(name)?.weak]).to.deep.equal([name, standing === 'weak']);
  });
});

describe('what has a row on an axis', () => {
  it('is in the schema of target files and on the page of targets', () => {
    const { definitions } = JSON.parse(readFileSync(join(ROOT, 'targets', 'schema.json'), 'utf8')) as Schema;
    const offered = (node: Node): string[] => {
      if (typeof node !== 'object' || node === null) return [];
      if (typeof node.const === 'string') return [node.const];
      if (typeof node.$ref === 'string') return offered(definitions[node.$ref.replace('#/definitions/', '')] ?? null);
      return Object.values(node).flatMap((one) => offered(one as Node));
    };
    const page = readFileSync(join(ROOT, 'targets', 'README.md'), 'utf8');
    for (const axis of AXES) {
      expect([...new Set(offered(definitions.variant?.properties?.[axis.name] ?? null))], axis.name).to.deep.equal(
        values(axis.name),
      );
      const [, cell = ''] = new RegExp(`^\\| \`${axis.name}\` \\| ([^|]+) \\|`, 'm').exec(page) ?? [];
      expect(
        [...cell.matchAll(/`([^`]+)`/g)].map(([, value]) => value),
        axis.name,
      ).to.deep.equal(values(axis.name));
    }
  });
});
