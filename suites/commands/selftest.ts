/** `assay selftest`: runs the catalogue against the bundled bank, good, legally different, and wrong in every way it knows. */
import type { Command } from 'commander';
import { NO_REDACTION } from '../evidence/index.ts';
import { assertSelfTest } from '../mocha/self-test-tree.ts';
import { type Engine, openEngine } from '../run/engine.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { lanesOf } from '../run/lanes.ts';
import { listDeviations } from '../run/launch-bank.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { DEFAULT_TARGET } from '../run/project.ts';
import { killMatrix } from '../selftest/kill-matrix.ts';
import { SelfTestInterrupted, type SwitchableBank, selfTest } from '../selftest/selftest.ts';
import { interruptible } from './interrupt.ts';
import { listOption, numberOption } from './options.ts';
import { openScreen, type Screen } from './screen.ts';

interface SelfTestFlags {
  target: string;
  full?: boolean;
  json?: boolean;
  quiet?: boolean;
  jobs: number;
  defect: string[];
  only: string[];
}

export function addSelfTest(command: Command): void {
  command
    .option('--target <file>', 'a target that starts the bundled bank', DEFAULT_TARGET)
    .option(
      '--full',
      'every case with every defect that can matter to it, not only those that claim it, and every lawful variation alone',
    )
    .option('--json', 'print the kill matrix as JSON')
    .option('--quiet', 'no line for what is as it has to be')
    .option('--jobs <n>', 'banks side by side', numberOption, 1)
    .option('--defect <id>', 'only this defect (repeatable)', listOption, [])
    .option('--only <case>', 'only this case, or those that fit a pattern (repeatable)', listOption, [])
    .addHelpText('after', EXAMPLES)
    .action(async (flags: SelfTestFlags) => {
      process.exitCode = await run(flags);
    });
}

const EXAMPLES = `
Examples:
  assay selftest --defect pkce-optional
  assay selftest --target targets/mock-bank-dpop.yaml --full`;

async function run(flags: SelfTestFlags): Promise<number> {
  const begun = performance.now();
  const screen = openScreen({ json: flags.json === true });
  const defects = listDeviations('defects');
  const variations = listDeviations('variations');
  const unknown = flags.defect.filter((id) => !defects.some((one) => one.id === id));
  if (unknown.length > 0)
    throw new Rejected(`the bundled bank has no defect ${unknown.join(', ')}; see assay list --defects`);
  const interrupt = interruptible((text) => screen.write(text));
  const open: { prepared: Prepared; engine: Engine }[] = [];
  try {
    for (let job = 0; job < flags.jobs; job += 1) open.push(await openBank(flags, interrupt.signal));
    const cases = open[0]?.prepared.plan.cases ?? [];
    screen.write(`${cases.length} cases, ${variations.length} variations, ${defects.length} defects\n`);
    const result = await selfTest({
      cases,
      casesUnder: ({ withdraws }) => open[0]?.prepared.planWithout(withdraws ?? []).cases ?? [],
      defects,
      variations,
      clientId: (name) => open[0]?.prepared.target.clients[name]?.client_id,
      full: flags.full === true,
      only: flags.defect,
      banks: open.map(switchable),
      onRow: (row) => {
        if (!row.ok || !flags.quiet) tell(screen, row);
      },
    });
    screen.write(killMatrix(result, { color: screen.color, seconds: (performance.now() - begun) / 1000 }));
    if (flags.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    const sound = await assertSelfTest(result);
    return sound && result.ok ? EXIT.clean : EXIT.violation;
  } catch (error) {
    if (error instanceof SelfTestInterrupted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupt.release();
    for (const { prepared, engine } of open) {
      await engine.close();
      await prepared.close();
    }
  }
}

async function openBank(
  { target, only }: Pick<SelfTestFlags, 'target' | 'only'>,
  signal: AbortSignal,
): Promise<{ prepared: Prepared; engine: Engine }> {
  const prepared = await prepare({ target, only, aggressive: true });
  const { bank, browser } = prepared;
  const concurrency = lanesOf(prepared.target);
  try {
    if (prepared.launched === null)
      throw new Rejected(
        `${target} describes another bank, and only the bundled one can be made wrong (launch: mock-bank)`,
      );
    const engine = await openEngine({
      bank,
      concurrency,
      browser,
      // Nothing is written, so nothing has to be redacted.
      taint: { add: () => undefined },
      redaction: NO_REDACTION,
      signal,
    });
    return { prepared, engine };
  } catch (error) {
    await prepared.close();
    throw error;
  }
}

function switchable({ prepared, engine }: { prepared: Prepared; engine: Engine }): SwitchableBank {
  return {
    async switchTo({ defects, variations }) {
      await call(prepared, 'PUT', 'defects', { ids: defects });
      await call(prepared, 'PUT', 'variations', { ids: variations });
    },
    recordUse: async (record) => {
      const { names } = (await call(prepared, 'POST', 'use', { record })) as { names: string[] };
      return names;
    },
    run: (cases, onCase, walked) => engine.run(cases, { onCase, together: true, ...(walked ? { walked } : {}) }),
  };
}

async function call(prepared: Prepared, method: 'PUT' | 'POST', what: string, body: object): Promise<unknown> {
  const answer = await fetch(`${prepared.launched?.management}/${what}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the bundled bank did not take ${what}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

function tell(screen: Screen, { title, ok, detail }: { title: string; ok: boolean; detail: string }): void {
  const mark = ok ? screen.color.green('✔') : screen.color.red('✖');
  screen.write(`${mark} ${title}${screen.color.dim(`  ${detail}`)}\n`);
}
