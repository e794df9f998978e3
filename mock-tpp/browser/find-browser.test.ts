import { expect } from 'chai';
import { findBrowser } from './find-browser.ts';

describe('finding a browser', () => {
  const find = (env: { [name: string]: string }, installed: string[], own: string | null = null): string | null =>
    findBrowser(env, { isProgram: (path) => installed.includes(path), playwrightPath: () => own });

  it('takes the one that is named, or none when that is wrong', () => {
    const installed = ['/opt/mine', '/usr/bin/chromium'];
    expect(find({ ASSAY_BROWSER: '/opt/mine' }, installed)).to.equal('/opt/mine');
    expect(find({ ASSAY_BROWSER: '/opt/gone' }, installed)).to.equal(null);
    expect(find({ ASSAY_BROWSER: '' }, installed)).to.equal('/usr/bin/chromium');
  });

  it("prefers Playwright's own, where it is installed, then the path, then the usual places", () => {
    const own = '/cache/chrome';
    expect(find({}, [own, '/usr/bin/chromium'], own)).to.equal(own);
    expect(find({}, ['/usr/bin/chromium'], own)).to.equal('/usr/bin/chromium');
    expect(find({ PATH: '/a:/b' }, ['/b/google-chrome', '/usr/bin/chromium'])).to.equal('/b/google-chrome');
    expect(find({}, [])).to.equal(null);
  });
});
