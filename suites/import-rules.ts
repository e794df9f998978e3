/** Who may import whom: a table of folders, and a check that finds what breaks it and what has gone stale in it. */

/** `may` holds packages, `node:`, and project folders or files; a row covers its folder and everything below it. */
export interface ImportRule {
  from: string;
  may: string[];
  /** Packages or folders for `import type` only. */
  types?: string[];
}

/** The most specific row that covers a file decides. Tests may also use mocha, chai and what their own row names. */
export const IMPORT_RULES: ImportRule[] = [];

export interface ImportUse {
  file: string;
  line: number;
  target: string;
  typeOnly: boolean;
}

/** Finds the rows that cover `file`, and gives the most specific one. */
export function ruleFor(file: string, rules: ImportRule[]): ImportRule | undefined {
  return rules
    .filter((rule) => file === rule.from || file.startsWith(`${rule.from}/`))
    .sort((a, b) => b.from.length - a.from.length)[0];
}

function covers(allowed: string, target: string): boolean {
  if (allowed === 'node:') return target.startsWith('node:');
  return target === allowed || target.startsWith(`${allowed}/`);
}

/** Gives one line for each import that no rule allows, and one for each allowance that nothing uses any more. */
export function judgeImports(uses: ImportUse[], rules: ImportRule[]): string[] {
  const used = new Set<string>();
  const broken: string[] = [];
  for (const use of uses) {
    const rule = ruleFor(use.file, rules);
    if (!rule) {
      broken.push(`${use.file}:${use.line} no import rule covers this file`);
      continue;
    }
    if (covers(rule.from, use.target)) continue;
    const open = rule.may.find((allowed) => covers(allowed, use.target));
    const typed = use.typeOnly ? rule.types?.find((allowed) => covers(allowed, use.target)) : undefined;
    const hit = open ?? typed;
    if (hit) used.add(`${rule.from} > ${hit}`);
    else
      broken.push(`${use.file}:${use.line} ${rule.from} may not import ${use.target}${use.typeOnly ? ' (type)' : ''}`);
  }
  for (const rule of rules)
    for (const allowed of [...rule.may, ...(rule.types ?? [])])
      if (!used.has(`${rule.from} > ${allowed}`))
        broken.push(`stale rule: ${rule.from} > ${allowed} is used by nothing`);
  return broken;
}
