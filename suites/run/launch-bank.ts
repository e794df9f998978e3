/** The one place that starts the bundled bank: as a process of its own, stopped with us, reached like any other bank. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Rejected } from './exit.ts';
import { BANK_MAIN } from './project.ts';

export interface BankReady {
  issuer: string;
  /** Where clients go that show a certificate. */
  mtls: string;
  /** Where it takes connections. */
  listens: string;
  management: string;
  directory: string;
  state: string;
  clients: string[];
  defects: string[];
  variations: string[];
}

export interface LaunchedBank extends BankReady {
  pid: number;
  /** Stops the process and waits until it is gone. */
  stop(): Promise<void>;
}

export interface LaunchOptions {
  defects?: string[];
  variations?: string[];
  /** Those of its clients that are wanted; all when left out. */
  clients?: string[];
  /** More options of its program. */
  more?: string[];
  /** Instead of the bundled bank's program; for tests. */
  program?: string;
  startMs?: number;
}

// It makes keys for a second or two of processor time, which takes far longer where many programs share the machine.
const START_MS = 90_000;
const STOP_MS = 3_000;

/** Starts the bank on free ports and waits for the line that says it is ready. */
export async function launchBank(options: LaunchOptions = {}): Promise<LaunchedBank> {
  const program = options.program ?? BANK_MAIN;
  if (!existsSync(program)) throw new Rejected('the bundled bank is not built: run npm run build');
  const args = [
    ...['--json', '--exit-with-parent', '--port', '0', '--management-port', '0', '--directory-port', '0'],
    ...(options.defects ?? []).flatMap((id) => ['--defect', id]),
    ...(options.variations ?? []).flatMap((id) => ['--variation', id]),
    ...(options.clients ?? []).flatMap((name) => ['--client', name]),
    ...(options.more ?? []),
  ];
  // A process group of its own: Ctrl-C is for us, and we stop the bank when the last case is written.
  const bank = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  bank.stdin.on('error', () => undefined);
  try {
    const ready = await readyLine(bank, options.startMs ?? START_MS);
    return { ...ready, pid: bank.pid ?? 0, stop: () => stop(bank) };
  } catch (error) {
    await stop(bank);
    throw error;
  }
}

function readyLine(bank: ChildProcess, startMs: number): Promise<BankReady> {
  return new Promise((resolve, reject) => {
    let out = '';
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the bundled bank was not ready within ${startMs} ms`)), startMs);
    bank.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4000);
    });
    bank.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const whole = out.slice(0, out.lastIndexOf('\n') + 1);
      const line = whole.split('\n').find((one) => one.startsWith('{"ready":true'));
      if (!line) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as BankReady);
    });
    bank.once('error', reject);
    bank.once('exit', (code) => {
      clearTimeout(timer);
      const text = said.trim() || 'it said nothing';
      reject(code === 2 ? new Rejected(text) : new Error(`the bundled bank ended with ${code}: ${text}`));
    });
  });
}

async function stop(bank: ChildProcess): Promise<void> {
  if (bank.exitCode !== null || bank.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => bank.once('exit', () => resolve()));
  bank.stdin?.end();
  bank.kill('SIGTERM');
  const timer = setTimeout(() => bank.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}
