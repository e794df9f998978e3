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
export const othersMs = (pid: number): number | null => toldMs(pid, 11);

/** The same for all that this process started and waited for until now, and what those started. */
export const childrenMs = (): number | null => toldMs(process.pid, 13);

/** User and system time stand side by side, counted after the name in parentheses, which may hold spaces. */
function toldMs(pid: number, field: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[field]) + Number(fields[field + 1])) / TICKS) * 1000;
  } catch {
    return null;
  }
}
