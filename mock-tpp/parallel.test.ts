/** The mutation `parallel`: as many requests as it says, each over its own connection, and what is told of all of them. */
import { expect } from 'chai';
import type { Json } from './contract.ts';
import { TppFault } from './fault.ts';

import { at, REQUEST, STEPS_HERE } from './mutations/testing-attempt.ts';
import { type Issuer, openIssuer, withDesk } from './testing-issuer.ts';

describe('parallel', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  const forms = (path: string, name: string): unknown[] =>
    issuer.asked.filter((asked) => asked.path === path).map((asked) => Object.fromEntries(asked.form)[name]);

  const push = (inputs: { [name: string]: Json }) =>
    withDesk(issuer.bank, ({ run }) => run('oauth.request', REQUEST, { mutations: [at('', 'parallel', inputs)] }));

  it('sends one request several times, and makes afresh what may be used once', async () => {
    const { exchanges, facts, outcome } = await push({ times: 3 });
    expect(new Set(forms('/par', 'client_assertion'))).to.have.property('size', 3);
    expect(
      new Set(exchanges.filter(({ request }) => request.method === 'POST').map(({ tls }) => tls?.connection)).size,
    ).to.equal(3);
    expect(facts['parallel.succeeded']).to.equal(3);
    // A pushed request has no id.
    expect(facts['parallel.distinct']).to.equal(null);
    expect(outcome.detail).to.include('3 of 3 requests that were sent at once succeeded');
  });

  it('shares the assertion when it is to', async () => {
    await push({ times: 3, same: 'assertion' });
    expect(forms('/par', 'client_assertion')).to.have.length(3);
    expect(new Set(forms('/par', 'client_assertion'))).to.have.property('size', 1);
  });

  it('shares the proof when it is to', async () => {
    const [path = '', inputs = {}] = STEPS_HERE['oauth.client_credentials'] ?? [];
    await withDesk(issuer.bank, ({ run }) =>
      run('oauth.client_credentials', inputs, {
        client: 'dpop',
        mutations: [at('', 'parallel', { times: 2, same: 'proof' })],
      }),
    );
    const proofs = issuer.asked
      .filter((asked) => asked.path === path)
      .map(({ headers }) => Object.fromEntries(headers).dpop);
    expect(proofs).to.have.length(2);
    expect(new Set(proofs)).to.have.property('size', 1);
    expect(proofs[0]).to.be.a('string');
  });

  it('is a fault with a number that makes no sense', async () => {
    for (const times of [1, 65, 2.5, 'two']) {
      const fault = await push({ times }).catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(TppFault);
    }
  });
});
