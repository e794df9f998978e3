/** What a target says against what its bank publishes about itself: both values, and the way out. */
import type { Problem } from '../load/scenario.ts';
import type { Target, TargetClient } from '../load/target.ts';
import { FROM_METADATA, type MetadataDocument, mayBeUnsaid, missingIn, shows } from './capability.ts';
import { collectProblems, type Problems } from './problems.ts';
import { placeOfAnswer } from './profile-bounds.ts';

export interface Contradictions {
  /** The path cannot run at all. */
  fatal: Problem[];
  /** Some of it may not. */
  warnings: Problem[];
}

/** @requirement RFC8414-2-1 RFC8414-2-2 */
export function checkMetadata(target: Target, document: MetadataDocument): Contradictions {
  const fatal = collectProblems();
  const warnings = collectProblems();
  checkIssuer(target, document, fatal);
  for (const [name, client] of Object.entries(target.clients)) {
    checkEndpoints({ name, client, target }, document, fatal);
    for (const rule of RULES) checkAnswer(rule, { name, client, target }, document, warnings);
    checkConditions({ name, client, target }, document, warnings);
    checkAlgorithms({ name, client, target }, document, warnings);
  }
  checkClaims(target, document, warnings);
  return { fatal: fatal.all(), warnings: warnings.all() };
}

interface Speaker {
  name: string;
  client: TargetClient;
  target: Target;
}

const textIn = (document: MetadataDocument, member: string): string | null => {
  const value = Object.hasOwn(document, member) ? document[member] : undefined;
  return typeof value === 'string' ? value : null;
};
/** Null when the member is left out or is no list. */
const listIn = (document: MetadataDocument, member: string): string[] | null => {
  const value = Object.hasOwn(document, member) ? document[member] : undefined;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;
};
const isTrue = (document: MetadataDocument, member: string): boolean =>
  Object.hasOwn(document, member) && document[member] === true;
/** A bank's text in one of our messages: bounded, on one line, and with nothing in it that moves a cursor. */
const printable = (text: string, most: number): string => {
  return (text.length > most ? `${text.slice(0, most)}...` : text).replace(/\p{C}/gu, '?');
};
const quoted = (text: string): string => JSON.stringify(printable(text, 200));
const listed = (values: string[]): string => printable(values.slice(0, 20).join(', '), 400) || 'nothing';

function checkIssuer(target: Target, document: MetadataDocument, problems: Problems): void {
  const told = textIn(document, 'issuer');
  if (told === target.issuer) return;
  const bare = (text: string): string => text.replace(/\/$/, '');
  const slash = told !== null && bare(told) === bare(target.issuer);
  problems.add(
    'metadata-issuer',
    target.placeOf('issuer'),
    `the metadata names ${told === null ? 'no issuer' : `the issuer ${quoted(told)}`}, and the target says ${quoted(target.issuer)}`,
    {
      hint: slash
        ? 'they differ by the slash at the end: write it as the metadata does'
        : 'write the issuer exactly as the metadata spells it, if this is the bank you mean',
    },
  );
}

/** Endpoints that a path cannot do without, by the answer that asks for them; null for every path. */
const ENDPOINTS: readonly { member: string; axis: string | null; answer: string; instead: string }[] = [
  { member: 'authorization_endpoint', axis: null, answer: '', instead: '' },
  { member: 'token_endpoint', axis: null, answer: '', instead: '' },
  {
    member: 'pushed_authorization_request_endpoint',
    axis: 'request-delivery',
    answer: 'pushed',
    instead: 'write request-delivery: by-value or plain under variant, whichever the bank takes',
  },
];

function checkEndpoints({ name, client, target }: Speaker, document: MetadataDocument, problems: Problems): void {
  for (const { member, axis, answer, instead } of ENDPOINTS) {
    if (textIn(document, member) !== null) continue;
    // What a client only may do as well is left to the cases that ask for it.
    if (axis !== null && client.variant[axis]?.[0] !== answer) continue;
    const place = axis === null ? target.placeOf('issuer') : placeOfAnswer(target, name, axis);
    const needs = axis === null ? 'every path needs it' : `the target says ${axis}: ${answer}`;
    problems.add('metadata-endpoint', place, `the metadata names no ${member}, and ${needs}`, {
      hint: instead || null,
    });
  }
}

interface Rule {
  axis: string;
  member: string;
  /** What stands in the member for an answer; null for an answer that it says nothing of. */
  named(answer: string): string | null;
  /** What holds when the member is left out; null when nothing follows from that. */
  otherwise: string[] | null;
}

const same = (answer: string): string => answer;

const RULES: readonly Rule[] = [
  { axis: 'response-type', member: 'response_types_supported', named: same, otherwise: null },
  {
    axis: 'response-mode',
    member: 'response_modes_supported',
    // `jwt` stands for the jwt mode of the response type, and needs no entry of its own.
    named: (answer) => (answer === 'jwt' ? null : answer),
    otherwise: ['query', 'fragment'],
  },
  {
    axis: 'client-auth',
    member: 'token_endpoint_auth_methods_supported',
    named: same,
    otherwise: ['client_secret_basic'],
  },
];

