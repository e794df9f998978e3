/** Processor time that a process has used, its own and another's. */
import { readFileSync } from 'node:fs';

/** Milliseconds of processor time this process has used so far, all its threads together. */
export function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Clock ticks in a second, which Linux has fixed for user space. */
const TICKS = 100;

/** Milliseconds that another process has used so far; null where the system does not tell as Linux does. */
export function othersMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1000;
  } catch {
    return null;
  }
}
