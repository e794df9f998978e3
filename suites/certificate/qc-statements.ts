/** The qcStatements extension: what EN 319 412-5 lets a qualified certificate say, and the PSD2 statement of TS 119 495. */
import { type Der, expectEnd, expectUniversal, isUniversal, itemsOf, TAG, Unreadable } from './der.ts';
import { integerOf, oidOf, textOf } from './der-value.ts';
import { nameOf, PSP_ROLES, QC_TYPES, STATEMENTS } from './oids.ts';

export interface PspRole {
  oid: string;
  /** As the certificate writes it. */
  name: string;
  /** What the identifier means; null when no standard gave it out. */
  meaning: string | null;
}

export interface Psd2Statement {
  roles: readonly PspRole[];
  nca: { name: string; id: string };
}

export interface QcStatements {
  /** Names, or identifiers where there is none, in the order of the certificate. */
  statements: readonly string[];
  /** Null: it does not say. Names, or identifiers where there is none. */
  types: readonly string[] | null;
  /** ISO 3166 codes; null: it does not say. */
  countries: readonly string[] | null;
  /** Disclosure statements; null: none. */
  disclosure: readonly { url: string; language: string }[] | null;
  /** Of a transaction, `amount * 10^exponent`; the currency by its letters or its number. Null: it does not say. */
  limit: { currency: string; amount: bigint; exponent: bigint } | null;
  /** Years; null: it does not say. */
  retention: number | null;
  psd2: Psd2Statement | null;
  malformed: readonly { statement: string; says: string }[];
}

type Content = Pick<QcStatements, 'types' | 'countries' | 'disclosure' | 'limit' | 'retention' | 'psd2'>;

/** Null: the statement is its own content, and nothing follows. */
const READERS: { readonly [statement: string]: ((info: Der) => Partial<Content>) | null } = {
  QcCompliance: null,
  QcSSCD: null,
  QcType: (info) => ({
    types: listOf(info, 'the list of types').map((one) =>
      nameOf(QC_TYPES, oidOf(expectUniversal(one, TAG.oid, 'a type', info))),
    ),
  }),
  QcCClegislation: (info) => ({
    countries: listOf(info, 'the list of countries').map(
      (one) => textOf(expectUniversal(one, TAG.printable, 'a country', info)).text,
    ),
  }),
  QcPDS: (info) => ({ disclosure: itemsOf(info, 'the list of disclosure statements').map(disclosure) }),
  QcRetentionPeriod: (info) => {
    const { value, negative } = integerOf(expectUniversal(info, TAG.integer, 'the period', info));
    if (negative || value > 1000n) throw new Unreadable('the period is no number of years', info.at);
    return { retention: Number(value) };
  },
  QcLimitValue: (info) => ({ limit: limit(info) }),
  PSD2: (info) => ({ psd2: psd2(info) }),
};

/** Empty is told by a rule of its own. */
const listOf = (value: Der, what: string): readonly Der[] => expectUniversal(value, TAG.sequence, what, value).children;

/** Of a statement that is made twice the first is read. Throws Unreadable when the list itself cannot be read. */
export function qcStatementsFrom(value: Der): QcStatements {
  const statements: string[] = [];
  const malformed: { statement: string; says: string }[] = [];
  let content: Content = { types: null, countries: null, disclosure: null, limit: null, retention: null, psd2: null };
  for (const item of itemsOf(value, 'the list of statements')) {
    const sequence = expectUniversal(item, TAG.sequence, 'a statement', value);
    const [id, info] = sequence.children;
    expectEnd(sequence, 2, 'a statement');
    const statement = nameOf(STATEMENTS, oidOf(expectUniversal(id, TAG.oid, 'the name of a statement', sequence)));
    const repeated = statements.includes(statement);
    statements.push(statement);
    if (repeated) continue;
    try {
      content = { ...content, ...contentOf(statement, info, sequence) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      malformed.push({ statement, says: `${error.message} (byte ${error.at})` });
    }
  }
  return { statements, ...content, malformed };
}

function contentOf(statement: string, info: Der | undefined, parent: Der): Partial<Content> {
  const reader = Object.hasOwn(READERS, statement) ? READERS[statement] : undefined;
  if (reader === undefined) return {};
  if (reader === null) {
    if (info !== undefined) throw new Unreadable('something follows, and nothing may', info.at);
    return {};
  }
  if (info === undefined) throw new Unreadable('its content is missing', parent.at);
  return reader(info);
}

function disclosure(value: Der): { url: string; language: string } {
  const pair = expectUniversal(value, TAG.sequence, 'a disclosure statement', value);
  expectEnd(pair, 2, 'a disclosure statement');
  const url = textOf(expectUniversal(pair.children[0], TAG.ia5, 'the address', pair));
  const language = textOf(expectUniversal(pair.children[1], TAG.printable, 'the language', pair));
  if (!url.wellFormed) throw new Unreadable('the address is no address', pair.at);
  return { url: url.text, language: language.text };
}

function limit(value: Der): QcStatements['limit'] {
  const sequence = expectUniversal(value, TAG.sequence, 'the limit', value);
  const [currency, amount, exponent] = sequence.children;
  expectEnd(sequence, 3, 'the limit');
  return {
    currency: isUniversal(currency, TAG.integer)
      ? integerOf(currency).value.toString().padStart(3, '0')
      : textOf(expectUniversal(currency, TAG.printable, 'the currency', sequence)).text,
    amount: integerOf(expectUniversal(amount, TAG.integer, 'the amount', sequence)).value,
    exponent: integerOf(expectUniversal(exponent, TAG.integer, 'the exponent', sequence)).value,
  };
}

/** Characters of a text of the PSD2 statement, TS 119 495 Annex A. */
const LONGEST = 256;

function psd2(value: Der): Psd2Statement {
  const sequence = expectUniversal(value, TAG.sequence, 'the PSD2 statement', value);
  const [roles, name, id] = sequence.children;
  expectEnd(sequence, 3, 'the PSD2 statement');
  const list = expectUniversal(roles, TAG.sequence, 'the list of roles', sequence).children;
  return {
    roles: list.map(role),
    nca: { name: bounded(name, 'NCAName', sequence), id: bounded(id, 'NCAId', sequence) },
  };
}

function role(value: Der): PspRole {
  const pair = expectUniversal(value, TAG.sequence, 'a role', value);
  expectEnd(pair, 2, 'a role');
  const oid = oidOf(expectUniversal(pair.children[0], TAG.oid, 'the identifier of a role', pair));
  const meaning = Object.hasOwn(PSP_ROLES, oid) ? (PSP_ROLES[oid] ?? null) : null;
  return { oid, name: bounded(pair.children[1], 'the name of a role', pair), meaning };
}

function bounded(value: Der | undefined, what: string, parent: Der): string {
  const { text } = textOf(expectUniversal(value, TAG.utf8, what, parent));
  const { length } = [...text];
  if (length === 0 || length > LONGEST)
    throw new Unreadable(`${what} has ${length} characters, and 1 to ${LONGEST} are due`, parent.at);
  return text;
}
