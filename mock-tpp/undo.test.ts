import { expect } from 'chai';
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
  const left = () =>
    new Map([
      ['https://bank.example/register/1', { clientName: 'primary', token: 'one' }],
      ['nowhere', { clientName: 'primary', token: 'two' }],
      ['https://bank.example/register/3', { clientName: 'second', token: 'three' }],
    ]);

  it('are deleted once, each as the one that registered it, and passed over where the bank names no address', async () => {
    const [all, sent] = [left(), [] as [string, string, string][]];
    const send = async ({ method, url }: HttpDraft, name: string) => void sent.push([method, url, name]);
    await unregister(all, send);
    await unregister(all, send);
    expect(sent).to.deep.equal([
      ['DELETE', 'https://bank.example/register/1', 'primary'],
      ['DELETE', 'https://bank.example/register/3', 'second'],
    ]);
  });
});
