/** `assay doctor`: whether a target is ready for a run, one line for each thing, with what to do beside it. */
import type { Command } from 'commander';
import { EXIT } from '../run/exit.ts';
import { preflight } from '../run/preflight.ts';
import type { Finding } from '../run/preflight-finding.ts';
import { prepare } from '../run/prepare.ts';
import { interruptible } from './interrupt.ts';
import { type BankFlags, withBank } from './options.ts';
import { type Colors, openScreen } from './screen.ts';

interface DoctorFlags extends BankFlags {
  hooks?: boolean;
  json?: boolean;
}

export function addDoctor(command: Command): void {
  withBank(command)
    .option(
      '--hooks',
      "also try the operator's hooks without harm: by their `check`; the clock is moved by a minute, and put back",
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  assay doctor --target my-bank.yaml')
    .action(async (flags: DoctorFlags) => {
      process.exitCode = await doctor(flags);
    });
}

async function doctor(flags: DoctorFlags): Promise<number> {
  const screen = openScreen({ json: flags.json === true });
  const prepared = await prepare({
    target: flags.target,
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  });
  const interrupt = interruptible((text) => screen.write(text));
  try {
    const { target, plan } = prepared;
    screen.write(`${target.name} at ${target.issuer}, profile ${plan.profile?.id}\n`);
    const findings = await preflight({
      prepared,
      signal: interrupt.signal,
      extent: 'all',
      hooks: flags.hooks === true,
    });
    if (interrupt.signal.aborted) return interrupt.exit;
    screen.write(findingLines(findings, screen.color));
    const exit = exitOf(findings);
    if (flags.json) process.stdout.write(`${JSON.stringify({ exit, findings })}\n`);
    return exit;
  } finally {
    interrupt.release();
    await prepared.close();
  }
}

/** What stands in the way is the operator's to mend, or leaves the bank in doubt; all else lets a run begin. */
export function exitOf(findings: readonly Finding[]): number {
  const bad = findings.filter(({ state }) => state === 'bad');
  if (bad.length === 0) return EXIT.clean;
  return bad.some(({ operator }) => operator) ? EXIT.usage : EXIT.inconclusive;
}

const MARKS: { [S in Finding['state']]: { mark: string; paint: 'green' | 'yellow' | 'red' | 'dim' } } = {
  good: { mark: '✔', paint: 'green' },
  warn: { mark: '!', paint: 'yellow' },
  bad: { mark: '✖', paint: 'red' },
  unknown: { mark: '–', paint: 'dim' },
};

/** One line each, the mend below it. */
export function findingLines(findings: readonly Finding[], color: Colors): string {
  const width = Math.max(0, ...findings.map(({ what }) => what.length));
  return findings
    .map(({ what, state, says, mend }) => {
      const { mark, paint } = MARKS[state];
      const line = `${color[paint](mark)} ${what.padEnd(width)}  ${says}\n`;
      return mend === null ? line : `${line}  ${' '.repeat(width)}  → ${mend}\n`;
    })
    .join('');
}
