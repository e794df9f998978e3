/** Headers that lead to keys of ours, and whether anybody fetches them. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { TppMutation } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { Hosting } from '../request/hosting.ts';
import { type Issuer, openIssuer, withDesk } from '../testing-issuer.ts';
import { readJws } from './jws.ts';

const lead = (what: string, by: string): TppMutation => ({ at: '', do: `${what}.lead`, with: { by } });

describe('a header that leads to keys', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());

  const hosting = { listen: '127.0.0.1:0', address: 'http://127.0.0.1:0/documents' };

  for (const by of ['jku', 'x5u'])
    it(`names our address in ${by}, where the key is that signed`, async () => {
      await withDesk({ ...issuer.bank, hosting }, async ({ run }) => {
        const form = { code: 'c', code_verifier: 'v' };
        const mutations = [lead('assertion', by)];
        const unseen = await run('oauth.token', form, { mutations });
        expect(unseen.facts['header.fetched']).to.equal(null);
        const sent = issuer.asked.findLast(({ path }) => path === '/token');
        const assertion = sent?.form.find(([name]) => name === 'client_assertion')?.[1] ?? '';
        const header = readJws(assertion)?.header ?? {};
        const keys = ((await (await fetch(String(header[by]))).json()) as { keys: { kid?: string }[] }).keys;
        expect(keys.map(({ kid }) => kid)).to.deep.equal([header.kid]);
      });
    });

  it('tells of an address whether anybody went there', async () => {
    const listener = new Hosting(hosting, { random: (bytes) => randomBytes(bytes) });
    const [one, other] = [await listener.publish('{}'), await listener.publish('{}')];
    await fetch(one);
    expect([listener.wasFetched(one), listener.wasFetched(other)]).to.deep.equal([true, false]);
    await listener.close();
  });

  it('names none for a target without hosting', async () => {
    const mutations = [lead('assertion', 'jku')];
    const asked = withDesk(issuer.bank, ({ run }) =>
      run('oauth.token', { code: 'c', code_verifier: 'v' }, { mutations }),
    );
    expect(await asked.catch((error: unknown) => error)).to.be.instanceOf(TppFault);
  });
});
