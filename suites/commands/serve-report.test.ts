import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { serveReport } from './serve-report.ts';

describe('assay report serve', () => {
  const above = mkdtempSync(join(tmpdir(), 'assay-serve-'));
  const folder = join(above, 'run');
  let served: Awaited<ReturnType<typeof serveReport>>;

  before(async () => {
    mkdirSync(join(folder, 'cases'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<p>the run</p>');
    writeFileSync(join(folder, 'cases', 'par.push[a b].html'), '<p>a case</p>');
    writeFileSync(join(above, 'secret.txt'), 'not of this run');
    symlinkSync(join(above, 'secret.txt'), join(folder, 'link.txt'));
    symlinkSync(above, join(folder, 'up'));
    served = await serveReport(folder, 0);
  });
  after(async () => {
    await served.close();
    rmSync(above, { recursive: true });
  });

  /** Sent as it is written, which `fetch` would not do. */
  const ask = (path: string, headers: { [name: string]: string } = {}, method = 'GET') =>
    new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: new URL(served.url).port, path, headers, method, agent: false },
        (answer) => {
          let text = '';
          answer.on('data', (chunk) => {
            text += String(chunk);
          });
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text }),
          );
        },
      );
      asked.on('error', reject);
      asked.end();
    });

  it('serves the pages of a run on loopback', async () => {
    expect(served.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await ask('/')).to.deep.equal({ status: 200, type: 'text/html; charset=utf-8', text: '<p>the run</p>' });
    expect((await ask('/cases/par.push%5Ba%20b%5D.html')).text).to.equal('<p>a case</p>');
  });

  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/link.txt', '/up/secret.txt', '/cases', '/none', '/%'])
    it(`has nothing at ${path}`, async () => {
      expect((await ask(path)).status).to.equal(404);
    });

  it('answers nobody who came by another name, or wants anything but to read', async () => {
    expect((await ask('/', { host: 'evil.example' })).status).to.equal(404);
    expect((await ask('/', {}, 'POST')).status).to.equal(404);
  });
});
