/** What a target file may get wrong about the scenarios, the profiles and the TPP, and what is said of it. */
import { expect } from 'chai';
import type { Place } from '../load/scenario.ts';
import type { OperatorCall, Target } from '../load/target.ts';
import { plan } from './plan.ts';
import { checkDeviations, checkTarget } from './target-check.ts';
import { here, library, profile, row, scenario, target } from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();
const PAYMENT = { currency: 'EUR', debtor: null, creditor: { scheme: 'x', identification: 'y', name: 'z' } };
const base = profile('base', { values: { limit: '30.00', sum: '100.00', settle: '30s' } });
const bound = profile('bound', { variants: { 'sender-constraint': ['dpop'], 'request-delivery': ['pushed'] } });
const shelf = library([scenario()], { profiles: new Map([base, bound].map((one) => [one.id, one])) });
const placeOf: Target['placeOf'] = (...keys): Place => here(1, keys.join('/'));
const calling = (given: { url?: string; json?: { [name: string]: string } }): OperatorCall => ({
  ...{ kind: 'http', method: 'POST', url: 'http://127.0.0.1:1/x', json: null },
  ...given,
});
const hook = (given: Partial<Target['operator'][string]>): Target['operator'][string] => ({
  call: calling({}),
  headers: {},
  token: null,
  timeoutMs: null,
  outputs: {},
  check: null,
  ...given,
});

/** Name, target, place, code, part of the message, hint. */
// biome-ignore format: one row, one line
const WRONG: [string, Partial<Target>, string, string, string, string | null][] = [
  ['an unknown profile', { profile: 'bsae' }, 'profile', 'unknown-profile', 'no profile "bsae"', 'did you mean "base"?'],
  ['an unknown dialect', { dialect: 'plian' }, 'dialect', 'unknown-dialect', 'no dialect "plian"', 'did you mean "plain"?'],
  ['an unknown capability', { capabilities: ['ais', 'revocation.ocps'] }, 'capabilities/1', 'unknown-capability', 'no capability "revocation.ocps"', 'did you mean "revocation.ocsp"?'],
  ['a capability that a variant decides', { capabilities: ['jarm'] }, 'capabilities/0', 'derived-capability', '"jarm" follows from the variant of each client', 'delete it; what counts is response-mode: jwt or query.jwt or fragment.jwt or form_post.jwt under variant'],
  ['a capability that the dialect decides', { capabilities: ['consents'] }, 'capabilities/0', 'derived-capability', '"consents" follows from the dialect', 'delete it'],
  ['a variant taken away by hand', { without: ['par'] }, 'without/0', 'derived-capability', '"par" follows from the variant of each client', 'delete it; what counts is request-delivery: pushed under variant'],
  ['a claim taken away', { without: ['ais'] }, 'without/0', 'unknown-capability', 'no capability "ais"', null],
  ['a client outside of its profile', { profile: 'bound', clients: { second: target().clients.second as Target['clients'][string] } }, 'clients/second', 'outside-profile', 'the profile bound does not allow sender-constraint mtls', 'write sender-constraint: dpop; or name a profile that allows it: base'],
  ['a capability the dialect cannot have', { dialect: 'plain', api: { resource: 'https://bank.example' }, capabilities: ['pis'], payment: PAYMENT }, 'capabilities/0', 'misplaced-capability', 'cannot have the capability "pis"', 'take it off the list, or name the dialect that the bank speaks'],
  ['a missing address', { dialect: 'plain', capabilities: [] }, 'api', 'missing-key', 'needs the address api.resource', 'add resource: https://... under api'],
  ['payments without a payee', { capabilities: ['pis'] }, 'capabilities/0', 'missing-key', 'needs `payment`', 'say under `payment` who is paid, and in which currency'],
  ['an unknown hook', { operator: { 'cert.revok': hook({}) } }, 'operator/cert.revok', 'unknown-hook', 'no operator hook "cert.revok"', 'did you mean "cert.revoke"?'],
  ['a hook that asks for what nobody gives', { operator: { 'psu.otp': hook({ call: calling({ url: 'http://127.0.0.1:1/${usrname}' }), outputs: { otp: 'x' } }) } }, 'operator/psu.otp', 'undefined-value', 'no value for ${usrname}', 'did you mean "username"?'],
  ['a hook body that asks for what nobody gives', { operator: { 'consent.revoke': hook({ call: calling({ json: { id: '${id}' } }) }) } }, 'operator/consent.revoke', 'undefined-value', 'no value for ${id}', null],
  ['a command that asks for what nobody gives', { operator: { 'psu.otp': hook({ call: { kind: 'command', argv: ['otp', '${usrname}'], folder: '/' }, outputs: { otp: 'x' } }) } }, 'operator/psu.otp', 'undefined-value', 'no value for ${usrname}', 'did you mean "username"?'],
  ['a hook that gives nothing back', { operator: { 'psu.otp': hook({}) } }, 'operator/psu.otp', 'missing-key', 'must give "otp"', 'add outputs: { otp: <path in the answer> }'],
];

