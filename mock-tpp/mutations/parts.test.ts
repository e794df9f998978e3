/** Every part of every step can be added to, on the wire and nowhere else. */
import { expect } from 'chai';
import type { Issuer } from '../testing-issuer.ts';
import { STEPS } from '../vocabulary.ts';
import { at, DETAILED, type Inputs, SIGNED, STEPS_HERE } from './testing-attempt.ts';
import { changesOf, openPayingIssuer } from './testing-wire-changes.ts';

describe('the parts of requests', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openPayingIssuer();
  });
  after(() => issuer.close());

  describe('every part of every step', () => {
    const SENDING: { [part: string]: Inputs } = {
      form: { method: 'POST', form: {} },
      json: { method: 'POST', json: {} },
      assertion: { method: 'POST', client_auth: true },
      dpop: { token: 't' },
    };
    for (const { name: use, parts } of STEPS.values())
      for (const part of parts)
        it(`${use}.${part} can be added to`, async () => {
          const client = part.startsWith('dpop') ? 'dpop' : 'primary';
          const [path = '', inputs = {}] = STEPS_HERE[use] ?? [];
          const mutations = [at(`${part}.new-one`, 'set', { to: 'x' })];
          const special = Object.entries(
            use === 'http.request' ? SENDING : { request_object: SIGNED, detail: DETAILED },
          );
          const having = special.find(([stem]) => part.startsWith(stem))?.[1] ?? inputs;
          const seen = await changesOf(issuer, { use, mutations, inputs: having, client }, path);
          if (part === 'detail') {
            const element = { type: 'a', actions: ['read'] };
            const texts = [element, { ...element, 'new-one': 'x' }].map((one) => JSON.stringify([one]));
            expect(seen).to.deep.equal({ 'form.authorization_details': texts });
            return;
          }
          const names: { [part: string]: string } = { param: 'form' };
          const quoted = /^(json|assertion|request_object|dpop)/.test(part) ? '"x"' : 'x';
          expect(seen).to.deep.equal({ [`${names[part] ?? part}.new-one`]: [undefined, quoted] });
        });
  });
});
