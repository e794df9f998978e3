/** What reads text of a bank takes time that grows with the text and no faster: a hundred times as much takes about a hundred times as long. */
import { expect } from 'chai';
import { refusal } from '../mock-tpp/answer.ts';
import type { TppExchange } from '../mock-tpp/contract.ts';
import { readJson, readLeniently } from '../mock-tpp/json.ts';
import { jwtPastLimit, readJws } from '../mock-tpp/oauth/jws.ts';
import { CookieJar } from '../mock-tpp/psu/cookies.ts';
import { UnreasonablePage } from '../mock-tpp/psu/markup.ts';
import { readPage } from '../mock-tpp/psu/page.ts';
import { describePage } from '../mock-tpp/psu/rules.ts';
import { suggestRule } from '../mock-tpp/psu/suggest-rule.ts';
import { said, worded } from '../mock-tpp/said.ts';
import { failureOf } from '../mock-tpp/transport/failure.ts';
import { escapeMarkdown, escapeMarkup, fileAddress, plainLine } from '../reports/plain-text.ts';
import { oneLine } from './evidence/hygiene.ts';
import { coverJws } from './evidence/jws.ts';
import { createRedaction } from './evidence/redact.ts';
import { scanBytes } from './evidence/secret-scan.ts';
import { createTaint } from './evidence/taint.ts';
import { causeOf } from './judge/cause.ts';

const SMALL = 10_000;
const REPEATS = 3;
/** Time that grows with the square would be a hundredfold. */
const MOST = 10;
/** Processor time below which a clock tells nothing, in milliseconds. */
const NOISE_MS = 20;

/** Processor time of this process in milliseconds. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const answer = (body: string, headers: [string, string][] = []): TppExchange => ({
  ...{ id: 1, label: '', startedAt: '', durationMs: 0, tls: null, failure: null },
  request: { method: 'GET', url: 'https://bank.example/', headers: [], body: null },
  response: { status: 400, headers, body, bytes: body.length, truncated: false },
});

const page = (html: string): void => {
  try {
    const read = readPage(html);
    describePage(read);
    suggestRule(read);
  } catch (error) {
    if (!(error instanceof UnreasonablePage)) throw error;
  }
};

const taint = createTaint();
for (const secret of ['a-secret-of-this-run', 'an"other <secret> & more', 'short'] as const)
  taint.add(secret, 'secret');
const redaction = createRedaction(taint);

const SCANNERS: { [name: string]: (text: string) => unknown } = {
  'a JSON answer': readJson,
  'a JSON answer, leniently': readLeniently,
  'a JWT': (text) => [readJws(text), jwtPastLimit(text)],
  'a page': page,
  'a cookie': (text) => new CookieJar(Date.now, () => undefined).store([text, `a=${text}`], 'https://bank.example/'),
  'a refusal': (text) => refusal(answer(text)),
  'a challenge': (text) => refusal(answer('', [['www-authenticate', text]])),
  'words of the bank': (text) => [said(text), worded(text), worded(text, text.length), oneLine(text)],
  'an error of the connection': (text) => failureOf(new Error(text), { begun: false, limitMs: 1 }),
  'tokens in a text': (text) =>
    coverJws(
      text,
      (value) => value,
      () => '',
    ),
  'redaction of an answer': (text) => {
    const whole = answer(text, [
      ['content-type', 'text/html'],
      ['location', text],
    ]);
    redaction.exchange({
      ...whole,
      request: {
        method: text,
        url: `https://bank.example/?${text}`,
        headers: [
          ['authorization', text],
          ['cookie', text],
        ],
        body: text,
      },
    });
    for (const type of ['application/json', 'application/x-www-form-urlencoded'])
      redaction.exchange(answer(text, [['content-type', type]]));
  },
  'redaction of words and values': (text) => [redaction.text(text), redaction.values({ text, code: text })],
  'the last look for secrets': (text) => scanBytes(Buffer.from(text), '.json', taint),
  'a document': (text) => [escapeMarkup(text, text.length), escapeMarkdown(text), plainLine(text), fileAddress(text)],
  'a cause': (text) =>
    causeOf({
      verdict: 'inconclusive',
      observed: text,
      controls: {
        before: { planned: false, ok: false, outcome: '' },
        after: { planned: false, ok: false, outcome: '' },
      },
    }),
};

/** Pieces that a text is made of; each is tried with every scanner. What was slow once is among them. */
const PIECES = [
  ...[
    'a',
    '0',
    '-',
    ' ',
    '\n',
    '"',
    '<',
    '&',
    '=',
    '.',
    ',',
    '#',
    '\\',
    '\\"',
    '[',
    '{',
    'a=',
    'a&',
    'a.',
    'é',
    '\u200b',
    '\ud800',
  ],
  ...[
    'eyJaaaa-',
    'eyJ',
    'eyJhbGciOiJub25lIn0.',
    'a.b.',
    '<input ',
    '<input a=',
    '<!---->',
    '<p>',
    '<a href=x>',
    '<label>',
    '<form>',
  ],
  ...[
    '"kty":',
    '{"kty":',
    '"a":1,',
    'error="',
    'error ',
    '://a',
    '%41',
    '&#65;',
    '\\u0061',
    '-----BEGIN A PRIVATE KEY-----',
    '-----BEGIN ',
  ],
  ...['##', '##vso[', '::', 'AAAA:error:', '0A:', 'Bearer ', '?a=b', 'password='],
];

/** With and without something open before it. */
const BEGINS = ['', '<input "'];

/**
 * Says what is wrong, or null. The middle is tried first, so that what grows with the square is found in time; of what is open
 * before, the middle tells enough.
 */
function outgrown(scan: (text: string) => unknown, begin: string, piece: string): string | null {
  const of = (length: number): string => begin + piece.repeat(Math.floor((length - begin.length) / piece.length));
  const small = of(SMALL);
  scan(small);
  const each =
    spent(() => {
      for (let time = 0; time < REPEATS; time += 1) scan(small);
    }) / REPEATS;
  for (const times of begin === '' ? [10, 100] : [10]) {
    const large = of(SMALL * times);
    const took = spent(() => scan(large));
    const due = each * times + NOISE_MS;
    if (took > MOST * due)
      return `${JSON.stringify(begin + piece)} and so on, ${large.length} characters: ${took} ms, where ${due} ms are due`;
  }
  return null;
}

describe('the time that a text of the bank takes', function () {
  this.timeout(120_000);
  for (const [name, scan] of Object.entries(SCANNERS))
    it(`grows with the text and no faster for ${name}`, () => {
      for (const piece of PIECES) for (const begin of BEGINS) expect(outgrown(scan, begin, piece)).to.equal(null);
    });
});
