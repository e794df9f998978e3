import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import { unblock } from '../sca/tries.ts';
import type { Browsing } from '../testkit/browser.ts';
import { Tpp } from '../testkit/tpp.ts';

type Form = Record<string, string>;

describe('the pages where a user signs in', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => {
    opened.bank.alter({ variations: [] });
    opened.bank.clock.reset();
    for (const user of opened.bank.users.keys()) unblock(opened.bank, user);
  });

  const approve = async (browsing: Browsing = {}): Promise<URL> => {
    const { requestUri } = await tpp.push();
    return tpp.authorize(requestUri, browsing);
  };

  /** Types something wrong at a page, so many times. */
  const wrong = (path: string, change: Form, times: number): Required<Pick<Browsing, 'fill'>> => {
    let left = times;
    return {
      fill: (at, form) => {
        if (at !== path || left === 0) return form;
        left -= 1;
        return { ...form, ...change };
      },
    };
  };
  const badPassword = (times: number) => wrong('/login', { password: 'wrong' }, times);
  const badCode = (times: number) => wrong('/otp', { otp: '-' }, times);

  it('let in who fails four times, and nobody who failed five', async () => {
    expect((await approve(badPassword(4))).searchParams.get('code')).to.be.a('string');
    expect((await approve(badPassword(5))).searchParams.get('error')).to.equal('access_denied');
    expect((await approve()).searchParams.get('error')).to.equal('access_denied');
    unblock(opened.bank, 'psu-1');
    expect((await approve()).searchParams.get('code')).to.be.a('string');
  });

  it('count wrong passwords and wrong codes together, over several authorizations, and each user apart', async () => {
    expect((await approve(badCode(3))).searchParams.get('error')).to.equal('access_denied');
    expect((await approve(badPassword(2))).searchParams.get('error')).to.equal('access_denied');
    expect((await approve()).searchParams.get('error')).to.equal('access_denied');
    expect((await approve({ user: 'psu-2' })).searchParams.get('code')).to.be.a('string');
  });

  it('take a code once', async () => {
    let spent = '';
    await approve({
      fill: (path, form) => {
        if (path === '/otp') spent = form.otp ?? '';
        return form;
      },
    });
    const again = await approve({ fill: (path, form) => (path === '/otp' ? { ...form, otp: spent } : form) });
    expect(again.searchParams.get('error')).to.equal('access_denied');
  });

  it('are left by who does nothing for more than five minutes', async () => {
    const idle = (seconds: number): Browsing => ({
      see: (path) => {
        if (path === '/consent') opened.bank.clock.advance(seconds);
      },
    });
    expect((await approve(idle(299))).searchParams.get('code')).to.be.a('string');
    expect((await approve(idle(301))).pathname).to.equal('/error');
  });

  const PROBLEM = /id="problem"[^>]*>([^<]+)</;

  /** What the bank says to the first form at a path that it does not take. */
  const saidAt = async (path: string, bad: Required<Pick<Browsing, 'fill'>>): Promise<string | undefined> => {
    const said: (string | undefined)[] = [];
    const answered: Browsing['answered'] = (at, { text }) => {
      if (at === path) said.push(PROBLEM.exec(text)?.[1]);
    };
    await approve({ ...bad, answered });
    return said[0];
  };

  it('say the same of a wrong name and a wrong password', async () => {
    const ofPassword = await saidAt('/login', badPassword(1));
    expect(ofPassword).to.be.a('string');
    expect(await saidAt('/login', wrong('/login', { username: 'nobody' }, 1))).to.equal(ofPassword);
  });

  it('may judge the password together with the code, and then say the same of both', async () => {
    opened.bank.alter({ variations: ['sign-in-judged-together'] });
    const ofPassword = await saidAt('/otp', badPassword(1));
    expect(ofPassword).to.be.a('string');
    expect(await saidAt('/otp', badCode(1))).to.equal(ofPassword);
    expect((await approve()).searchParams.get('code')).to.be.a('string');
  });
});
