import type { Agent } from 'node:https';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import type { Consent } from '../store/consents.ts';
import { type Answer, agentFor, ask, formText, POST_FORM } from '../testkit/https.ts';

const consentOf = (id: string, username: string, change: Partial<Consent> = {}): Consent => {
  const life = { createdAt: 0, statusAt: 0, expiresAt: null, revokedAt: null, deletedAt: null, scaDone: true };
  const asked = { permissions: ['ReadBalances'], expirationText: '2100-01-01T00:00:00Z' };
  const window = { transactionFromText: null, transactionToText: null };
  const base = { kind: 'accounts', id, clientId: 'tpp-primary', status: 'Authorised', username } as const;
  return { ...base, ...life, ...asked, ...window, ...change } as Consent;
};

describe('the dashboard', () => {
  let opened: OpenBank;
  let agent: Agent;
  before(async () => {
    opened = await openBank();
    agent = agentFor(opened.bank.directory.rootPem, null);
  });
  after(async () => {
    agent.destroy();
    await opened.close();
  });
  beforeEach(() => {
    const { consents } = opened.bank.store;
    consents.clear();
    const kept = [
      consentOf('own', 'psu-1'),
      consentOf('over', 'psu-1', { expiresAt: 1 }),
      consentOf('foreign', 'psu-2'),
      consentOf('paid', 'psu-1', { kind: 'payment' }),
    ];
    for (const one of kept) consents.set(one.id, one);
  });

  const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

  /** A browser at the dashboard, signed in. */
  const signIn = async () => {
    const { bank } = opened;
    const entered = await ask(agent, `${bank.issuer}/dashboard`);
    const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const get = (path: string): Promise<Answer> => ask(agent, bank.issuer + path, { headers: { cookie } });
    const post = (path: string, form: Record<string, string>, headers: Record<string, string> = { cookie }) =>
      ask(agent, bank.issuer + path, { method: 'POST', headers: { ...POST_FORM, ...headers }, body: formText(form) });
    const login = await get(String(entered.headers.location));
    const own = { interaction: hidden(login.text, 'interaction'), csrf: hidden(login.text, 'csrf') };
    const early = await get(`/dashboard?interaction=${own.interaction}`);
    expect(early.headers.location, 'before the sign-in').to.match(/^\/error\?/);
    await post('/login', { ...own, username: 'psu-1', password: bank.users.get('psu-1')?.password ?? '' });
    const done = await post('/otp', { ...own, otp: bank.store.oneTimeCodes.latestUnspent('psu-1')?.code ?? '' });
    expect(done.headers.location).to.equal(`/dashboard?interaction=${own.interaction}`);
    return { get, post, own, list: () => get(`/dashboard?interaction=${own.interaction}`) };
  };

  const revokedAt = (id: string) => opened.bank.store.consents.get(id)?.revokedAt ?? null;

  it('is behind both factors, and lists what the user gave that lasts, and nothing of others', async () => {
    const { list } = await signIn();
    const { status, text } = await list();
    expect(status).to.equal(200);
    expect(text).to.include('ReadBalances').and.include('2100-01-01').and.include('In force').and.include('Over');
    expect(text).to.include('id="consent-own"');
    for (const id of ['over', 'foreign', 'paid']) expect(text).to.not.include(`id="consent-${id}"`);
  });

  it('lists the newest first, fifty on a page, and leads to those before them', async () => {
    const { consents } = opened.bank.store;
    for (let number = 1; number <= 120; number += 1) consents.set(`c-${number}`, consentOf(`c-${number}`, 'psu-1'));
    const { get, list } = await signIn();
    const seen: string[][] = [];
    let text = (await list()).text;
    for (;;) {
      seen.push([...text.matchAll(/id="consent-([^"]+)"/g)].map(([, id = '']) => id));
      const older = /id="dashboard-older" href="([^"]+)"/.exec(text)?.[1];
      if (older === undefined) break;
      text = (await get(older.replaceAll(/&(?:amp|#38|#x26);/gi, '&'))).text;
    }
    expect(seen.map(({ length }) => length)).to.deep.equal([50, 50, 21]);
    expect(seen.flat().slice(0, 2)).to.deep.equal(['c-120', 'c-119']);
    expect(new Set(seen.flat()).size).to.equal(121);
  });

  it('takes a consent back, says so, and shows it', async () => {
    const { get, post, own, list } = await signIn();
    const asked = await get(`/dashboard/consent?interaction=${own.interaction}&consent=own`);
    expect(asked.text).to.include('id="revoke"');
    expect(revokedAt('own'), 'while it is only asked').to.equal(null);
    const done = await post('/dashboard/revoke', { ...own, consent: 'own' });
    expect([done.status, done.text.includes('id="revoked"')]).to.deep.equal([200, true]);
    expect(revokedAt('own')).to.be.a('number');
    expect((await list()).text)
      .to.include('Taken back by you')
      .and.not.include('id="consent-own"');
  });

  it('takes nothing back for who is not the user, has not got the page, or names what is none of its own', async () => {
    const { post, own } = await signIn();
    const refused = [
      await post('/dashboard/revoke', { ...own, csrf: 'guessed', consent: 'own' }),
      await post('/dashboard/revoke', { ...own, consent: 'own' }, {}),
      await post('/dashboard/revoke', { ...own, consent: 'foreign' }),
      await post('/dashboard/revoke', { ...own, consent: 'paid' }),
      await post('/dashboard/revoke', { ...own, consent: 'over' }),
    ];
    expect(refused.map(({ text }) => text.includes('id="revoked"'))).to.deep.equal(Array(5).fill(false));
    for (const id of ['own', 'foreign', 'paid', 'over']) expect(revokedAt(id), id).to.equal(null);
  });

  it('tells a user by a page that it failed too often', async () => {
    const { bank } = opened;
    const entered = await ask(agent, `${bank.issuer}/dashboard`);
    const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const login = await ask(agent, bank.issuer + String(entered.headers.location), { headers: { cookie } });
    const form = {
      interaction: hidden(login.text, 'interaction'),
      csrf: hidden(login.text, 'csrf'),
      username: 'psu-2',
      password: 'wrong',
    };
    const answers: Answer[] = [];
    for (let time = 0; time < 5; time += 1)
      answers.push(
        await ask(agent, `${bank.issuer}/login`, {
          method: 'POST',
          headers: { ...POST_FORM, cookie },
          body: formText(form),
        }),
      );
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 303]);
    expect(answers.at(-1)?.headers.location).to.match(/^\/error\?/);
  });
});
