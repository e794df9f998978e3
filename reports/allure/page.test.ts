import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runRecord } from '../testing-run.ts';
import { lastingFile, lastingOptions } from './lasting.ts';
import { writePage } from './page.ts';
import { loader } from './page-loader.ts';

const RUN = runRecord([]);
const HOLDINGS = { results: { ab: 0 }, others: { 'widgets/tree.json': 1 } };

describe('the page of Allure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-page-'));
  after(() => rmSync(folder, { recursive: true }));
  const blocks = join(folder, 'blocks');
  const html = `<html><head></head><body><div></div><script  src="app.js"></script>
    <script async>
      window.allureReportDataReady = true;
    </script></body></html>`;

  it('holds its program and its blocks, and is ready when the last has come', () => {
    writeFileSync(blocks, '<script id="block-0">AA</script>\n');
    const shell = { html, programs: new Map([['app.js', Buffer.from('run()')]]) };
    writePage(join(folder, 'index.html'), shell, blocks, HOLDINGS);
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const order = ['Content-Security-Policy', 'allureReportData = new Proxy', 'cnVuKCk=', 'block-0', 'Ready = true'];
    expect(order.map((part) => page.indexOf(part))).to.deep.equal(
      order.map((part) => page.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(page).to.not.include('src="app.js"');
    expect(page.match(/allureReportDataReady = true/g)).to.have.length(1);
  });

  it('shows no success rate beside the one percentage that is published, and no tab that is always empty', () => {
    writeFileSync(blocks, '');
    writePage(join(folder, 'index.html'), { html, programs: new Map([['app.js', Buffer.from('')]]) }, blocks, HOLDINGS);
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    for (const part of [
      'svg[viewBox="0 0 100 100"]',
      'nav-tab-qualityGate',
      'nav-tab-globalAttachments',
      'nav-tab-globalErrors',
    ])
      expect(page.slice(0, page.indexOf('{display:none!important}'))).to.include(part);
  });

  it('is not written when Allure has changed what it is made of', () => {
    const programs = new Map<string, Buffer>();
    expect(() => writePage(join(folder, 'a'), { html, programs }, blocks, HOLDINGS)).to.throw('app.js');
    const other = { html: '<html><head></head><body></body></html>', programs };
    expect(() => writePage(join(folder, 'b'), other, blocks, HOLDINGS)).to.throw('no place for its data');
    expect(() => lastingOptions('<html></html>', RUN)).to.throw('no options');
  });

  it('says nothing of the time, the machine and the repository it was made in', () => {
    const made = (options: object): string =>
      lastingOptions(`<script>\n  window.allureReportOptions = ${JSON.stringify(options)}\n</script>`, RUN);
    const first = made({ theme: '</script>', createdAt: 1, cacheKey: '1', reportUuid: 'a', ci: { repoName: 'mine' } });
    expect(first).to.equal(made({ theme: '</script>', createdAt: 2, cacheKey: '2', reportUuid: 'b', ci: {} }));
    expect(first).to.include('"theme":"\\u003c/script\\u003e"').and.not.include('mine');
    const chart = (id: string, key: string) => ({
      name: 'widgets/charts.json',
      content: Buffer.from(
        `{"${id}":{"type":"stabilityDistribution","data":[{"from":0,"to":9,"${key}":3}],"keys":{"${key}":"none"}}}`,
      ),
    });
    const [a, b] = [
      chart('4a53a0d5-61e7-41a6-886d-eed9210f7a8c', 'GKzXGOQ-Q8FfJe_i_DGRA'),
      chart('8d1fc8fd-cd0f-4616-a228-3a54d7337db8', 'hByo0iZScpzokae_HctcB'),
    ];
    expect(lastingFile(a, RUN)).to.deep.equal(lastingFile(b, RUN));
    expect(lastingFile(a, RUN).content.toString('utf8')).to.include('"stabilityDistribution"');
  });

  it('has a program that a browser can read', () => {
    expect(() => new Function(loader(HOLDINGS))).to.not.throw();
  });
});
