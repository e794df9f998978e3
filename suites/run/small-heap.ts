/** Keeps the memory of a long run small. */
import { setFlagsFromString } from 'node:v8';

/**
 * Of 100 bytes in use, how many more may come before what is not in use any more is looked for. By itself V8 lets the heap grow
 * to several times what is in use, for speed: most of the memory of a run is then what nobody needs.
 */
const GROWTH = 40;

/**
 * From the next collection on, so that it is to be said before there is much: until then the heap may grow fourfold. What a run keeps
 * is little, so that looking more often costs it next to nothing.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
