/** Every part of every step can be added to, on the wire and nowhere else. */
import { expect } from 'chai';
import { type Asked, type Issuer, openIssuer } from '../testing-issuer.ts';
import { STEPS } from '../vocabulary.ts';
import { type Attempt, at, attempt, DETAILED, type Inputs, SIGNED, STEPS_HERE } from './testing-attempt.ts';
import { type Difference, difference, flatten } from './testing-difference.ts';

describe('the parts of requests', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
    issuer.bank.dialect = 'uk-3.1';
    issuer.bank.payment = {
      currency: 'EUR',
      debtor: null,
      creditor: { scheme: 'IBAN', identification: 'DE1', name: 'Shop' },
    };
  });
  after(() => issuer.close());

  const shown = (path: string): Asked => {
    const found = issuer.asked.findLast((asked) => asked.path === path);
    if (!found) throw new Error(`nothing was asked at ${path}: ${issuer.asked.map((asked) => asked.path)}`);
    return found;
  };

  const changesOf = async (tried: Attempt, path: string): Promise<Difference> => {
    await attempt(issuer, { ...tried, mutations: [] });
    const usual = flatten(shown(path));
    await attempt(issuer, tried);
    return difference(usual, flatten(shown(path)));
  };

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
          const seen = await changesOf({ use, mutations, inputs: having, client }, path);
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
