import { expect } from 'chai';
import { HookFailed } from '../operator/hook-failed.ts';
import { consent, friendly, html, login, opens, pages, REDIRECT_URI, surroundings, to } from './testing-bank.ts';
import { type Routes, type Served, serve } from './testing-server.ts';
import type { Typing, Wrong } from './typing.ts';
import { walkAuthorization, walkToPage, walkWrong } from './walk.ts';
import type { WalkSurroundings } from './way.ts';

const otp = '<form method=post action=/otp><input id=otp name=otp><button id=go>Go</button></form>';

describe('a user who types something else than what is right', () => {
  let served: Served;
  afterEach(() => served.close());

  const opened = () => ({ first: opens(`${served.origin}/authorize`), redirectUri: REDIRECT_URI, state: null });
  const typed = (path: string) => served.asked.filter((one) => one.method === 'POST' && one.path === path);

  const approve = async (typing: Typing, routes: Routes = {}, more: Partial<WalkSurroundings> = {}) => {
    served = await serve({ ...friendly, ...routes });
    const request = { ...opened(), foreignUri: null, decision: 'approve', openTwice: false, typing } as const;
    return walkAuthorization(request, surroundings(served, more));
  };

  it('types a code that was sent for something else, once', async () => {
    const { end } = await approve({ code: '999999', own: 'sent' }, { 'POST /otp': () => html(otp) });
    expect(typed('/otp').map(({ form }) => form.get('otp'))).to.deep.equal(['999999']);
    expect(end).to.deep.include({ kind: 'stopped' });
    expect(end.kind === 'stopped' && end.outcome.codes).to.include('page.error');
  });

  it('comes through where the bank takes any code', async () => {
    expect((await approve({ code: '999999', own: 'sent' })).end.kind).to.equal('callback');
  });

  it('is in doubt where the bank sends the same code each time', async () => {
    const { end } = await approve({ code: '123456', own: 'sent' });
    expect(end.kind === 'stopped' && end.outcome).to.deep.include({ clear: false });
    expect(typed('/otp')).to.deep.equal([]);
  });

  it('lets no app make another code in its place', async () => {
    const oneTimeCode = () => Promise.reject(new Error('nobody asks the app'));
    expect((await approve({ code: '123456', own: 'made' }, {}, { oneTimeCode })).end.kind).to.equal('callback');
  });

  const wrongly = async (wrong: Wrong, routes: Routes, more: Partial<WalkSurroundings> = {}) => {
    served = await serve({ ...friendly, ...routes });
    return (await walkWrong(opened(), { wrong, stranger: 'nobody' }, surroundings(served, more))).end;
  };

  it('reads what the bank says to a wrong password, on the page that comes back', async () => {
    const end = await wrongly('password', { 'POST /login': () => html(`<p>Not so.</p>${login}`, 401) });
    expect(end).to.include({ kind: 'answered', status: 401 });
    expect(end.kind === 'answered' && end.text).to.include('Not so.');
    expect(typed('/login').map(({ form }) => [form.get('username'), form.get('password')])).to.deep.equal([
      ['anna', 'p&ss worx'],
    ]);
  });

  it('goes on to the code where the bank asks for both first, and makes one up if none was sent', async () => {
    const oneTimeCode = () => Promise.reject(new HookFailed('no code waits'));
    const end = await wrongly('password', { 'POST /otp': () => html(`<p>Not so.</p>${login}`) }, { oneTimeCode });
    expect(end).to.include({ kind: 'answered', status: 200 });
    expect(typed('/otp')).to.have.length(1);
  });

  it('changes a code that was sent, and a name into one that nobody has', async () => {
    await wrongly('code', { 'POST /otp': () => html(otp) });
    expect(typed('/otp').map(({ form }) => form.get('otp'))).to.deep.equal(['123457']);
    await served.close();
    await wrongly('username', { 'POST /login': () => to(`${REDIRECT_URI}?error=access_denied`) });
    expect(typed('/login').map(({ form }) => form.get('username'))).to.deep.equal(['nobody']);
  });

  it('tells a bank that lets something wrong through to the consent page, or gives a code', async () => {
    const end = await wrongly('code', {});
    expect(end.kind === 'stopped' && end.outcome.codes).to.include('sca.accepted');
    await served.close();
    expect((await approve({ wrong: 'code', stranger: 'nobody' })).end.kind).to.equal('callback');
    await served.close();
    const given = await wrongly('password', { 'POST /login': () => to(`${REDIRECT_URI}?code=c`) });
    expect(given.kind === 'stopped' && given.outcome.codes).to.include('sca.accepted');
  });

  it('stops at the page of the second factor, where nothing is typed', async () => {
    served = await serve(friendly);
    const { end } = await walkToPage(opened(), 'challenge', surroundings(served));
    expect(end.kind).to.equal('seen');
    expect(typed('/otp')).to.deep.equal([]);
  });

  it('says so when no second factor is asked for', async () => {
    served = await serve({ ...friendly, 'POST /login': () => html(consent) });
    const { end } = await walkToPage(opened(), 'challenge', surroundings(served));
    expect(end.kind === 'stopped' && end.outcome.codes).to.include('sca.exempted');
  });

  it('goes on from a page where it was left, with its cookies', async () => {
    served = await serve(friendly);
    const around = surroundings(served);
    const { end, pages: met, sca } = await walkToPage(opened(), 'look', around);
    if (end.kind !== 'seen') throw new Error('no consent page');
    const from = { seen: end, pages: met, sca: sca === true };
    const request = { ...opened(), foreignUri: null, decision: 'approve', openTwice: false, from } as const;
    const done = await walkAuthorization(request, around);
    expect(done.end.kind).to.equal('callback');
    expect(done.pages).to.deep.equal(pages.map(({ id }) => id));
    expect(typed('/login')).to.have.length(1);
    expect(typed('/consent').map(({ headers }) => headers.cookie)).to.deep.equal(['session=abcdefghij']);
  });
});
