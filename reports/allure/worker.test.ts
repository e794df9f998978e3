import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runRecord } from '../testing-run.ts';
import type { PageFile } from './packed-files.ts';
import { openAllureResults } from './results.ts';
import { startWorker, type Worker } from './worker.ts';

const { run, harness, target, scenarios } = runRecord([]);
const HEAD = { run, harness, target, scenarios };
const UUID = '00000000-0000-4000-8000-000000000001';
const RESULT = createHash('md5').update(UUID).digest('hex');

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
  const started = (head: typeof HEAD, other?: string): Worker => {
    const worker = startWorker(other);
    worker.begin(folder, head, new Map([[RESULT, 7]]));
    return worker;
  };
  const program = (text: string): string => {
    const path = join(folder, `${text.length}.mjs`);
    writeFileSync(path, text);
    return path;
  };

  it('makes the files of some cases, and of all when they were told', async () => {
    const results = openAllureResults(null);
    const parameters = ['row', 'bank', 'variant'].map((name) => ({ name, value: `the ${name}` }));
    const told = { attachments: [], statusDetails: {}, labels: [], links: [], steps: [], start: 1, stop: 2 };
    results.add(
      {
        ...told,
        uuid: UUID,
        name: 'A case',
        fullName: 'par.push',
        historyId: 'h',
        parameters,
        stage: 'finished',
      } as never,
      [],
      null,
    );
    const worker = started(HEAD);
    try {
      const { files, heads } = results.take();
      const some = await worker.some(files, heads);
      expect(some.map(({ name }) => name.split('/')[1]).sort()).to.deep.equal(['test-env-groups', 'test-results']);
      expect(some.map(({ content }) => String(content)).join()).to.include('the variant');
      const result = some.find(({ name }) => name === `data/test-results/${RESULT}.json`);
      expect(JSON.parse(String(result?.content)), 'as it stands in the run').to.include({ name: 'A case', order: 7 });
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
    const worker = started({ ...HEAD, target: null as never });
    try {
      for (let time = 0; time < 2; time += 1) expect(await failing(everyFile(worker))).to.include("reading 'name'");
    } finally {
      worker.close();
    }
  });

  it('lets nobody wait for an answer when it has ended', async () => {
    const worker = started(HEAD, program('process.on("message", () => process.exit(3));'));
    expect(await failing(everyFile(worker))).to.equal('the process in which Allure works ended with 3');
    expect(await failing(worker.some([], []))).to.equal('the process in which Allure works ended with 3');
    worker.close();
  });

  it('ends with whoever wanted the report', async () => {
    const worker = started(HEAD);
    worker.close();
    expect(await failing(everyFile(worker))).to.match(/^the process in which Allure works ended with 0$/);
  });
});
