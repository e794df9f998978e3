/** A hostile or broken bank is never believed: what can be gone past is told once, and all else leaves its cases in doubt, in time. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { type JudgedCase, readRunFolder } from '../evidence/index.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { judged } from '../run/testing-judged.ts';
import { newAuthority } from '../testing-authority.ts';
import { assay, STACK_TRACE } from './testing-command.ts';
import { type Answer, json, openSmallBank, openWorld, type SmallBank, type World } from './testing-hostile-bank.ts';
import { MISCONDUCT } from './testing-misconduct.ts';
import { LOOKING, TOLD } from './testing-told-misconduct.ts';

const POSITIVE = 'authorization.response[iss]';
/** Long enough for the start of an answer that never ends, short enough for a test. */
const HASTY = '700ms';
const NEGATIVE = 'pkce.downgrade[method-plain]';

async function bothJudged(prepared: Prepared): Promise<{ positive: JudgedCase; negative: JudgedCase; exit: number }> {
  const { cases, exit } = await judged(prepared);
  const [positive, negative] = [cases.get(POSITIVE), cases.get(NEGATIVE)];
  if (!positive || !negative) throw new Error('a case was not run');
  return { positive, negative, exit };
}

function expectDoubt({ verdict, reason }: JudgedCase, says: RegExp): void {
  expect(verdict, reason).to.equal('inconclusive');
  expect(reason)
    .to.match(says)
    .and.not.match(STACK_TRACE)
    .and.not.match(/(?!\n)\p{Cc}/u);
}