describe('a target against the scenarios and the TPP', () => {
  const check = (given: Partial<Target>, profile: string | null = null) =>
    checkTarget(target({ placeOf, ...given }), { library: shelf, vocabulary, profile });

  it('may be right', () => {
    expect(check({})).to.deep.equal([]);
    expect(check({ capabilities: ['refresh-tokens', 'sca.risk-analysis'] })).to.deep.equal([]);
  });

  for (const [name, given, place, code, says, hint] of WRONG)
    it(`is told of ${name}`, () => {
      const [first, ...more] = check(given);
      expect(more).to.deep.equal([]);
      expect(first).to.include({ code, hint });
      expect(first?.message).to.contain(says);
      expect(first?.place.file).to.equal(place);
    });

  it('is told everything at once', () => {
    expect(check({ profile: 'x', dialect: 'x', capabilities: ['x'], operator: { x: hook({}) } })).to.have.length(4);
  });

  it('is not to blame for a profile that the command line asks for', () => {
    expect(check({}, 'bsae')[0]).to.deep.include({
      code: 'unknown-profile',
      place: { file: 'command line', line: 0, column: 0 },
    });
    expect(check({ profile: 'bsae' }, 'base')).to.deep.equal([]);
  });

  it('is told of scopes that its cases need, and of no others', () => {
    const planned = plan(shelf, target({ placeOf, scopes: { acounts: 'x' } }), vocabulary, {});
    expect(planned.problems.map(({ code, place, hint }) => [code, place.file, hint])).to.deep.equal([
      ['undefined-value', 'scopes', 'did you mean "acounts"?'],
    ]);
    const withheld = library([scenario({ when: { has: ['jarm'], not: [], profile: [] } })]);
    expect(plan(withheld, target({ placeOf, scopes: {} }), vocabulary, {}).problems).to.deep.equal([]);
  });
});

describe('known deviations against the scenarios', () => {
  const shelfOfRows = library([scenario({ rows: [row('one')] })]);
  const deviation = (id: string) => ({
    case: id,
    verdict: 'fail',
    reason: 'x',
    until: null,
    place: here(3, 'known.yaml'),
  });

  it('may name a case, or a scenario for all its rows', () => {
    expect(checkDeviations([deviation('par.test'), deviation('par.test[one]')], shelfOfRows)).to.deep.equal([]);
  });

  it('are told of a case that there is not', () => {
    const [problem] = checkDeviations([deviation('par.test[oen]')], shelfOfRows);
    expect(problem).to.deep.include({ code: 'unknown-case', hint: 'did you mean "par.test[one]"?' });
    expect(problem?.place).to.deep.include({ file: 'known.yaml', line: 3 });
  });
});
