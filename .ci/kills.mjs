/**
 * Kills runs at random moments and looks at what they leave: `npm run kills [how many]`, 50 without a number. What the screen
 * called finished has to be in run.json, with its verdict, and its trace beside it; run.json has to be whole or not there yet.
 * Random and slow, so it is no part of npm test.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'suites', 'cli.js');
const A_CASE = /^\S (\S+) +(\S+)/;
const VERDICTS = ['pass', 'warn', 'observed', 'review', 'not-applicable', 'skipped', 'inconclusive', 'fail', 'error'];
const many = Number(process.argv[2] ?? 50);
const base = mkdtempSync(join(tmpdir(), 'assay-kills-'));

/** Starts a run, kills it `after` milliseconds behind the word `cases`, and gives the cases that it had told. */
async function killed(output, after) {
  const args = ['run', '--output', output, '--verbose', '--only', 'pkce.*', '--only', 'par.*', '--only', 'discovery.*'];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let timer;
  child.stdout.on('data', (chunk) => {
    text += chunk;
    if (timer === undefined && / cases in \d+ lanes/.test(text)) timer = setTimeout(() => child.kill('SIGKILL'), after);
  });
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  // The last line may have been cut: what was not told to its end was not told.
  const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
  return lines.flatMap((line) => {
    const [, verdict, id] = A_CASE.exec(line) ?? [];
    return VERDICTS.includes(verdict) ? [{ verdict, id }] : [];
  });
}

/** What is wrong with what a killed run left. */
function wrongs(output, told) {
  const file = join(output, 'run.json');
  if (!existsSync(file)) return told.length === 0 ? [] : [`no run.json, and ${told.length} cases were told`];
  let run;
  try {
    run = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return [`run.json is not whole: ${error.message}`];
  }
  return told.flatMap(({ id, verdict }) => {
    const known = run.cases.find((one) => one.id === id);
    if (known === undefined) return [`${id} was told and is not in run.json`];
    if (known.verdict !== verdict) return [`${id} was told as ${verdict} and is ${known.verdict} in run.json`];
    try {
      return JSON.parse(readFileSync(join(output, known.trace), 'utf8')).id === id
        ? []
        : [`${known.trace} is another's`];
    } catch (error) {
      return [`${known.trace}: ${error.message}`];
    }
  });
}

let bad = 0;
let all = 0;
for (let count = 1; count <= many; count += 1) {
  const output = join(base, String(count));
  const after = Math.floor(Math.random() * 4000);
  const told = await killed(output, after);
  const found = wrongs(output, told);
  all += told.length;
  if (found.length > 0) bad += 1;
  process.stdout.write(
    `${count} of ${many}, killed after ${after} ms: ${told.length} cases told, ${found.length} wrong\n`,
  );
  for (const one of found.slice(0, 5)) process.stdout.write(`    ${one}\n`);
  rmSync(output, { recursive: true, force: true });
}
rmSync(base, { recursive: true, force: true });
process.stdout.write(`${many} kills, ${all} cases told, ${bad} runs with something wrong\n`);
process.exit(bad === 0 ? 0 : 1);
