import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Chromium } from './chromium.ts';
import { Driver } from './driver.ts';
import { findBrowser } from './find-browser.ts';
import { NoBrowser, type TabKeeper, type TabRequest, type TabWishes } from './tab.ts';

const executable = findBrowser(process.env);
const WISHES: TabWishes = { controls: 'button', dialogs: 'dismiss' };
const SILENT: TabKeeper = { request: (route) => route.abort('failed') };

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );

describe('the process that drives the browser', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-driver-'));
  after(() => rmSync(folder, { recursive: true }));

  /** One that answers the first order and does something at the next, where it does not end at once. */
  const program = (next: string, begins = ''): string => {
    const path = join(folder, `${begins.length}-${next.length}.mjs`);
    const first = "process.once('message', ({ id }) => { process.send({ id }); process.on('message', next); });";
    writeFileSync(
      path,
      `${begins} const next = () => { ${next} }; ${first} process.on('disconnect', () => process.exit());`,
    );
    return path;
  };

  it('ends, and with it its tabs and all that was asked for', async () => {
    const driver = new Driver('none', program('process.exit(3);'));
    const gone: string[] = [];
    const tab = await driver.open(WISHES, { ...SILENT, gone: (how) => gone.push(how) });
    const [one, other] = await Promise.all([failure(tab.cookies()), failure(tab.shownText())]);
    expect(one).to.be.instanceOf(NoBrowser).and.to.equal(other);
    expect((one as Error).message).to.equal('the browser is gone: its process ended with 3');
    expect(gone).to.deep.equal(['lost']);
    expect(driver.ended).to.equal(true);
    expect(await failure(driver.open(WISHES, SILENT))).to.equal(one);
    await tab.close();
    await driver.close();
  });

  it('cannot be started, which is told as any other end', async () => {
    const driver = new Driver('none', program('', 'process.exit(1);'));
    expect(await failure(driver.open(WISHES, SILENT))).to.be.instanceOf(NoBrowser);
    await driver.close();
  });

  it('tells an error of the browser with its words, and goes on', async () => {
    const told = "process.send({ id: 2, failed: 'no such page', noBrowser: false });";
    const driver = new Driver('none', program(told));
    const tab = await driver.open(WISHES, SILENT);
    const error = await failure(tab.goto('https://bank.example/'));
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(NoBrowser);
    expect((error as Error).message).to.equal('no such page');
    expect(driver.ended).to.equal(false);
    await driver.close();
    expect(driver.ended).to.equal(true);
  });

  describe('with a browser', () => {
    const chromium = new Chromium(executable);
    before(function () {
      if (executable === null) this.skip();
    });
    after(() => chromium.close());

    it('hands each request of a page to its keeper, and tells the fragment that none shows', async () => {
      const asked: TabRequest[] = [];
      const tab = await chromium.open(WISHES, {
        async request({ request, ...route }) {
          asked.push(request);
          const body = '<p>Hi<button>Go</button><button hidden>No</button><img src=/p>';
          if (request.navigates) await route.fulfill({ status: 200, headers: { 'content-type': 'text/html' }, body });
          else throw new Error('nobody knows');
        },
      });
      await tab.goto('https://bank.example/a#f=1');
      await tab.loaded(10_000);
      const [page, picture] = asked;
      expect(page).to.include({ method: 'GET', fragment: '#f=1', navigates: true, leads: true, body: null });
      expect(picture).to.include({ url: 'https://bank.example/p', fragment: '', navigates: false, leads: false });
      expect((await tab.content(100))?.seen).to.deep.equal([true, false]);
      expect(await tab.content(3)).to.equal(null);
      expect(await failure(tab.act([{ do: 'click', at: 1 }], 300))).to.be.instanceOf(Error);
      await tab.close();
      expect(await failure(tab.shownText())).to.be.instanceOf(Error);
    });

    it('aborts a request whose answer the browser cannot take, so that no page waits for it', async () => {
      const told: unknown[] = [];
      const tab = await chromium.open(WISHES, {
        async request(route) {
          const given = failure(route.fulfill({ status: 'no number' as never, body: '<p>' }));
          told.push(await given);
          throw await given;
        },
      });
      const error = await failure(tab.goto('https://bank.example/'));
      expect((error as Error).message).to.include('net::ERR_FAILED');
      expect(told[0]).to.be.instanceOf(Error);
      await tab.close();
    });

    it('keeps the cookies of two tabs apart, and answers while the other is busy', async () => {
      const empty: TabKeeper = { request: (route) => route.fulfill({ status: 200, body: '<p>' }) };
      const busy: TabKeeper = { request: () => new Promise(() => undefined) };
      const [one, other] = await Promise.all([chromium.open(WISHES, empty), chromium.open(WISHES, busy)]);
      const never = failure(other.goto('https://bank.example/'));
      await one.goto('https://bank.example/');
      const cookie = { name: 'a', value: 'b', domain: 'bank.example', path: '/', secure: true };
      await one.addCookie(cookie);
      expect(await one.cookies()).to.deep.equal([cookie]);
      expect(await other.cookies()).to.deep.equal([]);
      await Promise.all([one.close(), other.close()]);
      expect(await never).to.be.instanceOf(Error);
    });

    it('starts again after it was closed, and lets go of a tab that is still open', async () => {
      const tab = await chromium.open(WISHES, SILENT);
      await chromium.close();
      expect(await failure(tab.cookies())).to.be.instanceOf(NoBrowser);
      await tab.close();
      const next = await chromium.open(WISHES, SILENT);
      expect(await next.cookies()).to.deep.equal([]);
      await next.close();
    });
  });
});
