/** The step oauth.sample: how well the bank draws what nobody is to guess. */
import { notPossible, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { passStep, Stopped, walkToGrant } from '../request/phases.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { mostEntropy } from './entropy.ts';
import { KINDS, type Kind } from './samples.ts';

/** How many are looked at: of what takes one request, and of what takes a user's whole walk. */
const BY_REQUEST = 200;
const BY_WALK = 32;

interface Source {
  enough: number;
  /** Asks the bank for one more. */
  more(context: StepContext): Promise<unknown>;
}

/** What a request asks for, with a consent of its own where the bank wants one. */
async function asked(context: StepContext): Promise<{ [name: string]: Json }> {
  const token = optionalText(context.call.with, 'app_token');
  const consent = token === undefined ? null : await passStep(context, 'consent.create', { kind: 'accounts', token });
  const named = consent === null ? {} : { consent: consent.outputs.id ?? null };
  return { scope: context.bank.scopes.accounts ?? '', for: 'accounts', ...named };
}

const walk: Source = {
  enough: BY_WALK,
  more: async (context) => walkToGrant(context, await asked(context)),
};

const SOURCES: { readonly [kind in Kind]: (context: StepContext) => Promise<Source> } = {
  request_uri: async (context) => {
    const inputs = { ...(await asked(context)), delivery: 'pushed' };
    return { enough: BY_REQUEST, more: (one) => passStep(one, 'oauth.request', inputs) };
  },
  code: async () => walk,
  refresh_token: async () => walk,
  access_token: async ({ bank, call }) => {
    const scope = bank.scopes.accounts_app;
    if (scope === undefined || call.with.app_token === undefined) return walk;
    return { enough: BY_REQUEST, more: (one) => passStep(one, 'oauth.client_credentials', { scope }) };
  },
  refreshed_token: async ({ call }) => {
    let held = textInput(call.with, 'refresh_token');
    // A bank outside of FAPI may give another one each time, and end the one before.
    const more = async (one: StepContext): Promise<void> => {
      const { outputs } = await passStep(one, 'oauth.refresh', { refresh_token: held });
      held = String(outputs.refresh_token ?? held);
    };
    return { enough: BY_REQUEST, more };
  },
};

export const sample: StepDefinition = {
  name: 'oauth.sample',
  summary:
    'Looks at all credentials of a kind that the bank gave this client in the run, and asks for more where they are few.',
  proofPlace: {
    input: 'of',
    values: {
      request_uri: 'par',
      code: 'authorization',
      access_token: 'token',
      refresh_token: 'token',
      refreshed_token: 'refresh',
    },
    otherwise: 'token',
  },
  inputs: {
    of: input('string', 'their kind; a refreshed token is an access token from a refresh', { allowed: [...KINDS] }),
    app_token: input('string', 'a token of the client that lodges consents, where the bank has them', {
      optional: true,
    }),
    refresh_token: input('string', 'what is refreshed', { optional: true }),
  },
  outputs: {},
  facts: {
    'sample.size': 'how many different ones were looked at',
    'sample.entropy_bits':
      'the most entropy in bits that they can have by what was seen, rounded down; null where too few are there to tell',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: [],
  requests: 40,
  run,
};

/** Less is too little however few were seen. @requirement FAPI2-SP-5.4.1-4 */
const LEAST_BITS = 128;

async function run(context: StepContext): Promise<StepResult> {
  const { call, samples, clientName } = context;
  const kind = KINDS.find((one) => one === call.with.of);
  if (kind === undefined) throw new TppFault('oauth.sample needs a kind');
  const held = () => samples.of(kind, clientName);
  try {
    const { enough, more } = await SOURCES[kind](context);
    await samples.fill(kind, clientName, async () => {
      for (let asks = held().length; asks < enough; asks += 1) await more(context);
    });
    return judged(held(), enough);
  } catch (error) {
    if (error instanceof Stopped)
      return { outcome: { ...error.outcome, detail: `${error.at}: ${error.outcome.detail}` } };
    throw error;
  }
}

function judged(seen: readonly string[], enough: number): StepResult {
  if (seen.length === 0) return { outcome: notPossible('the bank gave this client none') };
  const bits = Math.floor(mostEntropy(seen));
  const isTold = seen.length >= enough || bits < LEAST_BITS;
  return {
    outcome: okOutcome(`${seen.length} of them have at most ${bits} bits of entropy`),
    facts: { 'sample.size': seen.length, 'sample.entropy_bits': isTold ? bits : null },
  };
}
