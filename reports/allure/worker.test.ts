import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runRecord } from '../testing-run.ts';
import type { PageFile } from './packed-files.ts';
import { openAllureResults } from './results.ts';
import { openWorker, type Worker } from './worker.ts';

const { run, harness, target, scenarios } = runRecord([]);
const HEAD = { run, harness, target, scenarios };

describe('the process in which Allure works', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  after(() => rmSync(folder, { recursive: true }));

  const failing = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'nothing failed',
      (error: Error) => error.message,
    );
  const everyFile = async (worker: Worker): Promise<PageFile[]> => {
    const files: PageFile[] = [];
    for await (const file of worker.all()) files.push(file);
    return files;
  };
  const program = (text: string): string => {
    const path = join(folder, `${text.length}.mjs`);
    writeFileSync(path, text);
    return path;
  };

  it('makes the files of some cases, and of all when they were told', async () => {
    const results = openAllureResults(null);
    const uuid = '00000000-0000-4000-8000-000000000001';
    const parameters = ['row', 'bank', 'variant'].map((name) => ({ name, value: `the ${name}` }));
    const told = { attachments: [], statusDetails: {}, labels: [], links: [], steps: [], start: 1, stop: 2 };
    results.add(
      { ...told, uuid, name: 'A case', fullName: 'par.push', historyId: 'h', parameters, stage: 'finished' } as never,
      [],
      null,
    );
    const worker = openWorker(folder, HEAD);
    try {
      const { files, heads } = results.take();
      const some = await worker.some(files, heads);
      expect(some.map(({ name }) => name.split('/')[1]).sort()).to.deep.equal(['test-env-groups', 'test-results']);
      expect(some.map(({ content }) => String(content)).join()).to.include('the variant');
      const all = await everyFile(worker);
      expect(all.map(({ name }) => name)).to.include.members(['index.html', 'widgets/tree.json']);
      const index = all.find(({ name }) => name === 'widgets/search-index.json');
      const [{ parameters: searched }] = JSON.parse(String(index?.content)) as [{ parameters: string }];
      expect(searched).to.equal('row:the row row the row variant');
    } finally {
      worker.close();
    }
  });

  it('says why files could not be made, and goes on', async () => {
    const worker = openWorker(folder, { ...HEAD, target: null as never });
    try {
      for (let time = 0; time < 2; time += 1) expect(await failing(everyFile(worker))).to.include("reading 'name'");
    } finally {
      worker.close();
    }
  });

  it('lets nobody wait for an answer when it has ended', async () => {
    const worker = openWorker(folder, HEAD, program('process.on("message", () => process.exit(3));'));
    expect(await failing(everyFile(worker))).to.equal('the process in which Allure works ended with 3');
    expect(await failing(worker.some([], []))).to.equal('the process in which Allure works ended with 3');
    worker.close();
  });

  it('ends with whoever wanted the report', async () => {
    const worker = openWorker(folder, HEAD);
    worker.close();
    expect(await failing(everyFile(worker))).to.match(/^the process in which Allure works ended with 0$/);
  });
});
