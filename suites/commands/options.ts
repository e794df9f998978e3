/** How options of the command line are read; what does not fit ends with the usage exit code. */
import { InvalidArgumentError } from 'commander';

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
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on is needed.');
  return number;
}
