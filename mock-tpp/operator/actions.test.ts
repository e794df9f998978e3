import { expect } from 'chai';
import type { Json } from '../contract.ts';
import type { ActionContext, ActionResult } from '../step.ts';
import { operatorActions } from './actions.ts';
import { HookFailed } from './hook-failed.ts';

describe('actions', () => {
  let told: [string, { [name: string]: Json }][];
  beforeEach(() => {
    told = [];
  });

  const run = (name: string, inputs: { [name: string]: Json }, hook?: ActionContext['hook']): Promise<ActionResult> => {
    const action = operatorActions.find((one) => one.name === name);
    if (action === undefined) throw new Error(`no action ${name}`);
    const context = {
      inputs,
      psu: 0,
      bank: { psu: { users: [{ username: 'psu-1' }] } },
      identity: async (identity: string) => ({ serial: `serial-of-${identity}`, pem: '' }),
      hook: async (called: string, given: { [name: string]: Json }) => {
        told.push([called, given]);
        return {};
      },
      reconnect: async (version?: string) => void told.push(['reconnect', version === undefined ? {} : { version }]),
      resume: async () => void told.push(['resume', {}]),
      ...(hook ? { hook } : {}),
    } as unknown as ActionContext;
    return action.run(context);
  };

  const rows: [string, { [name: string]: Json }, string, { [name: string]: Json }][] = [
    ['consent.revoke', { consent: 'c1' }, 'consent.revoke', { consent: 'c1' }],
    ['cert.revoke', { identity: 'sibling' }, 'cert.revoke', { serial: 'serial-of-sibling', publish: 'both' }],
    ['cert.revoke', { identity: 'x', publish: 'crl' }, 'cert.revoke', { serial: 'serial-of-x', publish: 'crl' }],
    [
      'cert.status-service',
      { identity: 'x', ocsp: 'down' },
      'cert.status-service',
      { serial: 'serial-of-x', ocsp: 'down', crl: 'up' },
    ],
    [
      'payee.trust',
      { account: 'DE1', trusted: false },
      'payee.trust',
      { username: 'psu-1', account: 'DE1', trusted: false },
    ],
    ['session.reconnect', {}, 'reconnect', {}],
    ['session.reconnect', { version: 'TLSv1.2' }, 'reconnect', { version: 'TLSv1.2' }],
    ['session.resume', {}, 'resume', {}],
  ];
  for (const [name, inputs, hook, given] of rows) {
    it(`${name} ${JSON.stringify(inputs)} does what it says`, async () => {
      expect((await run(name, inputs)).ok).to.equal(true);
      expect(told).to.deep.equal([[hook, given]]);
    });
  }

  for (const [name, inputs] of [
    ['cert.revoke', { identity: 'x' }],
    ['consent.revoke', { consent: 'c1' }],
  ] as const)
    it(`${name} says whose word it is, for nothing of it can be seen from outside`, async () => {
      expect((await run(name, inputs)).detail).to.match(/^the operator says that /);
    });

  it('tells an operator that failed, and lets a fault of ours through', async () => {
    const failing = (error: Error): Promise<ActionResult | Error> =>
      run('consent.revoke', { consent: 'c1' }, async () => {
        throw error;
      }).catch((fault: Error) => fault);
    expect(await failing(new HookFailed('it answered 503'))).to.deep.equal({ ok: false, detail: 'it answered 503' });
    expect(await failing(new TypeError('ours'))).to.be.instanceOf(TypeError);
  });
});