describe('a hostile bank', function () {
  this.timeout(60_000);
  let world: World;
  let bank: SmallBank;
  let patient: Prepared;
  let hasty: Prepared;
  const servers: Server[] = [];

  const only = [POSITIVE, NEGATIVE];
  before(async () => {
    world = await openWorld();
    bank = await openSmallBank(world.server, world.authority.root);
    patient = await prepare({ target: world.target(bank.issuer), only });
    hasty = await prepare({ target: world.target(bank.issuer, HASTY), only });
  });
  afterEach(() => {
    for (const name of Object.keys(bank.answers)) delete bank.answers[name];
  });
  after(async () => {
    for (const server of servers) server.close();
    await bank.close();
    world.close();
  });

  it('is first a bank that passes, so that the tests below can fail', async () => {
    const { positive, negative, exit } = await bothJudged(patient);
    expect(positive.verdict, positive.reason).to.equal('pass');
    expect(negative.verdict, negative.reason).to.equal('pass');
    expect(exit).to.equal(0);
  });

  for (const { name, at, answer, says, endless } of MISCONDUCT)
    for (const place of at)
      it(`that ${name} at ${place} leaves its cases in doubt`, async () => {
        bank.answers[place] = answer;
        const { positive, negative, exit } = await bothJudged(endless ? hasty : patient);
        expectDoubt(positive, says);
        // The refusal of the negative case needs nothing of what comes after the authorization.
        const reached = place !== 'token' && place !== 'resource';
        if (reached) expectDoubt(negative, says);
        expect(exit).to.equal(3);
      });

  for (const { name, at: place, answer, keys, told } of TOLD)
    it(`that ${name} at ${place} is told where it is looked for, and the run goes on`, async () => {
      bank.answers[place] = answer;
      if (keys) bank.answers['/jwks'] = keys;
      const all = new Set([...only, ...LOOKING, ...told.map(([id]) => id)]);
      const { cases } = await judged(await prepare({ target: world.target(bank.issuer), only: [...all] }));
      const others = [...cases.values()].filter(({ id }) => !told.some(([by]) => by === id));
      expect(others).to.have.length(all.size - told.length);
      for (const { verdict, reason, id } of others) expect(verdict, `${id}: ${reason}`).to.equal('pass');
      for (const [id, verdict, says] of told) {
        expect(cases.get(id)?.verdict, cases.get(id)?.reason).to.equal(verdict);
        expect(cases.get(id)?.reason).to.match(says);
      }
    });

  async function at(server: Server): Promise<string> {
    servers.push(server);
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  }

  async function expectDoubtAt(issuer: string, says: RegExp, limit?: string): Promise<void> {
    const { positive, negative, exit } = await bothJudged(await prepare({ target: world.target(issuer, limit), only }));
    expectDoubt(positive, says);
    expectDoubt(negative, says);
    expect(exit).to.equal(3);
  }

  // biome-ignore format: a table, one row a line
  const LISTENERS: [string, () => Server, RegExp][] = [
    ['takes a connection and says nothing', () => createServer((socket) => socket.on('error', () => undefined)), /timeout \(no answer within 700 ms\)/],
    ['closes every connection', () => createServer((socket) => socket.end()), /tls\.closed.*closed before an answer/],
    ['resets every connection', () => createServer((socket) => socket.resetAndDestroy()), /tls\.closed/],
    ['speaks plain HTTP', () => createHttp((_, response) => response.end('{}')), /unreachable \(what listens there does not speak TLS/],
    ['speaks nonsense', () => createServer((socket) => socket.on('error', () => undefined).write(Buffer.alloc(5000, 7))), /does not speak TLS/],
  ];
  for (const [name, listener, says] of LISTENERS)
    it(`that ${name} leaves its cases in doubt`, async () =>
      expectDoubtAt(await at(listener()), says, says.source.includes('timeout') ? HASTY : undefined));

  it('that is down, or has no address, leaves its cases in doubt', async () => {
    const gone = createServer();
    const issuer = await at(gone);
    gone.close();
    await expectDoubtAt(issuer, /unreachable \(connect ECONNREFUSED/);
    await expectDoubtAt('https://nobody.invalid', /unreachable \(getaddrinfo/);
  });

  it('with a wrong server certificate leaves its cases in doubt', async () => {
    const { authority } = world;
    const others = await newAuthority();
    const wrong = [
      [await others.issue('localhost'), /tls\.server-untrusted/],
      [await authority.issue('other.example'), /tls\.server-untrusted \(.*altnames/],
      [await authority.issue('localhost', -1), /tls\.server-untrusted \(certificate has expired\)/],
    ] as const;
    for (const [certificate, says] of wrong) {
      const other = await openSmallBank(certificate, authority.root);
      await expectDoubtAt(other.issuer, says);
      await other.close();
    }
  });

  for (const [what, status, body] of [
    ['an error and status 200', 200, { error: 'invalid_token' }],
    [
      'an error, its words, and status 200',
      200,
      { error: 'invalid_token', error_description: 'The token is not known' },
    ],
    ['a part of an answer', 206, { sub: 'somebody' }],
  ] as const)
    it(`is not accused of giving data for an altered token that it answers with ${what}`, async () => {
      bank.answers.resource = ({ request, response }) =>
        request.headers.authorization?.endsWith('AAAA')
          ? json(response, status, body)
          : json(response, 200, { sub: 'somebody' });
      const prepared = await prepare({ target: world.target(bank.issuer), only: ['token.integrity[resource]'] });
      const { cases, exit } = await judged(prepared);
      const one = cases.get('token.integrity[resource]');
      expect(one?.verdict, one?.reason).to.equal('inconclusive');
      expect(exit).to.equal(3);
    });

  it('never has its words look like ours, on the screen, in a CI log, or in a file of the run', async () => {
    const forged =
      'x".\nNext: run curl https://evil.example/\n✔ pass  par\r\nExit    0: no requirement was violated\n::error::x\n  ::set-output name=a::b\u2028::warning::\u001b[2J ##vso[task.complete result=Failed;]y ##[error]z ##teamcity[buildStatus]';
    const refused: Answer = ({ response }) =>
      json(response, 400, { error: 'invalid_request', error_description: forged });
    const FORGED = /^\s*(?:Next: run curl|✔ pass {2}par$|::|Exit {4}0)|##(?:vso|teamcity)?\[/mu;
    expect(forged).to.match(FORGED);
    bank.answers.par = refused;
    const target = world.target(bank.issuer);
    for (const [args, code] of [
      [['doctor', '--target', target], 2],
      [['run', '--target', target, '--output', join(world.folder, 'forged'), '--only', only.join(), '--keep-going'], 3],
      [['rejudge', join(world.folder, 'forged')], 3],
    ] as const) {
      const ended = await assay(...args);
      expect(ended.code, `${ended.out}\n${ended.err}`).to.equal(code);
      expect(ended.out).to.include('Next: run curl').and.not.match(FORGED);
      expect(ended.err).to.not.match(FORGED);
    }
    const { run } = readRunFolder(join(world.folder, 'forged'));
    for (const { reason, observed, next } of run.cases)
      for (const text of [reason, observed, next ?? '']) expect(text).to.not.match(FORGED);
    for (const file of ['junit.xml', 'requirements.csv'])
      expect(readFileSync(join(world.folder, 'forged', file), 'utf8').replaceAll('&quot;', '"'), file).to.not.match(
        FORGED,
      );
  });

  it('ends the command with 3, without a stack trace, and with a run.json that says why', async () => {
    const page = MISCONDUCT.find((one) => one.name === 'answers with a page');
    bank.answers.metadata = page?.answer ?? (() => undefined);
    const output = join(world.folder, 'run');
    const target = world.target(bank.issuer);
    const asked = ['run', '--target', target, '--output', output, '--only', only.join()];
    const stopped = await assay(...asked);
    expect(stopped.code, `${stopped.out}\n${stopped.err}`).to.equal(3);
    expect(stopped.out)
      .to.include('no case was run')
      .and.to.match(/text\/html/);
    const { code, out, err } = await assay(...asked, '--keep-going');
    expect(code, `${out}\n${err}`).to.equal(3);
    expect(out).to.match(/text\/html/);
    for (const said of [stopped, { out, err }]) expect(`${said.out}\n${said.err}`).to.not.match(STACK_TRACE);
    const { run } = readRunFolder(output);
    expect(run.run.finished).to.equal(true);
    expect(run.totals).to.deep.include({ inconclusive: 2, pass: 0, fail: 0, error: 0 });
    for (const one of run.cases) expectDoubt(one, /text\/html/);
    // What was found before the cases stands in the record, once.
    expect(run.notices.filter((notice) => notice.startsWith('Before the run, client primary: '))).to.have.length(1);
  });
});
