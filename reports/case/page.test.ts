import { expect } from 'chai';
import type { CaseTrace } from '../../suites/evidence/record.ts';
import {
  attemptRecord,
  caseTrace,
  exchange,
  failingCase,
  HOSTILE,
  judgedCase,
  REFUSED,
  runRecord,
  stepRecord,
} from '../testing-run.ts';
import { caseAddress, caseFile } from './address.ts';
import { differences } from './differences.ts';
import { caseDocument } from './page.ts';
import { fieldsOf, jwtMembers, readableRequest } from './readable.ts';

const JWS = 'JWS {"alg":"PS256"}.{"aud":"https://bank.example","jti":"1"}.__REDACTED__:sha256-0123456789ab';

const sending = (body: string) => exchange({ request: { ...exchange().request, body } });
const steps = (body: string, given: Parameters<typeof stepRecord>[0] = {}) => [
  stepRecord({ exchanges: [sending(body)], ...given }),
];

const tried = (given: Partial<CaseTrace> = {}): CaseTrace =>
  caseTrace(judgedCase(), {
    attempts: [
      attemptRecord({
        role: 'control-before',
        steps: steps('scope=openid&state=a1&redirect_uri=https%3A%2F%2Ftpp.example'),
      }),
      attemptRecord({
        role: 'case',
        steps: steps('scope=openid&state=b2&redirect_uri=https%3A%2F%2Fevil.example', { outcome: REFUSED }),
      }),
      attemptRecord({
        role: 'control-after',
        steps: steps('scope=openid&state=c3&redirect_uri=https%3A%2F%2Ftpp.example'),
      }),
    ],
    ...given,
  });

const TEXTS = new Map([['RFC9126-2-1', 'The request is checked.']]);

describe('the page of a case', () => {
  it('tells what differed from the control, and not what differs between two controls as well', () => {
    expect(differences(tried())).to.deep.equal([
      { what: 'par: outcome', control: 'ok', case: 'oauth.invalid_request, http.400' },
      { what: 'par: request redirect_uri', control: 'https://tpp.example', case: 'https://evil.example' },
    ]);
  });

  it('shows what was signed and what came of it, whatever the bank put into it', () => {
    const signatures = [
      { of: 'request' as const, label: 'sig1', base: '"@method": POST', told: 'made with the EC key "k" for ES256' },
      { of: 'response' as const, label: HOSTILE, base: HOSTILE, told: HOSTILE },
    ];
    const attempts = [attemptRecord({ role: 'case', steps: steps('', { exchanges: [exchange({ signatures })] }) })];
    const judged = failingCase();
    const page = caseDocument(judged, tried({ attempts }), runRecord([judged]), TEXTS);
    expect(page).to.include('The request is signed (<code>sig1</code>), made with the EC key');
    expect(page).to.include('<pre>&quot;@method&quot;: POST</pre>').and.not.to.include(HOSTILE);
  });

  it('knows by name what is new in every request where there is only one control', () => {
    const [before, attempt] = tried().attempts;
    const lines = differences({ attempts: [before, attempt].flatMap((one) => one ?? []) });
    expect(lines.map(({ what }) => what)).to.deep.equal(['par: outcome', 'par: request redirect_uri']);
  });

  it('tells a parameter that one side lacks, whatever its name', () => {
    const lines = differences({
      attempts: [
        attemptRecord({ role: 'control-before', steps: steps('state=a') }),
        attemptRecord({ role: 'case', steps: steps('scope=x') }),
        attemptRecord({ role: 'control-after', steps: steps('state=b') }),
      ],
    });
    expect(lines).to.deep.equal([
      { what: 'par: request state', control: 'a', case: '' },
      { what: 'par: request scope', control: '', case: 'x' },
    ]);
  });

  it('compares requests of one kind, whatever else only one side fetched', () => {
    const keys = exchange({
      label: 'the keys of the bank',
      request: { ...exchange().request, method: 'GET', body: null },
    });
    const lines = differences({
      attempts: [
        attemptRecord({ role: 'control-before', steps: steps('', { exchanges: [sending('scope=a'), keys] }) }),
        attemptRecord({ role: 'case', steps: steps('scope=b') }),
      ],
    });
    expect(lines).to.deep.equal([{ what: 'par: request scope', control: 'a', case: 'b' }]);
  });

  it('reads the JWTs of a request, and compares them claim by claim', () => {
    const { text, jwts } = readableRequest(
      sending(
        new URLSearchParams([
          ['scope', 'a'],
          ['client_assertion', JWS],
        ]).toString(),
      ),
    );
    expect(text.split('\n')[0]).to.equal('scope = a');
    expect(jwts).to.deep.equal([
      {
        where: 'client_assertion',
        header: '{\n  "alg": "PS256"\n}',
        claims: '{\n  "aud": "https://bank.example",\n  "jti": "1"\n}',
      },
    ]);
    expect(jwtMembers('request', JWS)).to.deep.equal([
      ['request.header.alg', 'PS256'],
      ['request.aud', 'https://bank.example'],
      ['request.jti', '1'],
    ]);
    expect(fieldsOf(sending('a=1&a=2'))).to.deep.equal([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  it('shows every exchange of a case that somebody has to look into, and of another only the step that was changed', () => {
    const judged = failingCase({ decidedAt: { role: 'case', step: 'par' } });
    const failed = caseDocument(judged, tried(), runRecord([judged]), TEXTS);
    expect(failed.match(/class="exchange"/g)).to.have.length(3);
    expect(failed).to.match(/class="exchange" open/);
    const passed = judgedCase();
    const brief = caseDocument(passed, tried(), runRecord([passed]), TEXTS);
    expect(brief.match(/class="exchange"/g)).to.have.length(1);
    expect(brief).to.include('The other steps and the controls are in');
  });

  it('says that a trace is lost', () => {
    const judged = failingCase();
    expect(caseDocument(judged, null, runRecord([judged]), TEXTS)).to.include('The trace of this case is lost');
  });

  it('shows nothing of a hostile bank as markup', () => {
    const step = stepRecord({
      outcome: { ...REFUSED, detail: HOSTILE },
      changed: [HOSTILE],
      facts: { [HOSTILE]: HOSTILE },
      exchanges: [
        exchange({
          label: HOSTILE,
          request: {
            method: HOSTILE,
            url: `https://bank.example/${HOSTILE}`,
            headers: [[HOSTILE, HOSTILE]],
            body: HOSTILE,
          },
          response: { status: 400, headers: [['location', HOSTILE]], body: HOSTILE, bytes: 1, truncated: true },
        }),
      ],
      screenshots: [{ name: HOSTILE, base64: 'PHN2Zz4=' }],
    });
    const judged = failingCase({ observed: HOSTILE, title: HOSTILE, changed: [HOSTILE] });
    const html = caseDocument(
      judged,
      tried({ attempts: [attemptRecord({ steps: [step], broken: HOSTILE, leftBehind: [HOSTILE] })], plan: [HOSTILE] }),
      runRecord([judged]),
      TEXTS,
    );
    expect(html).not.to.match(/<script>alert|<img src=x|<svg|\u202e/);
    expect(html.match(/<script>/g)).to.have.length(1);
  });

  it('lies beside its trace, under the same name', () => {
    expect(caseFile(judgedCase())).to.equal('cases/par.push[other-host].html');
    expect(caseAddress(judgedCase())).to.equal('cases/par.push%5Bother-host%5D.html');
  });
});
