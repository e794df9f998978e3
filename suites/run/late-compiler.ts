/** Has V8 spend less on compiling what a command or a short run is done with before it pays. */
import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of code that a function executes before it is optimised; by itself V8 takes an eighth. Without a quick compiler between its
 * two, that of Node 20 spends half of a short command on optimising. What is hot for longer still gets it. Later versions have that
 * compiler, and do not know the flag.
 */
const BUDGET = 1_000_000;

/** From here on, in this process; to be called before the work begins. */
export function compileLate(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
