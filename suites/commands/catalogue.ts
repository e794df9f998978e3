/** The commands of the program: name, one line about it, and where the rest of it is read from once it is asked for. */
import type { Command } from 'commander';

export interface CommandRow {
  name: string;
  about: string;
  /** Gives what adds the arguments, the options and the action to the command. */
  load(): Promise<(command: Command) => void>;
}

// biome-ignore format: a table, one row a line
export const COMMANDS: readonly CommandRow[] = [
  { name: 'run', about: 'run the plan of a target and write the evidence and the reports', load: async () => (await import('./run.ts')).addRun },
  { name: 'init', about: "write a first target file from a bank's metadata; on a terminal, what is missing is asked for", load: async () => (await import('./init.ts')).addInit },
  { name: 'import', about: 'make a target file from what another suite knows of the bank', load: async () => (await import('./import.ts')).addImport },
  { name: 'doctor', about: 'look whether a target is ready: certificates, clocks, clients, pages, hooks', load: async () => (await import('./doctor.ts')).addDoctor },
  { name: 'certificate', about: 'print what a certificate says, and what is wrong with it, clause by clause; nothing is sent', load: async () => (await import('./certificate.ts')).addCertificate },
  { name: 'directory', about: 'run a certificate authority with OCSP and CRLs, for a bank to trust, until Ctrl-C', load: async () => (await import('./bank.ts')).addDirectory },
  { name: 'bank', about: 'start the bundled bank alone, until Ctrl-C', load: async () => (await import('./bank.ts')).addBank },
  { name: 'list', about: 'list the cases of a plan, or what they are about', load: async () => (await import('./list.ts')).addList },
  { name: 'new', about: 'write a first scenario, to be changed into your own', load: async () => (await import('./new.ts')).addNew },
  { name: 'lint', about: 'check all scenarios, and target files if any are named; nothing is sent', load: async () => (await import('./lint.ts')).addLint },
  { name: 'explain', about: 'print what a case does, with the change marked; nothing is sent', load: async () => (await import('./explain.ts')).addExplain },
  { name: 'plan', about: 'print what a run would do, lane by lane; nothing is sent', load: async () => (await import('./plan.ts')).addPlan },
  { name: 'selftest', about: 'prove that the checks are alive: run them against every defect and variation of the bundled bank', load: async () => (await import('./selftest.ts')).addSelfTest },
  { name: 'rejudge', about: 'judge the traces of a run again, without sending anything', load: async () => (await import('./rejudge.ts')).addRejudge },
  { name: 'report', about: 'write the reports of a run again, from its evidence alone', load: async () => (await import('./report.ts')).addReport },
  { name: 'bundle', about: 'put all evidence of a run into one file, with sums and signature, to hand it over', load: async () => (await import('./bundle.ts')).addBundle },
  { name: 'verify', about: 'check such a file: nothing changed, who signed it, and the verdicts judged again', load: async () => (await import('./verify.ts')).addVerify },
  { name: 'timestamp', about: 'have an authority for time stamps confirm when such a file was there', load: async () => (await import('./timestamp.ts')).addTimestamp },
  { name: 'compare', about: 'compare two runs: what is new, fixed, still open', load: async () => (await import('./compare.ts')).addCompare },
  { name: 'merge', about: 'put the shards of a run together: verdicts, requirements and reports as of one run', load: async () => (await import('./merge.ts')).addMerge },
  { name: 'schema', about: 'write scenarios/schema.json and targets/schema.json, which editors use to complete and check those files, and docs/target-keys.md', load: async () => (await import('./schema.ts')).addSchema },
];
