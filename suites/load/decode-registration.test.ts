/** What a target file says of how its bank registers clients. */
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { loadTarget } from './load-target.ts';
import { BARE_TARGET, spots, testFolder } from './testing-files.ts';

const WITHOUT = `${BARE_TARGET.trim()}\nlaunch: mock-bank\npsu: {}`;

describe('a target file of a bank that registers clients', () => {
  const folder = testFolder();
  const load = (registration: string, env: { [name: string]: string } = {}) => {
    const text = `${WITHOUT}\n${registration}\n`;
    return loadTarget(folder.write('target.yaml', text), { env, launch: null, axes: AXES });
  };
  const LINE = WITHOUT.split('\n').length + 1;

  it('says what is sent, filled in later, and what of the environment is secret in it', () => {
    const { target, problems } = load(
      'registration: { json: { jwks: "${client.jwks}", list: ["${fresh}"], software_statement: "${env.SSA}" }, headers: { authorization: "Bearer ${env.IAT}" }, certificate: true }',
      { SSA: 'a-statement', IAT: 'an-initial-token' },
    );
    expect(problems).to.deep.equal([]);
    expect(target?.registration).to.deep.equal({
      json: { jwks: '${client.jwks}', list: ['${fresh}'], software_statement: 'a-statement' },
      headers: { authorization: 'Bearer an-initial-token' },
      signed: null,
      certificate: true,
      management: false,
      managementCertificate: false,
    });
    expect(target?.secrets).to.have.members(['a-statement', 'an-initial-token']);
  });

  for (const [said, management, managementCertificate] of [
    ['true', true, false],
    ['{ certificate: true }', true, true],
    ['{ certificate: false }', true, false],
    ['false', false, false],
  ] as const)
    it(`says by management: ${said} what it takes to manage a registration`, () => {
      const { target, problems } = load(`registration: { json: {}, management: ${said} }`);
      expect(problems).to.deep.equal([]);
      expect(target?.registration).to.include({ management, managementCertificate });
    });

  it('says what is claimed where it is sent as a JWT', () => {
    const { target, problems } = load('registration: { json: {}, signed: { iss: "${env.SOFTWARE}", aud: a-bank } }', {
      SOFTWARE: 'a-software-id',
    });
    expect(problems).to.deep.equal([]);
    const signed = { iss: 'a-software-id', aud: 'a-bank', mediaType: 'application/jwt' };
    expect(target?.registration?.signed).to.deep.equal(signed);
  });

  it('need not say any of it', () => {
    expect(load('').target?.registration).to.equal(null);
  });

  const WRONG: [what: string, registration: string, code: string][] = [
    ['a value that nobody gives', '{ json: { jwks: "${client.keys}" } }', 'undefined-value'],
    ['a reference that is none', '{ json: { jwks: "${client.jwks" } }', 'bad-reference'],
    ['nothing to send', '{ certificate: true }', 'missing-key'],
    ['a header that belongs to the connection', '{ json: {}, headers: { host: a } }', 'bad-name'],
    ['a header with a line break', '{ json: {}, headers: { a: "b\\n" } }', 'bad-header'],
    ['a JWT for nobody', '{ json: {}, signed: { iss: a } }', 'missing-key'],
    [
      'a JWT that is called something else',
      '{ json: {}, signed: { iss: a, aud: b, media-type: text/plain } }',
      'unknown-word',
    ],
    ['words for how it is managed', '{ json: {}, management: certificate }', 'wrong-type'],
    ['a management that says nothing', '{ json: {}, management: {} }', 'missing-key'],
    ['words for a truth value', '{ json: {}, certificate: demanded }', 'wrong-type'],
  ];
  for (const [what, registration, code] of WRONG)
    it(`is told of ${what}`, () => {
      const found = spots(load(`registration: ${registration}`).problems);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(new RegExp(`^${LINE}:\\d+ ${code}$`));
    });
});
