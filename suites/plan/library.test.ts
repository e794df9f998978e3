/** Every mistake an author can make across files, and what is said about it. */
import { expect } from 'chai';
import type { Library, Scenario } from '../load/scenario.ts';
import { crossCheck } from './library.ts';
import {
  action,
  codeFlow,
  expecting,
  here,
  hold,
  library,
  mutation,
  profile,
  requirement,
  row,
  scenario,
  step,
} from './testing-library.ts';
import { testingVocabulary } from './testing-vocabulary.ts';

const vocabulary = testingVocabulary();
const defectIds = ['par-defect', 'token-defect'];

function problems(given: Partial<Scenario>, shelf: Partial<Library> = {}) {
  return crossCheck(library([scenario(given)], shelf), vocabulary, { defectIds });
}

/** Name, scenario, code, line, part of the message, part of the hint. */
// biome-ignore format: one row, one line
const table: [string, Partial<Scenario>, string, number, string, string?][] = [
  ['a mistyped mutation', { mutate: [mutation('par', 'pkce.metod', { value: 'plain' })] }, 'unknown-mutation', 20, 'no mutation "pkce.metod"', 'pkce.method'],
  ['a mutation of a step there is not', { mutate: [mutation('pra.param.scope', 'drop')] }, 'unknown-step', 20, 'no step of this case "pra"', 'par'],
  ['a mutation of a part the step lacks', { mutate: [mutation('authorize.form.x', 'drop')], expect: expecting({ outcome: { authorize: ['page.error'] } }) }, 'unknown-part', 20, 'oauth.authorize (scenarios/_flows/code.yaml:7) and has no part "form.x"'],
  ['a part without a name', { mutate: [mutation('par.param', 'drop')] }, 'unknown-part', 20, 'has no part "param"'],
  ['a part for a mutation of a whole step', { mutate: [mutation('par.param.x', 'pkce.method', { value: 'plain' })] }, 'unknown-part', 20, 'takes a whole step'],
  ['a mutation of the wrong kind of step', { mutate: [mutation('token', 'pkce.method', { value: 'plain' })], expect: expecting({ outcome: { token: ['oauth.invalid_grant'] } }) }, 'misplaced-mutation', 20, 'does not fit the step "token"'],
  ['a mutation without its input', { mutate: [mutation('par', 'pkce.method')] }, 'missing-input', 20, 'pkce.method needs the input "value"'],
  ['an input a mutation does not take', { mutate: [mutation('par', 'pkce.method', { value: 'plain', valeu: 1 })] }, 'unknown-input', 20, 'no input of pkce.method "valeu"', 'value'],
  ['more at once than any bank can bear', { mutate: [mutation('par', 'parallel', { times: 17 })] }, 'not-aggressive', 20, 'parallel with times: 17 may hurt a bank', 'aggressive: true'],
  ['a mistyped action', { actions: [action({ before: 'par' }, 'clock.wiat', { plus: '1s' })] }, 'unknown-action', 21, 'no action "clock.wiat"', 'clock.wait'],
  ['an action at a step there is not', { actions: [action({ after: 'tokn' }, 'clock.wait', { plus: '1s' })] }, 'unknown-step', 21, 'no step of this case "tokn"', 'token'],
  ['an action with a bad duration', { actions: [action({ before: 'par' }, 'clock.wait', { plus: '10' })] }, 'wrong-type', 21, 'duration with its unit'],
  ['an unknown flow', { flow: 'cod' }, 'unknown-flow', 1, 'no flow "cod"', 'code'],
  ['an unknown step type', { then: [step('again', 'oauth.authorise', { request_uri: '${par.request_uri}' })] }, 'unknown-step', 40, 'no step "oauth.authorise"', 'oauth.authorize'],
  ['a second step of the same name', { then: [step('par', 'oauth.request', { scope: 'x' })] }, 'duplicate-step', 40, 'scenarios/_flows/code.yaml:6'],
  ['a step with a reserved name', { then: [step('bank', 'oauth.request', { scope: 'x' })] }, 'reserved-name', 40, 'cannot be called "bank"'],
  ['an output that no step gives', { then: [step('again', 'oauth.authorize', { request_uri: '${par.requst_uri}' })] }, 'undefined-value', 40, 'oauth.request gives no output "requst_uri"', '${par.request_uri}'],
  ['an output of a later step', { before: [step('early', 'oauth.authorize', { request_uri: '${par.request_uri}' })] }, 'undefined-value', 40, 'step "par" has not run by then'],
  ['an output of the very step', { mutate: [mutation('par.param.scope', 'set', { to: '${par.request_uri}' })] }, 'undefined-value', 20, 'has not run by then'],
  ['a step nobody declared', { mutate: [mutation('par.param.scope', 'set', { to: '${tokne.code}' })] }, 'undefined-value', 20, 'no earlier step is called "tokne"'],
  ['a reference that is never closed', { mutate: [mutation('par.param.scope', 'set', { to: '${app_token.access_token' })] }, 'undefined-value', 20, 'closing brace'],
  ['a session value there is not', { mutate: [mutation('par.param.scope', 'set', { to: '${bank.isuer}' })] }, 'undefined-value', 20, 'not known to a session', '${bank.issuer}'],
  ['a bind there is not', { mutate: [mutation('par.param.scope', 'set', { to: '${bind.max}' })] }, 'undefined-value', 20, 'bind has no such name'],
  ['a profile value there is not', { mutate: [mutation('par.param.scope', 'set', { to: '${profile.limt}' })] }, 'undefined-value', 20, 'no profile sets', '${profile.limit}'],
  ['a case value without rows', { mutate: [mutation('par.param.scope', 'set', { to: '${case.x}' })] }, 'undefined-value', 20, 'no rows'],
  ['a row value there is not', { rows: [row('r', { values: { amount: '1.00' }, mutate: [mutation('par.param.scope', 'set', { to: '${case.amuont}' })] })] }, 'undefined-value', 20, 'row "r": ${case.amuont}', '${case.amount}'],
  ['a boundary of nothing', { rows: [row('r', { values: { amount: 'below max' } })] }, 'bad-boundary', 10, 'row "r": value "amount"'],
  ['an input a step does not take', { with: { par: { respnse_mode: 'jwt' } } }, 'unknown-input', 1, 'step "par" (scenarios/_flows/code.yaml:6): there is no input of oauth.request "respnse_mode"', 'response_mode'],
  ['a value an input does not allow', { with: { par: { response_mode: 'jwtt' } } }, 'unknown-value', 1, '"response_mode" of oauth.request "jwtt"', 'jwt'],
  ['inputs for a step there is not', { with: { pra: { response_mode: 'jwt' } } }, 'unknown-step', 1, 'with: there is no step of this case "pra"', 'par'],
  ['an unquoted amount', { with: { consent: { amount: 30 } } }, 'unquoted-amount', 1, 'an amount in quotes'],
  ['an unquoted amount in a list', { before: [step('prime', 'payment.prime', { amounts: [1] })] }, 'unquoted-amount', 40, 'an amount in quotes'],
  ['an amount that is none', { with: { consent: { amount: '30,00' } } }, 'wrong-type', 1, 'an amount in quotes'],
  ['a missing input of a step', { then: [step('again', 'oauth.token', { code: '${authorize.code}' })] }, 'missing-input', 40, 'oauth.token needs the input "code_verifier"'],
  ['an end at a step there is not', { expect: expecting({ outcome: { pra: ['oauth.invalid_request'] } }) }, 'unreachable-step', 30, 'outcome names the step "pra"', 'par'],
  ['an end before the change', { mutate: [mutation('token.form.code', 'drop')], expect: expecting({ outcome: { par: ['oauth.invalid_request'], token: ['oauth.invalid_grant'] } }) }, 'unreachable-step', 30, 'never reached it'],
  ['ok in the middle of a run', { expect: expecting({ outcome: { par: ['ok'], resource: ['ok'] } }) }, 'unreachable-step', 30, 'goes on to "resource"'],
  ['each at a step of the flow', { expect: expecting({ each: { par: { outcome: ['oauth.invalid_request'], tolerates: [] } } }) }, 'unreachable-step', 30, '`then` steps only'],
  ['an unknown outcome', { expect: expecting({ outcome: { authorize: ['sca.requird'] } }) }, 'unknown-outcome', 30, 'cannot end in "sca.requird"', 'sca.required'],
  ['an OAuth error that there is not', { expect: expecting({ outcome: { par: ['oauth.invalid_grnt'] } }) }, 'unknown-outcome', 30, 'cannot end in "oauth.invalid_grnt"', 'oauth.invalid_grant'],
  ['one that comes back by the browser', { expect: expecting({ tolerates: { authorize: ['redirect.acess_denied'] } }) }, 'unknown-outcome', 30, 'cannot end in "redirect.acess_denied"', 'redirect.access_denied'],
  ['a TLS alert that there is not', { expect: expecting({ observe: { par: ['tls.alert.certificate_revokd'] } }) }, 'unknown-outcome', 30, 'cannot end in', 'tls.alert.certificate_revoked'],
  ['a part of a word with a star, which fits nothing', { expect: expecting({ outcome: { par: ['oauth.invalid_*'] } }) }, 'unknown-outcome', 30, 'cannot end in "oauth.invalid_*"'],
  ['a star in the middle', { expect: expecting({ outcome: { par: ['oauth.*.x'] } }) }, 'unknown-outcome', 30, '* before its last segment'],
  ['a domain outcome of another step', { expect: expecting({ outcome: { par: ['sca.required'] } }) }, 'unknown-outcome', 30, 'cannot end in'],
  ['an unknown outcome set', { expect: expecting({ outcome: { authorize: ['@refuesd'] } }) }, 'unknown-outcome-set', 30, 'no outcome set "@refuesd"', '@refused'],
  ['a fact there is not', { expect: expecting({ outcome: { resource: ['ok'] }, holds: [hold('authorize', 'jarm.algo', { is: 'PS256' })] }) }, 'unknown-fact', 31, 'no fact of oauth.authorize "jarm.algo"', 'jarm.alg'],
  ['a fact of a step there is not', { expect: expecting({ outcome: { resource: ['ok'] }, holds: [hold('authrize', 'jarm.alg', { is: 'PS256' })] }) }, 'unreachable-step', 31, 'no such step', 'authorize'],
  ['an operand of the wrong kind', { expect: expecting({ outcome: { resource: ['ok'] }, holds: [hold('authorize', 'jarm.alg', { in: 'PS256' })] }) }, 'wrong-type', 31, '"in" takes a list'],
  ['an operand only the run knows', { expect: expecting({ outcome: { resource: ['ok'] }, holds: [hold('authorize', 'jarm.alg', { is: '${par.request_uri}' })] }) }, 'undefined-value', 31, 'before the run'],
  ['no outcome that passes', { expect: expecting({ tolerates: { par: ['oauth.*'] } }) }, 'never-conclusive', 30, 'no outcome passes'],
  ['a refusal without a control', { controls: { before: 'none', after: null } }, 'never-conclusive', 1, 'switches a control off'],
  ['no defect that it would catch', { detects: [] }, 'empty-detects', 1, 'names no defect'],
  ['a defect there is not', { detects: ['par-defcet'] }, 'unknown-defect', 1, 'par-defcet', 'par-defect'],
  ['a requirement nobody registered', { requirement: ['REQ-11'] }, 'unregistered-requirement', 1, 'REQ-11', 'REQ-1'],
  ['a capability there is not', { when: { has: ['pra'], not: [], profile: [] } }, 'unknown-capability', 1, 'no capability "pra"', 'par'],
  ['a requirement in its own line', { requirement: ['REQ-11'], places: { requirement: here(4) } }, 'unregistered-requirement', 4, 'REQ-11'],
  ["a row's defect in the row", { places: { detects: here(5) }, rows: [row('r', { detects: ['par-defcet'], places: { detects: here(12) } })] }, 'unknown-defect', 12, 'par-defcet'],
  ["the scenario's defect where a row has none of its own", { detects: ['par-defcet'], places: { detects: here(5) }, rows: [row('r')] }, 'unknown-defect', 5, 'par-defcet'],
  ['no requirement', { requirement: [] }, 'unregistered-requirement', 1, 'names no requirement'],
  ['an unknown profile', { when: { has: [], not: [], profile: ['bsae'] } }, 'unknown-profile', 1, 'no profile "bsae"', 'base'],
  ['a settle time that is none', { settle: { max: 'soon', every: '1s', place: here(35) } }, 'wrong-type', 35, 'settle takes durations'],
  ['a verifier check there is not', { verifier: { at: 'authorize.jarm', place: here(50), cases: [{ id: 'x', do: 'jwt.alg-non', with: {}, place: here(51) }] } }, 'unknown-verifier-check', 51, 'jwt.alg-non', 'jwt.alg-none'],
  ['an artefact there is not', { verifier: { at: 'authorize.jram', place: here(50), cases: [] } }, 'unknown-artefact', 50, 'jram', 'jarm'],
];

