/** Golden reasons: what a bank's engineer reads when something is not as it has to be. */
import { expect } from 'chai';
import { judgeCase } from './judge.ts';
import {
  attempt,
  type Controlled,
  controlled,
  expectation,
  hold,
  IDS,
  OUTCOME,
  stepRecord,
  trace,
  walk,
} from './testing-trace.ts';

function reason(given: Controlled): string {
  return judgeCase(controlled(given)).reason;
}

describe('reasons', () => {
  it('of a failure: what was changed, expected and seen, both controls, and what to do', () => {
    const steps = walk(IDS, 'resource', OUTCOME.ok);
    const changed = steps.map((step) =>
      step.id === 'token' ? { ...step, changed: ['token.form.code_verifier: dropped'] } : step,
    );
    const requirements = [
      { id: 'REQ-1', level: 'shall' as const },
      { id: 'REQ-2', level: 'shall' as const, stated: 'should' as const },
    ];
    expect(reason({ run: { steps: changed }, more: { requirements } })).to.equal(
      [
        'The bank let through what it must refuse.',
        'Requirement: REQ-1 (shall), REQ-2 (shall, its text says should).',
        'Changed: token.form.code_verifier: dropped.',
        'Expected: token: oauth.invalid_request or tls.closed or unreachable; token: oauth.invalid_grant (warns).',
        'Observed: resource: ok.',
        'Controls: before: passed (token: ok); after: passed (token: ok).',
        'Next: Find the check behind the requirement; the exchange is in the trace, and the command of the case runs it alone.',
      ].join('\n'),
    );
  });
  it('of a pass: one sentence', () => {
    expect(reason({ at: 'token', outcome: 'listed' })).to.equal('The bank refused it, as it must.');
  });
  it('of a warning says that it is a recommendation', () => {
    expect(reason({ expect: { level: 'should' } })).to.include('This is a recommendation here, so it warns.');
    expect(reason({ expect: { level: 'may' } })).to.include('only recorded');
  });
  it('of a step after a plain flow that got through names the claim that does not hold', () => {
    const flow = walk(IDS, 'resource', OUTCOME.ok);
    const refresh = stepRecord('refresh', OUTCOME.listed, { phase: 'then' });
    const one = trace({
      expect: expectation({ polarity: 'positive', outcome: { refresh: ['ok'] }, tolerates: {} }),
      target: 'refresh',
      controlsPlanned: { before: false, after: false },
      attempts: [attempt('case', [...flow, refresh])],
    });
    const judged = judgeCase(one);
    expect(judged.verdict).to.equal('inconclusive');
    expect(judged.reason).to.match(/^The plain flow got through, but the step refresh .* claims does not hold/);
  });
  it('of a failed control names its outcome', () => {
    expect(reason({ before: 'crash', at: 'token', outcome: 'listed' })).to.include(
      'before: failed (token: http.500 (500))',
    );
    expect(reason({ before: 'missing' })).to.include('before: failed (not run)');
  });
  for (const [what, outcome, next] of [
    ['the server certificate', { codes: ['tls.server-untrusted'] }, '`trust` in the target file'],
    ['an answer that did not come', { codes: ['timeout'] }, '`limits.request`'],
    ['a host that is not listed', { codes: ['host-not-allowed'] }, 'Add the host to `hosts`'],
    ['a target that lacks something', { codes: [] }, 'Mend the target file'],
    ['a bank that broke', { codes: ['http.503'] }, 'look into its log'],
    ['an answer that says nothing of it', { codes: ['malformed', 'http.200'] }, 'Look at the control before'],
  ] as const)
    it(`of a control that ${what} stopped sends the reader there`, () => {
      const stopped = { ok: false, clear: false, detail: '', codes: [...outcome.codes] };
      const control = attempt('control-before', [stepRecord('request', stopped)]);
      const { attempts, ...rest } = controlled({ at: 'token', outcome: 'listed' });
      const told = judgeCase({ ...rest, attempts: [control, ...attempts.slice(1)] }).reason;
      expect(told.split('\n').at(-1))
        .to.match(/^Next: /)
        .and.include(next);
    });
  it('of a plain flow that the bank refuses names what it may not offer, and where to say so', () => {
    const steps = [
      stepRecord('par', OUTCOME.ok, { inputs: { response_mode: 'form_post.jwt', scope: 'openid' } }),
      stepRecord('authorize', { ok: false, clear: true, codes: ['redirect.invalid_request'], detail: 'no such mode' }),
    ];
    const given = trace({
      attempts: [attempt('case', steps)],
      expect: expectation({ polarity: 'positive', outcome: { resource: ['ok'] } }),
      target: 'resource',
      controlsPlanned: { before: false, after: false },
      variant: { 'response-mode': 'form_post.jwt', 'request-delivery': 'pushed', protocol: 'openid' },
    });
    const [says, ...more] = judgeCase(given).reason.split('\n');
    expect(says).to.match(/^The flow of this case did not get through/);
    expect(more.join('\n')).to.include('no such mode').and.include('(here response-mode form_post.jwt)');
    expect(more.at(-1)).to.include('under variant, capabilities or without');
  });
  it('of a case without controls says so', () => {
    expect(reason({ before: 'none', after: 'none' })).to.include('Controls: before: none; after: none.');
  });
  it('of a violated fact quotes it', () => {
    const expected = {
      polarity: 'positive' as const,
      outcome: { resource: ['ok'] },
      tolerates: {},
      holds: [hold({ in: ['PS256'] })],
    };
    const text = reason({ facts: { authorize: { 'jarm.alg': 'RS256' } }, expect: expected });
    expect(text).to.include('jarm.alg at authorize is "RS256"; expected: is one of ["PS256"]');
    expect(text).to.include('Expected: resource: ok; jarm.alg at authorize is one of ["PS256"].');
  });
  it('of a late refusal says how late', () => {
    expect(reason({ at: 'token', outcome: 'listed', run: { settledAfterMs: 4200 } })).to.include(
      'It took 4.2 s until the bank refused',
    );
  });
  it('of a missed verifier check names it and clears the bank', () => {
    const verifierChecks = ['good', 'bad'].map((id) => ({
      id,
      at: 'authorize.jarm',
      do: 'jwt.alg-none',
      noticed: id === 'good',
      detail: '',
    }));
    const text = reason({ more: { verifierChecks } });
    expect(text).to.include('(bad)').and.include('the bank is not to blame');
  });
  it('of what was withheld is the reason alone', () => {
    expect(judgeCase(trace({ withheld: { verdict: 'skipped', reason: 'Needs a real browser.' } })).reason).to.equal(
      'Needs a real browser.',
    );
  });
  it('names the attack when nothing but steps were added', () => {
    const steps = [...walk(IDS, 'resource', OUTCOME.ok), stepRecord('again', OUTCOME.ok, { phase: 'then' })];
    const given = { ...controlled({ expect: { outcome: { again: ['oauth.*'] } } }), target: 'again' };
    const judged = judgeCase({
      ...given,
      attempts: given.attempts.map((one) => (one.role === 'case' ? attempt('case', steps) : one)),
    });
    expect([judged.verdict, judged.changed]).to.deep.equal(['fail', ['then again: test.again']]);
  });
  it('name actions before changes', () => {
    const action = {
      do: 'cert.revoke',
      at: 'before' as const,
      step: 'token',
      with: {},
      ok: true,
      detail: 'sibling',
      exchanges: [],
    };
    expect(judgeCase(controlled({ run: { actions: [action] } })).changed).to.deep.equal([
      'before token: cert.revoke (sibling)',
    ]);
  });
});
