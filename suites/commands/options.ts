/** How options of the command line are read; what does not fit ends with the usage exit code; and those that commands share. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../evidence/index.ts';
import { SEVERITIES } from '../evidence/record.ts';
import { DEFAULT_TARGET, shown } from '../run/project.ts';

/** Collects a repeatable option; one word may also hold several, separated by commas outside of brackets. */
export function listOption(word: string, sofar: string[]): string[] {
  return [
    ...sofar,
    ...word
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ];
}

export function numberOption(word: string): number {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('a whole number of at least 1 is needed.');
  return number;
}

/** Flags of every command that writes reports. */
export interface ReportFlags {
  allureReport: boolean;
  allureResults?: boolean;
  format: string[];
  history?: string;
}

export function withReports(command: Command): Command {
  return command
    .option('--format <name>', 'write this as well: sarif, oscal, csv, github, gitlab (repeatable)', listOption, [])
    .option('--history <dir>', 'folder that keeps a line for each run; the page shows what changed since the last')
    .option('--allure-results', "keep allure-results/ as well, for servers that take Allure's raw results")
    .addOption(
      new Option('--no-allure-report', 'all but the Allure report, which takes longest').conflicts('allureResults'),
    );
}

/** What of them the writing of reports takes. */
export const reportWishes = ({ allureReport, allureResults, format, history }: ReportFlags): Wishes => ({
  allureReport,
  allureResults: allureResults === true,
  formats: format,
  history: history === undefined ? null : resolve(history),
});

interface Wishes {
  allureReport: boolean;
  allureResults: boolean;
  formats: string[];
  history: string | null;
}

/** Flags of every command that is about one bank. */
export interface BankFlags {
  target: string;
  profile?: string;
  scenarios: string[];
}

/** Flags of every command that is about some of the cases. */
export interface SelectionFlags extends BankFlags {
  only: string[];
  area: string[];
  tag: string[];
  skip: string[];
  excludeTag: string[];
  excludeSlow?: boolean;
  aggressive?: boolean;
}

export function withBank(command: Command): Command {
  return withScenarios(
    command
      .option('--target <file>', 'target file', shown(DEFAULT_TARGET))
      .option('--profile <id>', "instead of the target's own profile"),
  );
}

export function withScenarios(command: Command): Command {
  const about = 'a folder with scenarios of your own, beside the built-in ones (repeatable)';
  return command.option('--scenarios <dir>', about, pathOption, []);
}

/** Like `listOption`, for what may hold a comma. */
export const pathOption = (word: string, sofar: string[]): string[] => [...sofar, word];

export function withSelection(command: Command): Command {
  return withBank(command)
    .option('--only <id[row]>', 'only these cases; a * stands for anything (repeatable)', listOption, [])
    .option('--area <name>', 'only these areas (repeatable)', listOption, [])
    .option('--tag <name>', 'only cases with one of these tags (repeatable)', listOption, [])
    .option('--skip <id[row]>', 'not these cases; they are told as skipped (repeatable)', listOption, [])
    .option('--exclude-tag <name>', 'not the cases with one of these tags (repeatable)', listOption, [])
    .option('--aggressive', 'the cases that may hurt a bank as well: huge or deep input, very many requests at once')
    .option('--exclude-slow', "not the cases that wait in real time, as where the bank's clock cannot be moved");
}

/** Flags of every command that ends with what verdicts say. */
export interface ExitFlags {
  strict?: boolean;
  failOn?: Severity;
}

export function withExit(command: Command): Command {
  return command
    .option('--strict', 'count what stays in doubt as a failure')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'only violations and doubts of cases from this severity on change the exit code; all are told',
      ).choices(SEVERITIES),
    );
}

export const badShard = (word: string): string =>
  `--shard ${word}: write which part of how many it is, counted from 1, such as 1/4`;
