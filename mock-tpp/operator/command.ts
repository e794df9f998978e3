/** Runs a program of the operator's: without a shell, for a bounded time, and with a bounded answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programName } from './call-name.ts';
import { HookFailed } from './hook-failed.ts';

export interface Program {
  /** The program, as a path or to be looked for where programs are, and its arguments. */
  argv: string[];
  folder: string;
  /** Beside those of our own environment. */
  variables: { [name: string]: string };
}

/** A certificate with its chain and key is a hundredth of it. */
const MOST_BYTES = 1_000_000;
/** How much of what a program complains of is told. */
const TOLD_LENGTH = 200;

/**
 * What the program writes to its standard output. It ends with its children when the time is over.
 * Throws HookFailed for one that cannot be started, ends with anything but 0, writes too much or takes too long.
 */
export const runProgram = (program: Program, timeoutMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const name = `the command ${programName(program)}`;
    const child = started(program, name);
    const out = collector();
    const complaint = collector();
    const fail = (message: string): void => {
      clearTimeout(timer);
      reject(new HookFailed(`${name} ${message}`));
    };
    const stop = (message: string): void => {
      killAll(child);
      fail(message);
    };
    const timer = setTimeout(() => stop(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
    child.on('error', (error) => fail(`cannot be started: ${reasonOf(error)}`));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!out.take(chunk)) stop(`wrote more than ${MOST_BYTES} bytes`);
    });
    // What is more than enough to tell is read and dropped, so that the program does not wait for a reader.
    child.stderr?.on('data', (chunk: Buffer) => void complaint.take(chunk));
    child.on('close', (code, signal) => {
      const said = (complaint.text() || out.text())
        .trim()
        .slice(0, TOLD_LENGTH)
        .replace(/[\p{C}\s]+/gu, ' ');
      if (code !== 0) fail(`ended with ${code ?? signal}${said === '' ? '' : `: ${said}`}`);
      else {
        clearTimeout(timer);
        resolve(out.text());
      }
    });
  });

const started = ({ argv, folder, variables }: Program, name: string): ChildProcess => {
  const [file = '', ...args] = argv;
  try {
    // A group of its own, so that what the program starts ends with it.
    return spawn(file, args, {
      cwd: folder,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  } catch (error) {
    throw new HookFailed(`${name} cannot be started: ${reasonOf(error)}`);
  }
};

const WORDS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such program',
  EACCES: 'the file may not be executed',
};

function reasonOf(error: unknown): string {
  const code = (error as { code?: string }).code ?? '';
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error)).slice(0, TOLD_LENGTH);
}

const killAll = (child: ChildProcess): void => {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
};

interface Collector {
  /** False when there is more than is taken. */
  take(chunk: Buffer): boolean;
  text(): string;
}

const collector = (): Collector => {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    take(chunk) {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
      return size <= MOST_BYTES;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
};

/** Whether a program can be found, by its path or where programs are. */
export const programIsThere = ([file = '']: string[], path: string): boolean =>
  (file.includes('/') ? [file] : path.split(delimiter).map((folder) => join(folder, file))).some((one) => {
    try {
      accessSync(one, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
