/** A step context over a server of a test; for tests only. */
import type { Json, TppBank, TppMutation } from '../contract.ts';
import { newMemory } from '../memory.ts';
import { Edits } from '../mutations/edits.ts';
import type { Served } from '../psu/testing-server.ts';
import type { StepContext, StepResult } from '../step.ts';
import { DEFAULT_VARIANT } from '../variant.ts';
import { apiSteps } from './index.ts';

export interface ApiDesk {
  run(use: string, inputs: { [name: string]: Json }, mutations?: TppMutation[]): Promise<StepResult>;
  context: StepContext;
}

/** Inner steps are looked up in `others` first, then among the steps of this folder. */
export const apiDesk = (
  served: Served,
  dialect: string,
  others: { [use: string]: (inputs: { [name: string]: Json }) => StepResult } = {},
): ApiDesk => {
  const bank = {
    dialect,
    api: {
      accounts: `${served.origin}/aisp`,
      payments: `${served.origin}/pisp`,
      resource: `${served.origin}/resource?a=1`,
    },
    scopes: { payments: 'openid payments', payments_app: 'payments' },
    payment: {
      currency: 'EUR',
      debtor: null,
      creditor: { scheme: 'IBAN', identification: 'DE89370400440532013000', name: 'Shop' },
    },
  } as unknown as TppBank;
  let counter = 0;
  const ground = {
    bank,
    around: {
      now: () => Date.parse('2025-01-01T00:00:00.400Z'),
      random: (bytes: number) => {
        counter += 1;
        return new Uint8Array(bytes).fill(counter);
      },
    },
    memory: newMemory(),
    client: { identity: null, variant: DEFAULT_VARIANT },
    clientName: 'primary',
    send: served.browse,
    reconnect: async () => undefined,
    inner: async (use: string, inputs: { [name: string]: Json }) => {
      const result = others[use]?.(inputs) ?? (await run(use, inputs));
      return { outputs: {}, facts: {}, screenshots: [], ...result };
    },
  };
  const contextOf = (use: string, inputs: { [name: string]: Json }, mutations: TppMutation[]): StepContext =>
    ({
      ...ground,
      call: { id: 's', use, with: inputs, mutations, client: 'primary', identity: null },
      edits: new Edits('s', mutations),
    }) as unknown as StepContext;
  const run = async (
    use: string,
    inputs: { [name: string]: Json },
    mutations: TppMutation[] = [],
  ): Promise<StepResult> => {
    const step = apiSteps.find(({ name }) => name === use);
    if (step === undefined) throw new Error(`no step ${use}`);
    const context = contextOf(use, inputs, mutations);
    const result = await step.run(context);
    context.edits.close();
    return result;
  };
  return { run, context: contextOf('', {}, []) };
};
