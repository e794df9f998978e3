/** Small runs for tests of the reports; every test says only what differs. */
import type {
  AttemptRecord,
  CaseTrace,
  Exchange,
  JudgedCase,
  RequirementRow,
  RunRecord,
  StepRecord,
  Verdict,
} from '../suites/evidence/record.ts';
import { VERDICTS } from '../suites/evidence/record.ts';

const AT = '2026-01-31T12:00:00.000Z';

/** What a hostile bank may put wherever it is quoted. */
export const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>]]>&amp;\u0000\u001b[31m\u202eevil\u2066\ud800![x](http://evil.example/p)`;

export function judgedCase(given: Partial<JudgedCase> = {}): JudgedCase {
  const id = given.id ?? 'par.push[other-host]';
  const [scenario = '', row] = id.split('[');
  return {
    id,
    scenario,
    row: row === undefined ? null : row.slice(0, -1),
    title: 'A foreign redirect_uri is refused',
    area: scenario.split('.')[0] ?? '',
    severity: 'high',
    variant: { 'request-delivery': 'pushed', 'response-type': 'code' },
    requirements: [{ id: 'RFC9126-2-1', level: 'shall' }],
    proves: ['par'],
    verdict: 'pass',
    meaning: 'The bank refused it, as it must.',
    next: null,
    reason: 'The bank refused it, as it must.',
    deviation: null,
    changed: ['par.param.redirect_uri: "a" -> "b"'],
    expected: ['par: oauth.invalid_request', 'par: oauth.* (warns)'],
    observed: 'par: oauth.invalid_request, http.400',
    decidedAt: { role: 'case', step: 'par' },
    controls: {
      before: { planned: true, ok: true, outcome: 'par: ok' },
      after: { planned: true, ok: true, outcome: 'par: ok' },
    },
    cause: null,
    startedAt: AT,
    durationMs: 12.3,
    lane: 'lane-1',
    file: 'scenarios/par/push.yaml',
    line: 7,
    detects: [],
    reproduce: `npx assay run --only '${id}'`,
    trace: `traces/${id}.json`,
    ...given,
  };
}

export function failingCase(given: Partial<JudgedCase> = {}): JudgedCase {
  return judgedCase({
    verdict: 'fail',
    meaning: 'The bank let through what it must refuse.',
    next: 'Find the check behind the requirement.',
    reason: [
      'The bank let through what it must refuse.',
      'Requirement: RFC9126-2-1 (shall).',
      'Observed: par: ok.',
      'Next: Find the check behind the requirement.',
    ].join('\n'),
    observed: 'par: ok (HTTP 201)',
    ...given,
  });
}

export function requirement(given: Partial<RequirementRow> = {}): RequirementRow {
  return {
    id: 'RFC9126-2-1',
    spec: 'RFC 9126 PAR',
    clause: '2.1 item 1',
    level: 'shall',
    text: 'The request is checked as at the authorization endpoint.',
    source: 'verified',
    testable: 'blackbox',
    places: [],
    url: 'https://www.rfc-editor.org/rfc/rfc9126.html#section-2.1',
    status: 'unproven',
    cases: [],
    ...given,
  };
}

export function runRecord(cases: JudgedCase[], given: Partial<RunRecord> = {}): RunRecord {
  const count = (verdict: Verdict): number => cases.filter((one) => one.verdict === verdict).length;
  return {
    schema: 'assay.run/4',
    run: {
      id: '20260131-120000-abcdef',
      startedAt: AT,
      finishedAt: '2026-01-31T12:00:09.000Z',
      finished: true,
      interrupted: false,
      seed: 'none',
      argv: ['run'],
      shard: null,
      plan: { count: 1, digest: 'f'.repeat(64) },
    },
    harness: { name: 'assay', version: '0.1.0', commit: 'c'.repeat(40), node: 'v20.20.2', system: 'Linux 6.1.0 x64' },
    target: {
      name: 'a-bank',
      issuer: 'https://bank.example',
      profile: 'reference',
      digest: 'd'.repeat(64),
      defects: [],
      variations: [],
      variants: { primary: { 'request-delivery': ['pushed'], 'request-signing': ['none', 'signed'] } },
    },
    notices: [],
    scenarios: { digest: 'e'.repeat(64), count: 1 },
    cases,
    requirements: [requirement()],
    totals: Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as RunRecord['totals'],
    deviations: { unexpectedPasses: [], expired: [] },
    ...given,
  };
}

export function exchange(given: Partial<Exchange> = {}): Exchange {
  return {
    id: 1,
    label: 'pushed authorization request',
    startedAt: AT,
    durationMs: 5,
    request: {
      method: 'POST',
      url: 'https://bank.example/par',
      headers: [['content-type', 'application/x-www-form-urlencoded']],
      body: 'scope=openid&scope=accounts&client_assertion=__REDACTED__:sha256-0123456789ab',
    },
    response: {
      status: 201,
      headers: [['content-type', 'application/json']],
      body: '{"expires_in":90}',
      bytes: 17,
      truncated: false,
    },
    tls: {
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      peerChain: [{ subject: 'CN=bank', issuer: 'CN=root', serial: '0a', sha256: 'ff', notAfter: AT }],
      identity: 'primary',
      clientSha256: 'c'.repeat(64),
      alert: null,
      connection: 3,
    },
    failure: null,
    ...given,
  };
}

export function stepRecord(given: Partial<StepRecord> = {}): StepRecord {
  return {
    id: 'par',
    use: 'oauth.request',
    phase: 'flow',
    startedAt: AT,
    durationMs: 6,
    outcome: { ok: true, codes: ['ok'], clear: true, detail: 'the request was pushed' },
    changed: [],
    inputs: {},
    outputs: {},
    facts: {},
    exchanges: [exchange()],
    ...given,
  };
}

export const REFUSED = { ok: false, codes: ['oauth.invalid_request', 'http.400'], clear: true, detail: 'HTTP 400' };

export function attemptRecord(given: Partial<AttemptRecord> = {}): AttemptRecord {
  const steps = given.steps ?? [stepRecord()];
  return {
    role: 'case',
    key: 'k',
    lane: 'lane-1',
    startedAt: AT,
    durationMs: 7,
    steps,
    actions: [],
    endedAt: (steps.find(({ outcome }) => !outcome.ok) ?? steps.at(-1))?.id ?? '',
    broken: null,
    settledAfterMs: null,
    ...given,
  };
}

/** A trace that belongs to a judged case: control, case, control. */
export function caseTrace(judged: JudgedCase, given: Partial<CaseTrace> = {}): CaseTrace {
  const { verdict: _, reason: __, proves, ...head } = judged;
  return {
    ...head,
    schema: 'assay.trace/3',
    proves: { par: proves },
    profile: 'reference',
    detects: [],
    expect: {
      polarity: 'negative',
      level: 'shall',
      outcome: { par: ['oauth.invalid_request'] },
      tolerates: {},
      observe: {},
      each: null,
      holds: [],
    },
    target: 'par',
    controlsPlanned: { before: true, after: true },
    plan: [`${judged.id}  ${judged.title}`],
    attempts: [attemptRecord({ role: 'control-before' }), attemptRecord(), attemptRecord({ role: 'control-after' })],
    verifierChecks: [],
    withheld: null,
    fault: null,
    ...given,
  };
}
