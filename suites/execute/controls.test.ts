import { expect } from 'chai';
import { type Lane, runCase } from './controls.ts';
import { Interrupted } from './guard.ts';
import { attempt, means, negative, OK, refused, scriptedTpp, step, strict } from './testing-tpp.ts';

const lane = (): Lane => ({ name: 'l1', psu: 0, lastControl: null });
const sent = (log: string[]): string[] => log.filter((line) => !line.endsWith('close'));

describe('a case between its controls', () => {
  it('is sent between two controls, each in a session of its own', async () => {
    const { tpp, log } = scriptedTpp({ step: strict });
    const trace = await runCase(negative('a.one'), lane(), means(tpp));
    expect(log).to.deep.equal(
      ['first', 'second', 'close', 'first', 'second!', 'close', 'first', 'second', 'close'].map((one) => `l1 ${one}`),
    );
    expect(trace.attempts.map((one) => one.role)).to.deep.equal(['control-before', 'case', 'control-after']);
    expect(trace.attempts[1]?.endedAt).to.equal('second');
    expect(trace.controlsPlanned).to.deep.equal({ before: true, after: true });
    expect(trace.plan, 'the case in plain text').to.deep.equal([`a.one as ${trace.title}`]);
    expect(trace.fault).to.equal(null);
  });

  it('shares its last control with the next case, if that passed and the key is the same', async () => {
    const { tpp, log } = scriptedTpp({ step: strict });
    const here = lane();
    const tools = means(tpp);
    await runCase(negative('a.one'), here, tools);
    const two = await runCase(negative('a.two'), here, tools);
    expect(sent(log)).to.have.length(4 + 2 + 4);
    expect(two.attempts.map((one) => one.role)).to.deep.equal(['control-before', 'case', 'control-after']);
    const other = attempt('other', [step('first')]);
    await runCase(negative('a.three', { before: other, after: other }), here, tools);
    expect(sent(log)).to.have.length(10 + 1 + 2 + 1);
  });

  it('shares no control across a case that has none, nor one made for a case alone, nor one that failed', async () => {
    const { tpp, log } = scriptedTpp({
      step: (call, nth) => (nth === 3 && call.id === 'second' ? refused('http.400') : strict(call)),
    });
    const here = lane();
    const tools = means(tpp);
    await runCase(negative('a.one'), here, tools);
    expect(here.lastControl, 'the control after failed').to.equal(null);
    await runCase(negative('a.two'), here, tools);
    expect(here.lastControl).to.not.equal(null);
    await runCase(negative('a.bare', { before: null, after: null }), here, tools);
    expect(here.lastControl, 'something else has happened since').to.equal(null);
    const alone = attempt('control', [step('first')], false);
    log.length = 0;
    await runCase(negative('a.alone', { before: alone, after: alone }), here, tools);
    expect(here.lastControl).to.equal(null);
    expect(sent(log)).to.have.length(4);
  });

  it('tells in each attempt what its session left behind at the bank, which is no fault of it', async () => {
    const left = ['The client may still be there.'];
    const [there, gone] = [scriptedTpp({ step: strict, left }), scriptedTpp({ step: strict })];
    const trace = await runCase(negative('a.one'), lane(), means(there.tpp));
    expect(trace.attempts.map(({ leftBehind }) => leftBehind)).to.deep.equal([left, left, left]);
    const clean = await runCase(negative('a.one'), lane(), means(gone.tpp));
    expect(clean.attempts.some((one) => Object.hasOwn(one, 'leftBehind'))).to.equal(false);
    expect(trace.fault).to.equal(null);
  });

  it('has somebody told what it left behind when it came to no end', async () => {
    const left = ['The client may still be there.'];
    const told: [string, string[]][] = [];
    const { tpp } = scriptedTpp({
      left,
      step: (call) => {
        if (call.mutations.length > 0) throw new Error('we slipped');
        return OK;
      },
    });
    const onLeftBehind = (id: string, sentences: string[]) => void told.push([id, sentences]);
    const trace = await runCase(negative('a.one'), lane(), means(tpp, { onLeftBehind }));
    expect(trace.fault).to.equal('Error: we slipped');
    expect([trace.attempts.length, told]).to.deep.equal([1, [['a.one', left]]]);
  });

  it('is not sent when the control before fails', async () => {
    const { tpp, log } = scriptedTpp({ step: () => refused('http.500') });
    const trace = await runCase(negative('a.one'), lane(), means(tpp));
    expect(sent(log)).to.deep.equal(['l1 first']);
    expect(trace.attempts.map((one) => one.role)).to.deep.equal(['control-before']);
  });

  it('sends nothing of a step for which a value is missing', async () => {
    const broken = attempt(
      'k',
      [step('first'), step('second', { with: { token: '${first.nothing}' } }), step('third')],
      false,
    );
    const { tpp, log } = scriptedTpp();
    const trace = await runCase(negative('a.one', { attempt: broken, before: null, after: null }), lane(), means(tpp));
    expect(sent(log)).to.deep.equal(['l1 first']);
    expect(trace.attempts[0]?.broken).to.equal('the step second needs ${first.nothing}, which has no value');
    expect(trace.fault).to.equal(null);
  });

  it('fills in values of earlier steps, the client and the bank', async () => {
    const asked = step('second', {
      with: {
        token: '${first.value}',
        list: ['${first.n}'],
        text: 'x-${first.n}-${client.client_id}',
        url: '${bank.issuer}',
      },
      mutations: [{ at: 'param.a', do: 'set', with: { to: '${first.value}' } }],
    });
    const { tpp, calls } = scriptedTpp({ outputs: () => ({ value: 'v', n: 7 }) });
    await runCase(
      negative('a.one', { attempt: attempt('k', [step('first'), asked], false), before: null, after: null }),
      lane(),
      means(tpp),
    );
    expect(calls[1]?.with).to.deep.equal({
      token: 'v',
      list: [7],
      text: 'x-7-tpp-primary',
      url: 'https://bank.example',
    });
    expect(calls[1]?.mutations).to.deep.equal([{ at: 'param.a', do: 'set', with: { to: 'v' } }]);
  });

  it('is broken, and not the bank at fault, when an action of the operator fails', async () => {
    const acted = step('second', { actions: [{ do: 'cert.revoke', at: 'before', with: {} }] });
    const { tpp, log } = scriptedTpp({ perform: () => ({ ok: false, detail: 'hook answered 500' }) });
    const trace = await runCase(
      negative('a.one', { attempt: attempt('k', [step('first'), acted], false), before: null, after: null }),
      lane(),
      means(tpp),
    );
    expect(trace.attempts[0]?.broken).to.equal('cert.revoke before second failed: hook answered 500');
    expect(trace.attempts[0]?.actions).to.have.length(1);
    expect(log).to.include('l1 action cert.revoke').and.not.include('l1 second');
  });

  it('is skipped, and says what to declare, when an action shows only then that the target does not allow it', async () => {
    const acted = step('second', { actions: [{ do: 'clock.wait', at: 'before', with: {} }] });
    const { tpp, log } = scriptedTpp({
      perform: () => ({ ok: false, detail: 'far off', needs: 'it is far off. Declare more' }),
    });
    const trace = await runCase(
      negative('a.one', { attempt: attempt('k', [step('first'), acted], false), before: null }),
      lane(),
      means(tpp),
    );
    expect(trace.withheld).to.deep.equal({ verdict: 'skipped', reason: 'Not run: it is far off. Declare more.' });
    expect(trace.attempts.map(({ role }) => role)).to.deep.equal(['case']);
    expect(log).to.not.include('l1 second');
  });

  it('does actions before and after their step, in order', async () => {
    const actions = [
      { do: 'one', at: 'before' as const, with: {} },
      { do: 'three', at: 'after' as const, with: {} },
      { do: 'two', at: 'before' as const, with: {} },
    ];
    const { tpp, log } = scriptedTpp();
    await runCase(
      negative('a.one', { attempt: attempt('k', [step('first', { actions })], false), before: null, after: null }),
      lane(),
      means(tpp),
    );
    expect(sent(log)).to.deep.equal(['l1 action one', 'l1 action two', 'l1 first', 'l1 action three']);
  });

  it('with each, goes on after a refused `then` step and leaves out those that live on its answer', async () => {
    const steps = [
      step('first'),
      step('again', { phase: 'then' }),
      step('orphan', { phase: 'then', with: { token: '${again.value}' } }),
      step('status', { phase: 'then' }),
    ];
    const { tpp, log } = scriptedTpp({
      step: (call) => (call.id === 'again' ? refused('http.401') : OK),
      outputs: (call): { [name: string]: string } => (call.id === 'again' ? {} : { value: 'v' }),
    });
    const each = { again: { outcome: ['http.401'], tolerates: [] }, status: { outcome: ['ok'], tolerates: [] } };
    const planned = negative('a.one', {
      attempt: attempt('k', steps, false),
      before: null,
      after: null,
      expect: { each },
    });
    const trace = await runCase(planned, lane(), means(tpp));
    expect(sent(log)).to.deep.equal(['l1 first', 'l1 again', 'l1 status']);
    expect(trace.attempts[0]?.steps.map((one) => one.id)).to.deep.equal(['first', 'again', 'status']);
    expect(trace.attempts[0]?.broken).to.equal(null);
  });

  it('repeats a close under controls of its own, on fresh connections', async () => {
    const { tpp, log } = scriptedTpp({ step: strict });
    const made: string[] = [];
    const noted = {
      ...tpp,
      controls: (id: string) => {
        made.push(id);
        return { id };
      },
    };
    const base = means(noted);
    const opinions = { ...base.opinions, needsRepeat: () => true };
    const trace = await runCase(negative('a.one'), lane(), { ...base, opinions });
    expect(trace.attempts.map((one) => one.role)).to.deep.equal([
      ...['control-before', 'case', 'control-between', 'repeat', 'control-between', 'repeat', 'control-after'],
    ]);
    expect(made).to.deep.equal(['a.one', 'a.one#repeat-1', 'a.one#repeat-2']);
    expect(log.filter((line) => line.includes('session.reconnect'))).to.have.length(4);
  });

  it('shows a verifier check only what was really captured', async () => {
    const verifierChecks = [{ id: 'alg-none', at: 'first.jarm', do: 'jwt.alg-none', with: {} }];
    const withJarm = scriptedTpp({});
    const one = await runCase(
      negative('a.one', { verifierChecks, before: null, after: null }),
      lane(),
      means(withJarm.tpp),
    );
    expect(one.verifierChecks.map((check) => [check.id, check.noticed])).to.deep.equal([['alg-none', true]]);
    const without = scriptedTpp({ verifier: () => null });
    const two = await runCase(
      negative('a.one', { verifierChecks, before: null, after: null }),
      lane(),
      means(without.tpp),
    );
    expect(two.verifierChecks).to.deep.equal([]);
  });

  it('records our own fault as one, and closes the session', async () => {
    const seen: string[] = [];
    const { tpp, log } = scriptedTpp({
      step: () => {
        throw new TypeError('we slipped');
      },
    });
    const tools = means(tpp, { onFault: (error) => seen.push(String(error)) });
    const trace = await runCase(negative('a.one'), lane(), tools);
    expect(trace.fault).to.equal('TypeError: we slipped');
    expect(seen).to.deep.equal(['TypeError: we slipped']);
    expect(log.at(-1)).to.equal('l1 close');
  });

  it('gives up when its time is over, whatever it waits for', async () => {
    const { tpp } = scriptedTpp({ step: () => new Promise(() => undefined) });
    const trace = await runCase(
      negative('a.one', { before: null, after: null }),
      lane(),
      means(tpp, { limitMs: () => 5 }),
    );
    expect(trace.attempts[0]?.broken).to.match(/^given up after/);
    expect(trace.fault).to.equal(null);
  });

  it('leaves no trace of a case that was interrupted', async () => {
    const stop = new AbortController();
    const { tpp } = scriptedTpp({
      step: () => {
        stop.abort();
        return new Promise(() => undefined);
      },
    });
    let thrown: unknown = null;
    await runCase(negative('a.one'), lane(), means(tpp, { signal: stop.signal })).catch((error: unknown) => {
      thrown = error;
    });
    expect(thrown).to.be.instanceOf(Interrupted);
  });
});
