/** What a consent is created with: the body of the request, by the inputs of the step. */
import type { Json } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';
import type { ApiContext } from './call.ts';
import { DATA_SETS, dataSets } from './data-sets.ts';
import { type AccountsRequest, CONSENT_MODELS, type ConsentKind, type Consents } from './dialect/index.ts';
import { batchOf, paymentOf } from './order.ts';
import { recurringOf, recurringOutputs } from './recurring.ts';

type Told = { [output: string]: Json };

/** What is sent, and what the step tells of it beside what the bank answers. */
export const bodyFor: {
  [kind in ConsentKind]: (context: StepContext, consents: Consents) => { body: Json; told?: Told };
} = {
  accounts: (context, consents) => {
    const { permissions = null } = context.call.with;
    if (permissions !== null && !Array.isArray(permissions)) throw new TppFault('permissions is to be a list');
    const { zone, ...asked } = accountsAsked(context);
    return { body: consents.forAccounts({ ...asked, permissions: permissions?.map(String) ?? null }, zone) };
  },
  payment: (context, consents) => ({ body: consents.forPayment(paymentOf(context)) }),
  batch: (context, { forBatch }) => {
    if (forBatch === null) throw new TppFault('a batch needs a dialect that has them');
    return { body: forBatch(batchOf(context)) };
  },
  funds: (context, { forFunds }) => {
    const [identification] = [context.call.with.accounts ?? []].flat();
    if (forFunds === null || typeof identification !== 'string')
      throw new TppFault('a consent to ask for funds needs a dialect that has them, and an account');
    const { scheme = 'UK.OBIE.IBAN' } = context.bank.payment?.creditor ?? {};
    return { body: forFunds({ scheme, identification }, endOf(context)) };
  },
  vrp: (context, { forRecurring }) => {
    if (forRecurring === null) throw new TppFault('recurring payments need a dialect that has them');
    const asked = recurringOf(context);
    return { body: forRecurring(asked), told: recurringOutputs(context, asked) };
  },
};

/** The end that the input expires_in asks for, in milliseconds since 1970, or null. */
export const endOf = ({ call, around }: Pick<StepContext, 'call' | 'around'>): number | null => {
  const lifetime = call.with.expires_in;
  return lifetime === undefined || lifetime === null ? null : around.now() + durationMs(lifetime);
};

/** Days are those of the bank's calendar. */
export const zoneOf = ({ bank }: Pick<ApiContext, 'bank'>): string => bank.timeZone ?? 'UTC';

const modelOf = (value: Json | undefined): AccountsRequest['model'] => {
  const model = CONSENT_MODELS.find((one) => one === (value ?? 'bank-offered'));
  if (model === undefined) throw new TppFault(`there is no model of consent ${JSON.stringify(value ?? null)}`);
  return model;
};

const accountsAsked = (context: StepContext): Omit<AccountsRequest, 'permissions'> & { zone: string } => {
  const { call, edits } = context;
  const asked = { ...call.with, ...edits.take('consent.ask') };
  const { model, accounts = [], recurring = true, frequency = null } = asked;
  if (!Array.isArray(accounts)) throw new TppFault('accounts is to be a list');
  return {
    data: dataSets(asked.data) ?? DATA_SETS,
    model: modelOf(model),
    accounts: accounts.map(String),
    recurring: recurring !== false,
    frequency: typeof frequency === 'number' ? frequency : null,
    expiresAt: endOf({ call: { ...call, with: asked }, around: context.around }),
    zone: zoneOf(context),
  };
};