describe('cross-checks', () => {
  it('find nothing wrong with a right scenario', () => {
    expect(problems({})).to.deep.equal([]);
  });

  for (const [name, given, code, line, message, hint] of table)
    it(`tell of ${name}`, () => {
      const found = problems(given);
      const fitting = found.find(
        (one) => one.code === code && one.place.line === line && one.message.includes(message),
      );
      expect(fitting, JSON.stringify(found, null, 1)).to.not.equal(undefined);
      if (hint) expect(fitting?.hint).to.include(hint);
    });

  it('take in an aggressive case what not every bank can bear, and elsewhere what each can', () => {
    const many = [mutation('par', 'parallel', { times: 17 })];
    expect(problems({ mutate: many, aggressive: true })).to.deep.equal([]);
    expect(problems({ mutate: [mutation('par', 'parallel', { times: 16 })] })).to.deep.equal([]);
  });

  it('need no defect of a case that only observes', () => {
    expect(
      problems({ detects: [], mutate: [], expect: expecting({ observe: { authorize: ['sca.*'] } }) }),
    ).to.deep.equal([]);
  });

  it('take a success in the middle of a run for what has to be seen there', () => {
    expect(
      problems({ mutate: [], expect: expecting({ outcome: { authorize: ['sca.required'], resource: ['ok'] } }) }),
    ).to.deep.equal([]);
  });

  it('tell of a mistake in a flow once, however many cases use it', () => {
    const flow = codeFlow();
    flow.steps[3] = step(
      'authorize',
      'oauth.authorize',
      { request_uri: '${par.uri}' },
      { place: here(7, 'scenarios/_flows/code.yaml') },
    );
    const shelf = library([scenario(), scenario({ id: 'par.other' })], { flows: new Map([['code', flow]]) });
    const found = crossCheck(shelf, vocabulary);
    expect(found.map(({ code, place }) => `${place.file}:${place.line} ${code}`)).to.deep.equal([
      'scenarios/_flows/code.yaml:7 undefined-value',
    ]);
  });

  it('look at flows that no scenario uses', () => {
    const flows = new Map([
      ['code', codeFlow()],
      ['lonely', { ...codeFlow(), id: 'lonely', steps: [step('x', 'oauth.nothing')] }],
    ]);
    expect(problems({}, { flows }).map(({ code }) => code)).to.deep.equal(['unknown-step']);
  });

  it('tell of requirements that profiles name and nobody registered, and of circles', () => {
    const profiles = new Map([
      ['base', profile('base', { levels: { 'REQ-9': 'shall' }, extends: 'loop' })],
      ['loop', profile('loop', { extends: 'base' })],
      ['lost', profile('lost', { extends: 'bse' })],
    ]);
    const codes = problems({}, { profiles }).map(({ code }) => code);
    expect(codes).to.include.members(['unregistered-requirement', 'circular-profile', 'unknown-profile']);
  });

  it('tell of bounds on a variant that there is not, where the profile has them', () => {
    const variants = { 'request-delivry': ['pushed'], 'response-type': ['code', 'token'], 'client-auth': [] };
    const variantPlaces = { 'response-type': here(7) };
    const found = problems({}, { profiles: new Map([['base', profile('base', { variants, variantPlaces })]]) });
    expect(found.map(({ code, place, hint }) => [code, place.line, hint])).to.have.deep.members([
      ['unknown-axis', 1, 'did you mean "request-delivery"?'],
      ['unknown-word', 7, null],
      ['empty-list', 1, null],
    ]);
  });

  it('tell of a case that no profile would ever run', () => {
    const profiles = new Map([['base', profile('base', { specs: ['OTHER-'] })]]);
    expect(problems({}, { profiles }).map(({ code }) => code)).to.deep.equal(['never-applicable']);
  });

  it('list the nearest names only, where there are very many', () => {
    const many = Array.from({ length: 100 }, (_, at) => `REQ-${at + 100}`);
    const requirements = new Map(many.map((id) => [id, requirement(id)]));
    const [found] = problems({ requirement: ['REG-150'] }, { requirements });
    expect(found?.hint).to.equal('did you mean "REQ-150"?');
    expect(found?.allowed).to.have.length(9);
    expect(found?.allowed.at(0)).to.equal('REQ-150');
    expect(found?.allowed.at(-1)).to.equal('and 92 more');
  });

  it('come in the order of files and lines', () => {
    const lines = problems({ requirement: ['X'], mutate: [mutation('par', 'x.y')], expect: expecting({}) }).map(
      ({ place }) => place.line,
    );
    expect(lines)
      .to.deep.equal([...lines].sort((a, b) => a - b))
      .and.to.have.length.above(2);
  });
});
