/** The bundled bank with an engine for it, as the self-test wants it: to be switched, and to run cases against. */
import { NO_REDACTION } from '../evidence/index.ts';
import { openEngine } from '../run/engine.ts';
import { Rejected } from '../run/exit.ts';
import { lanesOf } from '../run/lanes.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import { type SwitchableBank, switchableBank } from '../selftest/bank.ts';

/** Which bank, and which cases it is for. */
export interface BankWish {
  target: string;
  only: string[];
}

export interface OpenBank {
  prepared: Prepared;
  bank: SwitchableBank;
  close(): Promise<void>;
}

/** Errors: a {@link Rejected} when the target is not one of the bundled bank. */
export async function openSwitchableBank({ target, only }: BankWish, signal: AbortSignal): Promise<OpenBank> {
  const prepared = await prepare({ target, only, aggressive: true });
  const { bank, browser, launched } = prepared;
  try {
    if (launched === null)
      throw new Rejected(
        `${target} describes another bank, and only the bundled one can be made wrong (launch: mock-bank)`,
      );
    const engine = await openEngine({
      bank,
      concurrency: lanesOf(prepared.target),
      browser,
      // Nothing is written, so nothing has to be redacted.
      taint: { add: () => undefined },
      redaction: NO_REDACTION,
      signal,
    });
    const call = (method: 'PUT' | 'POST', what: string, body: object) => ask(launched.management, method, what, body);
    return {
      prepared,
      bank: switchableBank({
        async switchTo({ defects, variations }) {
          await call('PUT', 'defects', { ids: defects });
          await call('PUT', 'variations', { ids: variations });
          // What was counted for its users before is no matter of the bank that it is now.
          await call('POST', 'reset-counters', {});
        },
        recordUse: async (record) => {
          const { names } = (await call('POST', 'use', { record })) as { names: string[] };
          return names;
        },
        run: (cases, onCase, walked) => engine.run(cases, { onCase, together: true, ...(walked ? { walked } : {}) }),
      }),
      async close() {
        await engine.close();
        await prepared.close();
      },
    };
  } catch (error) {
    await prepared.close();
    throw error;
  }
}

async function ask(management: string, method: 'PUT' | 'POST', what: string, body: object): Promise<unknown> {
  const answer = await fetch(`${management}/${what}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the bundled bank did not take ${what}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