function checkAnswer(
  rule: Rule,
  { name, client, target }: Speaker,
  document: MetadataDocument,
  problems: Problems,
): void {
  const { axis, member, named, otherwise } = rule;
  const written = listIn(document, member);
  const told = written ?? otherwise;
  if (told === null) return;
  // The words of a response type may stand in any order.
  const sorted = (text: string): string => text.split(' ').sort().join(' ');
  const known = new Set(told.map(sorted));
  for (const answer of client.variant[axis] ?? []) {
    const wanted = named(answer);
    if (wanted === null || known.has(sorted(wanted))) continue;
    const says =
      written === null ? `leaves ${member} out, which means ${listed(told)}` : `lists ${listed(told)} under ${member}`;
    problems.add(
      'metadata-differs',
      placeOfAnswer(target, name, axis),
      `the metadata ${says}, and the target says ${axis}: ${answer}`,
      {
        hint: `write ${axis} as the bank has it; if the bank does support it, its metadata is incomplete`,
      },
    );
  }
}

const may = (axis: string, ...answers: string[]) => {
  return ({ variant }: TargetClient): boolean => (variant[axis] ?? []).some((one) => answers.includes(one));
};
const doesNot = (axis: string, answer: string) => {
  return ({ variant }: TargetClient): boolean => variant[axis]?.[0] !== answer;
};

/** One member that has to fit what a client does. */
interface Condition {
  axis: string;
  applies(client: TargetClient): boolean;
  fits(document: MetadataDocument): boolean;
  says: string;
  hint: string;
}

const CONDITIONS: readonly Condition[] = [
  {
    axis: 'sender-constraint',
    applies: may('sender-constraint', 'dpop', 'mtls-dpop'),
    fits: (document) => listIn(document, 'dpop_signing_alg_values_supported') !== null,
    says: 'has no dpop_signing_alg_values_supported',
    hint: 'write sender-constraint: mtls, if that is what binds tokens',
  },
  {
    axis: 'sender-constraint',
    applies: may('sender-constraint', 'mtls', 'mtls-dpop'),
    fits: (document) => isTrue(document, 'tls_client_certificate_bound_access_tokens'),
    says: 'does not say tls_client_certificate_bound_access_tokens: true',
    hint: 'write sender-constraint: dpop, if that is what binds tokens',
  },
  {
    axis: 'request-delivery',
    applies: doesNot('request-delivery', 'pushed'),
    fits: (document) => !isTrue(document, 'require_pushed_authorization_requests'),
    says: 'says require_pushed_authorization_requests: true',
    hint: 'write request-delivery: pushed',
  },
  {
    axis: 'request-signing',
    applies: doesNot('request-signing', 'signed'),
    fits: (document) => !isTrue(document, 'require_signed_request_object'),
    says: 'says require_signed_request_object: true',
    hint: 'write request-signing: signed',
  },
  {
    axis: 'id-token',
    applies: may('id-token', 'encrypted'),
    fits: (document) => listIn(document, 'id_token_encryption_alg_values_supported') !== null,
    says: 'has no id_token_encryption_alg_values_supported',
    hint: 'write id-token: signed',
  },
];

function checkConditions({ name, client, target }: Speaker, document: MetadataDocument, problems: Problems): void {
  for (const { axis, applies, fits, says, hint } of CONDITIONS) {
    if (!applies(client) || fits(document)) continue;
    const answers = (client.variant[axis] ?? []).join(', ');
    const message = `the metadata ${says}, and the target says ${axis}: ${answers}`;
    problems.add('metadata-differs', placeOfAnswer(target, name, axis), message, { hint });
  }
}

/** Lists of algorithms, and the key of the client that they are about. */
const ALGORITHMS: readonly {
  axis: string;
  member: string;
  applies(client: TargetClient): boolean;
  alg(client: TargetClient): string | null;
}[] = [
  {
    axis: 'client-auth',
    member: 'token_endpoint_auth_signing_alg_values_supported',
    applies: may('client-auth', 'private_key_jwt'),
    alg: ({ signing: [key] }) => key?.alg ?? null,
  },
  {
    axis: 'request-signing',
    member: 'request_object_signing_alg_values_supported',
    applies: may('request-signing', 'signed'),
    alg: ({ signing: [key] }) => key?.alg ?? null,
  },
  {
    axis: 'sender-constraint',
    member: 'dpop_signing_alg_values_supported',
    applies: may('sender-constraint', 'dpop', 'mtls-dpop'),
    alg: ({ dpop }) => dpop?.alg ?? null,
  },
];
/** One algorithm by its two names (RFC 9864). */
const ALIASES: { readonly [alg: string]: string } = { Ed25519: 'EdDSA', EdDSA: 'Ed25519' };

function checkAlgorithms({ name, client, target }: Speaker, document: MetadataDocument, problems: Problems): void {
  for (const { axis, member, applies, alg } of ALGORITHMS) {
    const [used, known] = [alg(client), listIn(document, member)];
    if (!applies(client) || used === null || known === null) continue;
    if (known.includes(used) || known.includes(ALIASES[used] ?? used)) continue;
    const message = `the metadata lists ${listed(known)} under ${member}, and the client ${name} signs with ${used}`;
    problems.add('metadata-differs', placeOfAnswer(target, name, axis), message, {
      hint: `use a key for ${listed(known)}`,
    });
  }
}

function checkClaims(target: Target, document: MetadataDocument, problems: Problems): void {
  for (const [index, claim] of target.capabilities.entries()) {
    const shown = Object.hasOwn(FROM_METADATA, claim) ? FROM_METADATA[claim] : undefined;
    if (!shown || shows(document, shown)) continue;
    problems.add(
      'metadata-differs',
      target.placeOf('capabilities', index),
      `the metadata has ${missingIn(shown)}, and the target claims "${claim}"`,
      {
        hint: mayBeUnsaid(shown)
          ? 'if the bank has it, its metadata is incomplete; otherwise delete the claim'
          : 'delete the claim: its cases have no address to go to',
      },
    );
  }
}
