/** Runs one case many times over a line that breaks: the bundled bank, the command, its controls and its verdicts as they are. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBank } from '../run/launch-bank.ts';
import { ROOT } from '../run/project.ts';
import { type BrokenLine, breakingLine } from './testing-broken-line.ts';
import { assay } from './testing-command.ts';

export interface LineRun {
  /** How many cases ended in each verdict. */
  verdicts: { [verdict: string]: number };
  line: BrokenLine;
}

const FLOW = `flow: line.token
title: A token for the client itself, asked for over the line
steps:
  - id: token
    use: http.request
    with:
      url: "\${api.line}/token"
      method: POST
      client_auth: true
      form: { grant_type: client_credentials, scope: "\${bank.scopes.accounts_app}" }
`;

/** One row is one trial: a certificate is made, works, is revoked, and is presented again. */
const scenario = (trials: number): string => `id: line.revoked
title: A certificate that OCSP calls revoked gets no token over a line that breaks
requirement: [RFC5280-6.1.3-a3]
severity: critical
flow: line.token
client: mtls
identity: mtls-sibling
actions:
  - { before: token, do: cert.revoke, with: { identity: mtls-sibling, publish: ocsp } }
  - { before: token, do: session.reconnect }
expect: { outcome: { token: ["@certificate-refused"] }, tolerates: { token: ["@certificate-refused-somehow"] } }
cases:
${Array.from({ length: trials }, (_, index) => `  - { id: trial-${index + 1}, title: "Trial ${index + 1}" }`).join('\n')}
`;

/** `trials` cases with a `share` (0 to 1) of the connections broken, by the numbers of `seed`. Throws with what the command said when it wrote no run. */
export async function runOverLine(given: {
  defects: string[];
  variations?: string[];
  trials: number;
  share: number;
  seed: number;
}): Promise<LineRun> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-line-'));
  const bank = await launchBank({ defects: given.defects, variations: given.variations ?? [] });
  const line = await breakingLine(Number(new URL(bank.issuer).port));
  try {
    line.begin(given.share, given.seed);
    mkdirSync(join(folder, 'scenarios/_flows'), { recursive: true });
    mkdirSync(join(folder, 'scenarios/line'));
    writeFileSync(join(folder, 'scenarios/_flows/line.token.yaml'), FLOW);
    writeFileSync(join(folder, 'scenarios/line/revoked.yaml'), scenario(given.trials));
    const told: { [name: string]: string } = { ...bank, host: new URL(bank.issuer).host } as never;
    const target = readFileSync(join(ROOT, 'targets/mock-bank.yaml'), 'utf8')
      .replace('launch: mock-bank\n', '')
      .replace('hosts: [', `hosts: ["localhost:${line.port}", `)
      .replace('api:\n', `api:\n  line: "https://localhost:${line.port}"\n`)
      .replace(/\$\{launch\.(\w+)\}/g, (_whole, name: string) => told[name] ?? '');
    writeFileSync(join(folder, 'target.yaml'), target);
    const { out, err } = await assay(
      ...['run', '--target', join(folder, 'target.yaml'), '--scenarios', join(folder, 'scenarios')],
      // In one lane connections come in the same order each time.
      ...['--only', 'line.*', '--keep-going', '--concurrency', '1', '--quiet', '--output', join(folder, 'out')],
    );
    let text: string;
    try {
      text = readFileSync(join(folder, 'out/run.json'), 'utf8');
    } catch {
      throw new Error(`the command wrote no run:\n${out}\n${err}`);
    }
    const verdicts: LineRun['verdicts'] = {};
    for (const { verdict } of (JSON.parse(text) as { cases: { verdict: string }[] }).cases)
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    return { verdicts, line };
  } finally {
    await Promise.all([line.close(), bank.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
