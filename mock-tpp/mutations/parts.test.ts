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
      sign: { token: 't' },
    };
    for (const { name: use, parts } of STEPS.values())
      for (const part of parts.filter((one) => one !== 'signature.base' && !one.startsWith('jws.'))) // Those of a detached signature: signature/detached.test.ts.
        it(`${use}.${part} can be added to`, async () => {
          const signing = /^sign(ature|ed)\./.test(part);
          const client = part.startsWith('dpop') ? 'dpop' : signing ? 'signing' : 'primary';
          const [path = '', inputs = {}] = STEPS_HERE[use] ?? [];
          const mutations = [at(`${part}.new-one`, 'set', { to: 'x' })];
          const special = Object.entries(
            use === 'http.request' ? SENDING : { request_object: SIGNED, detail: DETAILED },
          );
          const having = special.find(([stem]) => part.startsWith(stem))?.[1] ?? inputs;
          const seen = await changesOf(
            issuer,
            { use, mutations, inputs: having, client, registersSigned: part.startsWith('registration_jwt') },
            path,
          );
          if (part === 'detail') {
            const element = { type: 'a', actions: ['read'] };
            const texts = [element, { ...element, 'new-one': 'x' }].map((one) => JSON.stringify([one]));
            expect(seen).to.deep.equal({ 'form.authorization_details': texts });
            return;
          }
          const names: { [part: string]: string } = {
            param: 'form',
            'signed.query': 'query',
            'signed.header': 'header',
          };
          const quoted = /^(json|assertion|request_object|registration_jwt|dpop|signature)/.test(part) ? '"x"' : 'x';
          const spoilt = part === 'signed.query' ? { 'signature.signed by': ['primary', 'nobody known'] } : {};
          expect(seen).to.deep.equal({ [`${names[part] ?? part}.new-one`]: [undefined, quoted], ...spoilt });
        });

    it('but for what a signature does not cover, of which nothing can be claimed', async () => {
      const mutations = [at('signature.base.new-one', 'set', { to: 'x' })];
      const refused = await changesOf(
        issuer,
        { use: 'api.accounts', mutations, client: 'signing' },
        '/aisp/accounts',
      ).catch((error: Error) => error.message);
      expect(refused).to.match(/does not cover new-one/);
    });
  });
});
