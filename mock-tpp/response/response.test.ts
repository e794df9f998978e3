/** How an authorization response is read in every mode, and what a careful client says to it. */
import { expect } from 'chai';
import { bankJwt, ecKey, type Issuer, NOW, openIssuer, type Reply, withDesk } from '../testing-issuer.ts';
import { RESPONSE_MODES } from './mode.ts';
import {
  type Asked,
  authorize,
  bankOf,
  CARRIERS,
  type Claims,
  encrypted,
  idToken,
  jarmClaims,
} from './testing-response.ts';

const NOW_S = NOW / 1000;
const way = (carrier: string) => CARRIERS[carrier] as (params: { [name: string]: string }, status?: number) => Reply;
const jarm = async (asked: Asked, more: Claims = {}): Promise<string> => bankJwt(jarmClaims(asked, more));

describe('an authorization response', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  const read = (inputs: Claims, answer: (asked: Asked) => Promise<Reply> | Reply) =>
    withDesk(bankOf(issuer), (desk) => authorize(desk, issuer, inputs, answer));

  for (const { value, carrier, jwt } of RESPONSE_MODES)
    for (const response_type of ['code', 'code id_token']) {
      const usual = response_type === 'code' ? 'query' : 'fragment';
      const came = carrier ?? usual;
      if (response_type !== 'code' && came === 'query') continue;
      it(`to ${response_type} in mode ${value} is read from the ${came}`, async () => {
        const { outcome, facts, outputs } = await read({ response_type, response_mode: value }, async (asked) => {
          const { state } = asked;
          const id_token = response_type === 'code' ? null : await idToken(asked);
          if (jwt) return way(came)({ response: await jarm(asked, id_token ? { id_token } : {}) });
          return way(came)({ code: 'code-1', state, iss: asked.origin, ...(id_token ? { id_token } : {}) });
        });
        expect(outcome).to.deep.include({ ok: true });
        expect(outputs.code).to.equal('code-1');
        expect(facts).to.include({
          'response.mode': jwt ? `${came}.jwt` : came,
          'response.state_matches': true,
          'response.iss_matches': true,
          'jarm.present': jwt,
          'front.id_token.present': response_type !== 'code',
        });
        expect(facts['response.refused']).to.deep.equal([]);
      });
    }

  it('says whether it came in the mode that was asked for', async () => {
    const matches = async (inputs: Claims, carrier: string) =>
      (await read(inputs, ({ state }) => way(carrier)({ code: 'c', state }))).facts['response.mode_matches'];
    expect(await matches({}, 'query')).to.equal(true);
    expect(await matches({}, 'fragment')).to.equal(false);
    expect(await matches({ response_mode: 'form_post' }, 'form_post')).to.equal(true);
    expect(await matches({ response_mode: 'form_post' }, 'query')).to.equal(false);
    expect(await matches({ response_mode: 'jwt' }, 'query')).to.equal(false);
    expect(await matches({ response_type: 'code id_token' }, 'fragment')).to.equal(true);
    expect(await matches({ response_type: 'code id_token' }, 'query')).to.equal(false);
  });

  for (const status of [302, 303, 307])
    it(`counts in a redirect with ${status}`, async () => {
      const { outcome } = await read({}, ({ state }) => way('query')({ code: 'c', state }, status));
      expect(outcome.ok).to.equal(true);
    });

  // biome-ignore format: one row, one line
  const REFUSED: [string, Claims, string[]][] = [
    ['expired', { exp: NOW_S - 61 }, ['jarm.expired']],
    ['without an end', { exp: null }, ['jarm.has_exp']],
    ['of another issuer', { iss: 'https://evil.example' }, ['jarm.iss_matches', 'response.iss_matches']],
    ['for another client', { aud: 'you' }, ['jarm.aud_matches']],
    ['for us and another', { aud: ['client-primary', 'you'] }, ['jarm.aud_matches']],
    ['with another state', { state: 'x' }, ['response.state_matches']],
    ['without a state', { state: null }, ['response.state_matches']],
  ];
  for (const [what, claims, refused] of REFUSED)
    it(`as a JWT that is ${what} is told as one that a correct client refuses, and read`, async () => {
      const { outcome, facts, outputs } = await read({ response_mode: 'jwt' }, async (asked) =>
        way('query')({ response: await jarm(asked, claims) }),
      );
      expect(outcome.ok).to.equal(true);
      expect(outputs.code).to.equal('code-1');
      expect(facts['response.refused']).to.have.members(refused);
      expect(facts['jarm.expired']).to.equal(what === 'expired');
    });

  it('as a JWT that a stranger signed, or nobody, is told and read', async () => {
    for (const response of [
      async (asked: Asked) => bankJwt(jarmClaims(asked), { key: ecKey() }),
      async (asked: Asked) => `${(await jarm(asked)).split('.').slice(0, 2).join('.')}.`,
    ]) {
      const { outcome, facts } = await read({ response_mode: 'jwt' }, async (asked) =>
        way('query')({ response: await response(asked) }),
      );
      expect(outcome.ok).to.equal(true);
      expect(facts).to.include({ 'jarm.present': true, 'jarm.signature': false });
      expect(facts['response.refused']).to.deep.equal(['jarm.signature']);
    }
  });

  it('as a JWT that is encrypted to the client is opened', async () => {
    const { outcome, facts } = await read({ response_mode: 'jwt' }, async (asked) =>
      way('query')({ response: await encrypted(await jarm(asked)) }),
    );
    expect(outcome.ok).to.equal(true);
    expect(facts).to.include({ 'jarm.encrypted': true, 'jarm.decrypted': true, 'jarm.signature': true });
    expect(facts['response.refused']).to.deep.equal([]);
  });

  it('as a JWT that is encrypted to another ends the step, and says why', async () => {
    const { outcome, facts } = await read({ response_mode: 'jwt' }, async (asked) =>
      way('query')({ response: await encrypted(await jarm(asked), { key: ecKey() }) }),
    );
    expect(outcome).to.deep.include({ ok: false, codes: ['malformed', 'http.302'], clear: false });
    expect(outcome.detail).to.match(/encrypted and cannot be read/);
    expect(facts).to.include({ 'jarm.present': true, 'jarm.encrypted': true, 'jarm.decrypted': false });
  });

  it('with an error inside the JWT is that error', async () => {
    const { outcome, facts } = await read({ response_mode: 'jwt' }, async (asked) =>
      way('query')({
        response: await jarm(asked, { code: null, error: 'access_denied', error_description: 'not now' }),
      }),
    );
    expect(outcome.codes).to.deep.equal(['redirect.access_denied']);
    expect(outcome.detail).to.equal('sent back with access_denied: "not now"');
    expect(facts['jarm.error']).to.equal('access_denied');
  });
});
