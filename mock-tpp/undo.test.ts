import { expect } from 'chai';
import type { TppExchange } from './contract.ts';
import type { HookCall } from './memory.ts';
import { HookFailed } from './operator/hook-failed.ts';
import type { HttpDraft } from './transport/http.ts';
import { undo, unregister } from './undo.ts';

describe('what a session did to the user', () => {
  const left = () =>
    new Map<string, HookCall>([
      ['a', { hook: 'psu.unblock', inputs: { username: 'anna' } }],
      ['b', { hook: 'payee.trust', inputs: { account: 'x', trusted: false } }],
    ]);

  it('is undone once, each thing by its hook', async () => {
    const [all, called] = [left(), [] as string[]];
    const call = async (hook: string) => called.push(hook);
    await undo(all, call);
    await undo(all, call);
    expect(called).to.deep.equal(['psu.unblock', 'payee.trust']);
  });

  it('is undone as far as the operator lets it; any other fault is told', async () => {
    const called: string[] = [];
    await undo(left(), async (hook) => {
      called.push(hook);
      throw new HookFailed('not today');
    });
    expect(called).to.have.length(2);
    const error = await undo(left(), () => Promise.reject(new Error('ours'))).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'ours');
  });
});

describe('the clients that a session registered', () => {
  const left = () => ({
    registered: new Map([
      ['https://bank.example/register/1', { clientName: 'primary', token: 'one' }],
      ['nowhere', { clientName: 'primary', token: 'two' }],
      ['https://bank.example/register/3', { clientName: 'second', token: 'three' }],
    ]),
    staying: new Map<string, string>(),
  });
  const answered = (status: number): TppExchange =>
    ({ response: { status }, failure: null }) as Partial<TppExchange> as TppExchange;

  it('are deleted once, each as the one that registered it, and passed over where the bank names no address', async () => {
    const [all, sent] = [left(), [] as [string, string, string][]];
    const send = async ({ method, url }: HttpDraft, name: string) => {
      sent.push([method, url, name]);
      return answered(204);
    };
    await unregister(all, send);
    await unregister(all, send);
    expect(sent).to.deep.equal([
      ['DELETE', 'https://bank.example/register/1', 'primary'],
      ['DELETE', 'https://bank.example/register/3', 'second'],
    ]);
    expect([...all.staying.keys()]).to.deep.equal(['nowhere']);
  });

  it('are told of where they may stay: while nothing is known, and when the bank or the operator does not help', async () => {
    const all = left();
    const send = async (_: HttpDraft, name: string) => {
      expect(all.staying.get('https://bank.example/register/3')).to.contain('ended before its deletion was answered');
      if (name === 'second') throw new HookFailed('no certificate today');
      return { ...answered(0), response: null, failure: { class: 'timeout' as const, message: 'no answer in 1 s' } };
    };
    await unregister(all, send);
    expect([...all.staying.values()]).to.deep.equal([
      'The client registered at "https://bank.example/register/1" may still be there: its deletion was not answered (no answer in 1 s).',
      'The client registered at "nowhere" may still be there: this is no URL.',
      'The client registered at "https://bank.example/register/3" may still be there: it could not be deleted (no certificate today).',
    ]);
  });

  it('do not hide a fault of ours', async () => {
    const error = await unregister(left(), () => Promise.reject(new Error('ours'))).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'ours');
  });
});
