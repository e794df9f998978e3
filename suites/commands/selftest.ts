/** `assay selftest`: runs the catalogue against the bundled bank, good, legally different, and wrong in every way it knows. */
import type { Command } from 'commander';
import { assertSelfTest } from '../mocha/self-test-tree.ts';
import { listDeviations } from '../run/bank-catalogue.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { DEFAULT_TARGET } from '../run/project.ts';
import { killMatrix } from '../selftest/kill-matrix.ts';
import { SelfTestInterrupted, selfTest } from '../selftest/selftest.ts';
import { openBankThread, type ThreadedBank } from './bank-thread.ts';
import { interruptible } from './interrupt.ts';
import { listOption, numberOption } from './options.ts';
import { openScreen, type Screen } from './screen.ts';
import { openSwitchableBank } from './switchable-bank.ts';

interface SelfTestFlags {
  target: string;
  full?: boolean;
  json?: boolean;
  quiet?: boolean;
  jobs: number;
  defect: string[];
  only: string[];
  variations: boolean;
}

export function addSelfTest(command: Command): void {
  command
    .option('--target <file>', 'a target that starts the bundled bank', DEFAULT_TARGET)
    .option(
      '--full',
      'every case with every defect that can matter to it, not only those that claim it, and every lawful variation alone',
    )
    .option('--no-variations', 'leave the lawful variations out')
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
  const variations = flags.variations ? listDeviations('variations') : [];
  const unknown = flags.defect.filter((id) => !defects.some((one) => one.id === id));
  if (unknown.length > 0)
    throw new Rejected(`the bundled bank has no defect ${unknown.join(', ')}; see assay list --defects`);
  const interrupt = interruptible((text) => screen.write(text));
  const open: ThreadedBank[] = [];
  try {
    const first = await openSwitchableBank(flags, interrupt.signal);
    open.push(first);
    const { prepared } = first;
    const { cases } = prepared.plan;
    for (let job = 1; job < flags.jobs; job += 1)
      open.push(openBankThread({ target: flags.target, only: flags.only }, interrupt.signal));
    screen.write(`${cases.length} cases, ${variations.length} variations, ${defects.length} defects\n`);
    const result = await selfTest({
      cases,
      casesUnder: ({ withdraws }) => prepared.planWithout(withdraws ?? []).cases,
      defects,
      variations,
      clientId: (name) => prepared.target.clients[name]?.client_id,
      full: flags.full === true,
      only: flags.defect,
      banks: open.map(({ bank }) => bank),
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
    for (const { close } of open) await close();
  }
}

function tell(screen: Screen, { title, ok, detail }: { title: string; ok: boolean; detail: string }): void {
  const mark = ok ? screen.color.green('✔') : screen.color.red('✖');
  screen.write(`${mark} ${title}${screen.color.dim(`  ${detail}`)}\n`);
}
