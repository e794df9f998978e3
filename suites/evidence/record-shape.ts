/** The shapes of run.json and of a trace, as far as anything that reads them relies on them. */
import {
  anything,
  flag,
  listOf,
  mapOf,
  nullOr,
  number,
  object,
  oneOf,
  type Shape,
  text,
  textLike,
  time,
} from './shape.ts';
import { tracePath } from './trace-path.ts';
import { SEVERITIES, VERDICTS } from './verdict.ts';

const LEVEL = oneOf('shall', 'shall-not', 'should', 'may');
const SEVERITY = oneOf(...SEVERITIES);
const VERDICT = oneOf(...VERDICTS);
const ROLE = oneOf('control-before', 'case', 'control-between', 'repeat', 'control-after');
const texts = listOf(text);
const lists = mapOf(texts);

const HEAD = { id: text, scenario: text, row: nullOr(text), title: text, area: text, severity: SEVERITY };
const CITED = listOf(object({ id: text, level: LEVEL }));
const CONTROL = object({ planned: flag, ok: flag, outcome: text });

const JUDGED = object(
  {
    ...HEAD,
    ...{ variant: mapOf(text), requirements: CITED, proves: texts, verdict: VERDICT },
    ...{ meaning: text, next: nullOr(text), reason: text, cause: nullOr(text) },
    deviation: nullOr(object({ reason: text, until: nullOr(text) })),
    ...{ changed: texts, expected: texts, observed: text },
    decidedAt: nullOr(object({ role: ROLE, step: text })),
    controls: object({ before: CONTROL, after: CONTROL }),
    ...{ startedAt: time, durationMs: number, lane: text, file: text, line: number, detects: texts },
    ...{ reproduce: text, trace: text },
  },
  { tags: texts, traceSha256: text },
);

/** A case whose trace is where its id says, so that no link of a page leads elsewhere. */
const CASE: Shape = (value, place) => {
  const wrong = JUDGED(value, place);
  if (wrong !== null) return wrong;
  const { id, trace } = value as { id: string; trace: string };
  return trace === tracePath(id) ? null : `${place}.trace is not ${tracePath(id)}`;
};

const REQUIREMENT = object(
  {
    ...{ id: text, spec: text, clause: text, level: LEVEL, text, source: oneOf('verified', 'recalled') },
    testable: oneOf('blackbox', 'config', 'manual'),
    url: nullOr(textLike(/^https:\/\/[^\s"'<>]+$/, 'an https address')),
    places: listOf(
      object({
        place: text,
        status: oneOf('proven', 'violated', 'in-doubt', 'not-run', 'not-tried', 'no-case'),
        cases: texts,
      }),
    ),
    status: oneOf('proven', 'partly-proven', 'violated', 'not-run', 'unproven', 'not-applicable'),
    cases: texts,
  },
  { accepted: flag },
);

export const RUN: Shape = object(
  {
    schema: oneOf('assay.run/4'),
    run: object(
      {
        ...{ id: textLike(/^[\w.-]{1,100}$/, 'the id of a run'), startedAt: time, finishedAt: nullOr(time) },
        ...{ finished: flag, interrupted: flag, seed: text, argv: texts, shard: nullOr(text) },
        plan: object({ count: number, digest: text }),
      },
      { fault: text, exitRules: object({ strict: flag, failOn: nullOr(SEVERITY) }) },
    ),
    harness: object({ name: text, version: text, commit: nullOr(text), node: text, system: text }),
    target: object({
      ...{ name: text, issuer: text, profile: text, digest: text, defects: texts, variations: texts },
      variants: mapOf(lists),
    }),
    notices: texts,
    scenarios: object({ digest: text, count: number }),
    cases: listOf(CASE),
    requirements: listOf(REQUIREMENT),
    totals: object(Object.fromEntries(VERDICTS.map((verdict) => [verdict, number]))),
    deviations: object(
      { unexpectedPasses: texts, expired: texts },
      { known: listOf(object({ case: text, verdict: text, reason: text, until: nullOr(text) })) },
    ),
  },
  {
    scope: object({
      ...{ asked: texts, catalogue: number, planned: number },
      notRun: listOf(object({ id: text, because: text, requirements: texts, places: texts })),
    }),
  },
);

const headers = listOf((value, place) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
    ? null
    : `${place} is not a name and a value`,
);
const TLS = object(
  {
    ...{ version: nullOr(text), cipher: nullOr(text), identity: nullOr(text), clientSha256: nullOr(text) },
    ...{ alert: nullOr(text), connection: number },
    peerChain: listOf(object({ subject: text, issuer: text, serial: text, sha256: text, notAfter: text })),
  },
  { resumed: flag },
);
const EXCHANGE = object(
  {
    ...{ id: number, label: text, startedAt: time, durationMs: number },
    request: object({ method: text, url: text, headers, body: nullOr(text) }),
    response: nullOr(object({ status: number, headers, body: nullOr(text), bytes: number, truncated: flag })),
    tls: nullOr(TLS),
    failure: nullOr(object({ class: text, message: text })),
  },
  { signatures: listOf(object({ of: oneOf('request', 'response'), label: text, base: text, told: text })) },
);
const STEP = object(
  {
    ...{ id: text, use: text, phase: text, startedAt: time, durationMs: number, changed: texts },
    outcome: object({ ok: flag, codes: texts, clear: flag, detail: text }),
    ...{ inputs: mapOf(anything), outputs: mapOf(anything), facts: mapOf(anything), exchanges: listOf(EXCHANGE) },
  },
  {
    differences: mapOf(object({ seen: anything, due: anything })),
    screenshots: listOf(object({ name: text, base64: textLike(/^[A-Za-z0-9+/=]*$/, 'base64') })),
  },
);
const ACTION = object(
  {
    ...{ do: text, at: oneOf('before', 'after'), step: text, with: mapOf(anything), ok: flag, detail: text },
    exchanges: listOf(EXCHANGE),
  },
  { effect: object({ from: time, goodUntil: nullOr(time) }) },
);
const ATTEMPT = object(
  {
    ...{ role: ROLE, key: text, lane: text, startedAt: time, durationMs: number, endedAt: text },
    ...{ steps: listOf(STEP), actions: listOf(ACTION), broken: nullOr(text), settledAfterMs: nullOr(number) },
  },
  { needs: text, leftBehind: texts },
);

export const TRACE: Shape = object(
  {
    schema: oneOf('assay.trace/3'),
    ...HEAD,
    ...{ file: text, line: number, profile: text, variant: mapOf(text), requirements: CITED, proves: lists },
    ...{ detects: texts, target: text, plan: texts },
    expect: object({
      ...{ polarity: oneOf('positive', 'negative', 'record'), level: LEVEL },
      ...{ outcome: lists, tolerates: lists, observe: lists },
      each: nullOr(mapOf(object({ outcome: texts, tolerates: texts }))),
      holds: listOf(object({ of: text, fact: text }, { level: LEVEL, is: anything, in: listOf(anything) })),
    }),
    controlsPlanned: object({ before: flag, after: flag }),
    attempts: listOf(ATTEMPT),
    verifierChecks: listOf(object({ id: text, at: text, do: text, noticed: nullOr(flag), detail: text })),
    withheld: nullOr(object({ verdict: oneOf('not-applicable', 'skipped'), reason: text })),
    ...{ fault: nullOr(text), startedAt: time, durationMs: number, lane: text },
  },
  { tags: texts },
);
