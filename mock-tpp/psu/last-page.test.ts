/** The last page of an authorization: filled in and not sent, and sent from there. */
import { expect } from 'chai';
import { friendly, html, login, opens, REDIRECT_URI, surroundings, to } from './testing-bank.ts';
import { type Routes, type Served, serve } from './testing-server.ts';
import { walkAuthorization, walkToLast } from './walk.ts';

describe('the last page', () => {
  let served: Served;
  afterEach(() => served.close());

  const opened = () => ({ first: opens(`${served.origin}/authorize`), redirectUri: REDIRECT_URI, state: null });
  const posts = () => served.asked.filter(({ method }) => method === 'POST').map(({ path }) => path);
  const toLast = async (routes: Routes, until: number) => {
    served = await serve({ ...friendly, ...routes });
    return walkToLast(opened(), until, surroundings(served));
  };
  const sent = async (routes: Routes) => {
    const { end, pages, sca } = await toLast(routes, 3);
    if (end.kind !== 'ready') throw new Error(`the walk ended with ${end.kind}`);
    const from = { seen: end, pages, sca: sca === true };
    const request = { ...opened(), foreignUri: null, decision: 'approve', openTwice: false, from } as const;
    return walkAuthorization(request, surroundings(served));
  };

  it('is filled in and not sent', async () => {
    const { end, pages } = await toLast({}, 3);
    expect(end).to.include({ kind: 'ready', label: 'page consent' });
    expect(end.kind === 'ready' && end.submission).to.include({ method: 'POST', body: 'decision=yes' });
    expect(pages).to.deep.equal(['login', 'otp', 'consent']);
    expect(posts()).to.deep.equal(['/login', '/otp']);
  });

  it('is whichever page comes as the last, with what is typed there', async () => {
    const { end } = await toLast({}, 2);
    expect(end.kind === 'ready' && end.submission.body).to.equal('csrf=t1&otp=123456');
    expect(posts()).to.deep.equal(['/login']);
  });

  it('is sent in the browser that it was filled in', async () => {
    const { end, pages, sca } = await sent({});
    expect(end.kind === 'callback' && end.callback.params).to.deep.include(['code', 'secret-code']);
    expect({ pages, sca }).to.deep.equal({ pages: ['login', 'otp', 'consent'], sca: true });
    const [approved] = served.asked.filter(({ path, method }) => path === '/consent' && method === 'POST');
    expect(approved?.headers.cookie).to.equal('session=abcdefghij');
    expect(posts()).to.deep.equal(['/login', '/otp', '/consent']);
  });

  it('is refused by a page of an error, and in doubt when another page comes', async () => {
    const refused = await sent({ 'POST /consent': () => html('used', 400) });
    expect(refused.end.kind === 'stopped' && refused.end.outcome).to.deep.include({ clear: true });
    await served.close();
    const again = await sent({ 'POST /consent': () => html(login) });
    expect(again.end.kind === 'stopped' && again.end.outcome).to.deep.include({ clear: false, codes: ['malformed'] });
    expect(posts().at(-1)).to.equal('/consent');
  });

  it('is none where the bank comes back before', async () => {
    const { end } = await toLast({ 'POST /login': () => to(`${REDIRECT_URI}?error=invalid_request_uri`) }, 3);
    expect(end).to.include({ kind: 'callback' });
  });
});
