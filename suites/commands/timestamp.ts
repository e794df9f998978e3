/** `assay timestamp`: has an authority confirm when a bundle was there: writes the request for it, and puts the answer in. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Archive, openArchive, UnreadableBundle, writeArchive } from '../bundle/archive.ts';
import { SUMS, SUMS_TIMESTAMP } from '../bundle/names.ts';
import { BadTimestamp, readTimestamp, timestampRequest } from '../bundle/timestamp.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { shown } from '../run/project.ts';

interface TimestampFlags {
  request?: string;
  answer?: string;
}

const LONGEST_LIST = 64_000_000;

export function addTimestamp(command: Command): void {
  command
    .argument('<bundle>', 'file that `assay bundle` made')
    .option('--request <file>', 'write the request (RFC 3161) to this file')
    .option('--answer <file>', 'put the answer of the authority into the bundle')
    .addHelpText('after', EXAMPLE)
    .action(async (bundle: string, flags: TimestampFlags) => {
      process.exitCode = await timestamp(resolve(bundle), flags);
    });
}

const EXAMPLE = `
Nothing is sent from here: you choose the authority, and how to reach it.

Example:
  assay timestamp evidence.zip --request evidence.tsq
  curl --data-binary @evidence.tsq -H "Content-Type: application/timestamp-query" https://tsa.example/ > evidence.tsr
  assay timestamp evidence.zip --answer evidence.tsr`;

async function timestamp(file: string, { request, answer }: TimestampFlags): Promise<number> {
  if ((request === undefined) === (answer === undefined)) throw new Rejected('name either --request or --answer');
  let archive: Archive | null = null;
  try {
    archive = await openArchive(file);
    const sums = await archive.read(SUMS, LONGEST_LIST);
    if (request !== undefined) writeRequest(request, sums);
    if (answer !== undefined) await putIn(file, archive, { answer, sums });
    return EXIT.clean;
  } catch (error) {
    if (error instanceof UnreadableBundle) throw new Rejected(`${shown(file)}: ${error.message}`);
    throw error;
  } finally {
    archive?.close();
  }
}

function writeRequest(request: string, sums: Buffer): void {
  if (existsSync(request)) throw new Rejected(`--request ${request} is there already`);
  writeFileSync(request, timestampRequest(sums));
  process.stdout.write(`${request}\n`);
}

/** One that is there already is replaced. */
async function putIn(
  file: string,
  archive: Archive,
  { answer, sums }: { answer: string; sums: Buffer },
): Promise<void> {
  const token = bytesOf(answer);
  try {
    const { at, authority } = readTimestamp(token, sums, []);
    const others = [...archive.sizes.keys()].filter((path) => path !== SUMS_TIMESTAMP);
    await writeArchive(file, [
      { path: SUMS_TIMESTAMP, from: token },
      ...others.map((path) => ({ path, from: archive })),
    ]);
    process.stdout.write(`${shown(file)} was there at ${at}, says ${authority}\n`);
  } catch (error) {
    if (error instanceof BadTimestamp) throw new Rejected(`--answer ${answer}: ${error.message}`);
    throw error;
  }
}

function bytesOf(answer: string): Buffer {
  try {
    return readFileSync(answer);
  } catch {
    throw new Rejected(`--answer ${answer} cannot be read`);
  }
}
