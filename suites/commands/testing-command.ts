/** Runs the real command line in a process of its own, for tests. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../run/project.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), '..', 'cli.js');

/** What a person would take for a crash. */
export const STACK_TRACE = /\n\s+at |\bfile:\/\/\/\S+:\d+/;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

export interface Command {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** Waits until a pattern is in what was said on the output; gives up when the command ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Ended>;
}

/** What writes reports, which these tests want without Allure's: it takes longest, and has tests of its own. */
const REPORTING = ['run', 'report', 'merge'];

const withoutAllure = (args: string[]): string[] =>
  REPORTING.includes(args[0] ?? '') && !args.includes('--allure-results') ? [...args, '--no-allure-report'] : args;

export function start(args: string[], env: { [name: string]: string } = {}): Command {
  const child = spawn(process.execPath, [PROGRAM, ...withoutAllure(args)], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return {
    child,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(out);
          if (found) resolve(found);
        };
        child.stdout.on('data', look);
        child.once('close', () => reject(new Error(`it ended before it said ${pattern}:\n${out}\n${err}`)));
        look();
      }),
  };
}

export const assay = (...args: string[]): Promise<Ended> => start(args).ended;
