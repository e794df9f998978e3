import type { RuntimeMessage } from 'allure-js-commons/sdk';
import { expect } from 'chai';
import type { Exchange, Verdict } from '../../suites/evidence/record.ts';
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
import { runFacts } from './metadata.ts';
import { messagesOf } from './replay.ts';

const FACTS = runFacts(runRecord([]));

type Data = { [M in RuntimeMessage as M['type']]: M['data'] };

const ofType = <T extends keyof Data>(messages: RuntimeMessage[], type: T): Data[T][] =>
  messages.filter((one) => one.type === type).map(({ data }) => data as Data[T]);

/** Steps as a reader sees them: indented, with their status. */
function tree(messages: RuntimeMessage[]): string[] {
  const open: number[] = [];
  const lines: string[] = [];
  for (const { type, data } of messages) {
    if (type === 'step_start') open.push(lines.push(`${'  '.repeat(open.length)}${data.name}`) - 1);
    if (type === 'step_stop') {
      const at = open.pop() ?? 0;
      lines[at] = `${lines[at]} [${data.status}]`;
    }
  }
  expect(open, 'every step is closed').to.deep.equal([]);
  return lines;
}

const content = ({ content }: { content: string }): string => Buffer.from(content, 'base64').toString('utf8');

describe('a case in Allure', () => {
  it('shows control, case, control, each step with its exchanges and TLS', () => {
    const judged = failingCase();
    const changed = stepRecord({ changed: ['par.param.redirect_uri: "a" -> "b"'] });
    const attempts = [
      attemptRecord({ role: 'control-before' }),
      attemptRecord({ steps: [changed] }),
      attemptRecord({ role: 'control-after' }),
    ];
    const messages = messagesOf(judged, caseTrace(judged, { attempts }), FACTS);
    expect(tree(messages)).to.deep.equal([
      'Control before: ended at par with ok [passed]',
      '  par: oauth.request → ok [passed]',
      'Case: ended at par with ok [failed]',
      '  ★ par: oauth.request → ok [failed]',
      'Control after: ended at par with ok [passed]',
      '  par: oauth.request → ok [passed]',
    ]);
    const files = ofType(messages, 'attachment_content').map(({ name }) => name);
    expect(files.filter((name) => name === 'pushed authorization request: POST /par → 201')).to.have.length(3);
    expect(files).to.include.members([
      'Inputs, outputs and facts of each step',
      'TLS connections and certificates',
      'The plan of this case',
    ]);
    const beside = ofType(messages, 'step_metadata')[1]?.parameters?.map(({ name, value }) => `${name}: ${value}`);
    expect(beside).to.deep.equal([
      'changed: par.param.redirect_uri: "a" -> "b"',
      'ended: the request was pushed',
      'TLS: TLSv1.3 TLS_AES_256_GCM_SHA384',
      'server certificate: CN=bank, serial 0a',
      `client certificate: primary, sha256 ${'c'.repeat(16)}…`,
    ]);
  });

  it('tells a TLS alert', () => {
    const { tls } = exchange();
    const refused = exchange({
      response: null,
      tls: tls && { ...tls, alert: 'certificate_revoked' },
      failure: { class: 'tls-alert', message: 'alert 44' },
    });
    const judged = judgedCase();
    const trace = caseTrace(judged, { attempts: [attemptRecord({ steps: [stepRecord({ exchanges: [refused] })] })] });
    const messages = messagesOf(judged, trace, FACTS);
    const values = ofType(messages, 'step_metadata').flatMap(({ parameters }) => parameters ?? []);
    expect(values.find(({ name }) => name === 'TLS alert')?.value).to.equal('certificate_revoked');
    expect(ofType(messages, 'attachment_content').map(({ name }) => name)[0]).to.match(/→ tls-alert$/);
  });

  const looks: [string, Verdict, boolean, string, string][] = [
    ['a refusal that was due', 'pass', false, 'passed', 'passed'],
    ['a violation by success', 'fail', true, 'failed', 'failed'],
    ['a violation by refusal', 'fail', false, 'failed', 'failed'],
    ['a doubt', 'inconclusive', false, 'broken', 'broken'],
    ['what is written down only', 'observed', true, 'passed', 'passed'],
  ];
  for (const [name, verdict, ok, attempt, step] of looks)
    it(`shows ${name} as ${attempt}`, () => {
      const judged = judgedCase({ verdict });
      const steps = [stepRecord({ id: 'token' }), stepRecord(ok ? {} : { outcome: REFUSED })];
      const lines = tree(messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS));
      expect(lines.map((line) => /\[(\w+)\]$/.exec(line)?.[1])).to.deep.equal([attempt, 'passed', step]);
    });

  const shownOf = (verdict: Verdict): number => {
    const judged = judgedCase({ verdict });
    const control = attemptRecord({ role: 'control-before', steps: [stepRecord({ exchanges: [exchange()] })] });
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [control] }), FACTS);
    return ofType(messages, 'attachment_content').filter(({ name }) => name !== 'The plan of this case').length;
  };
  it('shows what a signature over a message was made of beside its exchange, and none where none was', () => {
    const signatures: Exchange['signatures'] = [
      { of: 'request', label: 'sig1', base: '"@method": GET\n"x": \u202e', told: 'made with a key' },
      { of: 'response', label: 'bank', base: '', told: 'verified with none' },
    ];
    const steps = [stepRecord({ exchanges: [{ ...exchange(), signatures }] }), stepRecord({ exchanges: [exchange()] })];
    const judged = failingCase();
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS);
    const told = ofType(messages, 'attachment_content').filter(({ name }) => name.startsWith('Signature base'));
    expect(told.map(({ name }) => name)).to.deep.equal([
      'Signature base of the request (sig1)',
      'Signature base of the answer (bank)',
    ]);
    expect(told.map(content)).to.deep.equal(['made with a key\n\n"@method": GET\n"x": \ufffd', 'verified with none']);
  });

  it('leaves the exchanges of a good control to the trace, and says so, where nobody has to look into the case', () => {
    expect([shownOf('pass'), shownOf('observed')]).to.deep.equal([0, 0]);
    expect(shownOf('fail')).to.be.above(1);
    expect(shownOf('inconclusive')).to.equal(shownOf('fail'));
    const judged = judgedCase();
    const control = attemptRecord({ role: 'control-after', steps: [stepRecord({ exchanges: [exchange()] })] });
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [control] }), FACTS);
    const told = ofType(messages, 'step_metadata').flatMap(({ parameters }) => parameters ?? []);
    expect(told.find(({ name }) => name === 'exchanges')?.value).to.equal(`in ${judged.trace}`);
  });

  it('tells what an attempt left behind at the bank, also of a good control', () => {
    const judged = judgedCase();
    const control = attemptRecord({ role: 'control-after', leftBehind: ['A client may still be there.'] });
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [control] }), FACTS);
    const told = ofType(messages, 'step_metadata').flatMap(({ parameters }) => parameters ?? []);
    expect(told.find(({ name }) => name === 'left behind')?.value).to.equal('A client may still be there.');
  });

  it('shows a control that did not pass as broken', () => {
    const judged = judgedCase({ verdict: 'inconclusive' });
    const control = attemptRecord({ role: 'control-before', steps: [stepRecord({ outcome: REFUSED })] });
    const lines = tree(messagesOf(judged, caseTrace(judged, { attempts: [control] }), FACTS));
    expect(lines).to.deep.equal([
      'Control before: ended at par with oauth.invalid_request, http.400 [broken]',
      '  par: oauth.request → oauth.invalid_request, http.400 [broken]',
    ]);
  });

  it('marks the step whose answer is not as it has to be', () => {
    const judged = failingCase();
    const steps = [stepRecord({ id: 'authorize' }), stepRecord({ id: 'resource' })];
    const trace = caseTrace(judged, { attempts: [attemptRecord({ steps })] });
    const expect_ = { ...trace.expect, polarity: 'positive' as const, holds: [{ of: 'authorize', fact: 'jarm.alg' }] };
    const lines = tree(messagesOf(judged, { ...trace, expect: expect_ }, FACTS));
    expect(lines.slice(1).map((line) => /\[(\w+)\]$/.exec(line)?.[1])).to.deep.equal(['failed', 'passed']);
  });

  it('carries tree, severity, verdict, clause links and parameters', () => {
    const judged = failingCase();
    const [data] = ofType(messagesOf(judged, caseTrace(judged), FACTS), 'metadata');
    const labels = data?.labels?.map(({ name, value }) => `${name}=${value}`);
    expect(labels).to.deep.equal([
      'epic=reference',
      'feature=par',
      'story=par.push',
      'severity=critical',
      'verdict=fail',
      'tag=fail',
      'requirement=RFC9126-2-1',
    ]);
    expect(data?.links).to.deep.equal([
      {
        type: 'requirement',
        name: 'RFC9126-2-1 (shall), clause 2.1 item 1',
        url: 'https://www.rfc-editor.org/rfc/rfc9126.html#section-2.1',
      },
    ]);
    expect(data?.parameters).to.deep.equal([
      { name: 'bank', value: 'a-bank' },
      { name: 'profile', value: 'reference' },
      { name: 'row', value: 'other-host' },
      { name: 'variant', value: 'request-delivery pushed, response-type code' },
      { name: 'lane', value: 'lane-1', excluded: true },
    ]);
    for (const told of [
      'Requirement',
      'Changed',
      'Expected',
      'Observed',
      'Control before',
      'Control after',
      'Run it again',
    ])
      expect(data?.description).to.include(`- **${told}**: `);
  });
});

