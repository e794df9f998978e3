/** The folder that a command writes into, had for itself before anything is sent. */
import { type Claim, claimFolder, folderProblem, Unclaimable } from '../evidence/index.ts';
import { Rejected } from './exit.ts';
import { documentNames } from './write-reports.ts';

/** Throws Rejected, naming the folder as `name`, when it cannot be written to, another command writes there, or it holds other files. */
export async function claimed(folder: string, name: string): Promise<Claim> {
  const blocked = folderProblem(folder, await documentNames());
  if (blocked) throw new Rejected(`${name}: ${blocked}`);
  return claimedAsItIs(folder, name);
}

/** The same for a folder that holds a run already. */
export function claimedAsItIs(folder: string, name: string): Claim {
  try {
    return claimFolder(folder);
  } catch (error) {
    throw error instanceof Unclaimable ? new Rejected(`${name}: ${error.message}`) : error;
  }
}