describe('what a bank wrote', () => {
  it('is attached as text, JSON or an exchange, whatever type it claims', () => {
    const judged = judgedCase();
    for (const claimed of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', HOSTILE]) {
      const answer = {
        status: 200,
        headers: [['content-type', claimed]] as [string, string][],
        body: HOSTILE,
        bytes: 9,
        truncated: false,
      };
      const steps = [stepRecord({ exchanges: [exchange({ response: answer })] })];
      const files = ofType(
        messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS),
        'attachment_content',
      );
      expect(new Set(files.map(({ contentType, fileExtension }) => `${contentType} ${fileExtension}`))).to.deep.equal(
        new Set(['application/vnd.allure.http+json .httpexchange', 'application/json .json', 'text/plain .txt']),
      );
      const shown = JSON.parse(content(files[0] ?? { content: '' })) as { response: { body: { contentType: string } } };
      expect(shown.response.body.contentType).to.equal('text/plain');
    }
  });

  it('is cut to a length a browser can show, and said to be', () => {
    const judged = judgedCase();
    const long = { status: 200, headers: [], body: 'x'.repeat(600_000), bytes: 600_000, truncated: false };
    const steps = [stepRecord({ id: 'x'.repeat(5000), exchanges: [exchange({ response: long })] })];
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS);
    const [file] = ofType(messages, 'attachment_content');
    const shown = JSON.parse(content(file ?? { content: '' })) as {
      response: { body: { value: string; truncated: boolean } };
    };
    expect(shown.response.body.value.length).to.be.below(300_000);
    expect(shown.response.body.truncated).to.equal(true);
    expect(ofType(messages, 'step_start').every(({ name }) => name.length < 250)).to.equal(true);
  });

  it('never becomes a link, markup or an order to the terminal', () => {
    const judged = failingCase({
      title: HOSTILE,
      meaning: HOSTILE,
      next: HOSTILE,
      reason: HOSTILE,
      observed: HOSTILE,
      changed: [HOSTILE],
      expected: [HOSTILE],
    });
    const outcome = { ok: false, codes: [HOSTILE], clear: true, detail: HOSTILE };
    const steps = [stepRecord({ outcome, changed: [HOSTILE], exchanges: [exchange({ label: HOSTILE })] })];
    const messages = messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS);
    const [data] = ofType(messages, 'metadata');
    expect(data).to.not.have.property('descriptionHtml');
    expect(data?.description).to.not.match(/(?<!\\)[<![\]()`]/);
    expect(data?.links?.every(({ url }) => url.startsWith('https://'))).to.equal(true);
    expect(JSON.stringify(messages)).to.not.match(/\\u0000|\\u001b|\u202e|\u2066|\\ud800/);
  });

  it('is no picture unless our own browser drew it', () => {
    const judged = judgedCase();
    const png = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1').toString('base64');
    const svg = Buffer.from('<svg onload="alert(1)"/>').toString('base64');
    const screenshots = [
      { name: 'consent-page', base64: png },
      { name: 'not-a-picture', base64: svg },
    ];
    const steps = [stepRecord({ exchanges: [], screenshots })];
    const files = ofType(
      messagesOf(judged, caseTrace(judged, { attempts: [attemptRecord({ steps })] }), FACTS),
      'attachment_content',
    );
    expect(files.filter(({ contentType }) => contentType === 'image/png').map(({ name }) => name)).to.deep.equal([
      'consent-page',
    ]);
  });

  it('keeps a field that was sent twice', () => {
    const judged = judgedCase();
    const [file] = ofType(messagesOf(judged, caseTrace(judged), FACTS), 'attachment_content');
    const { request } = JSON.parse(content(file ?? { content: '' })) as {
      request: { body: { form: { name: string; value: string }[] } };
    };
    expect(request.body.form.map(({ name, value }) => `${name}=${value}`)).to.deep.equal([
      'scope=openid',
      'scope=accounts',
      'client_assertion=__REDACTED__:sha256-0123456789ab',
    ]);
  });
});
