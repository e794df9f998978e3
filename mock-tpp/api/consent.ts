/** The steps consent.create, consent.get and consent.delete. */

import { malformed, okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { said } from '../said.ts';
import { JWS_PARTS } from '../signature/detached.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import {
  API_FACTS,
  API_PARTS,
  type ApiAnswer,
  type ApiContext,
  callApi,
  conclude,
  type JsonObject,
  refused,
} from './call.ts';
import { bodyFor, zoneOf } from './consent-body.ts';
import { DATA_SETS } from './data-sets.ts';
import {
  ALIGNMENTS,
  CONSENT_KINDS,
  CONSENT_MODELS,
  CONSENT_STATES,
  type ConsentKind,
  type Consents,
  dialectOf,
  PERIODS,
} from './dialect/index.ts';
import { newKey, ofProduct, PRODUCT_CHANGE } from './order.ts';
import { UNDERWAY } from './recurring.ts';
import { remember } from './staged.ts';

export const KIND = input('string', 'what the consent is for', { allowed: [...CONSENT_KINDS] });
const TOKEN = input('string', 'a client credentials token; none where the certificate says who asks', {
  optional: true,
});
const STATES = CONSENT_STATES.map((state) => `consent.${state}`);
const CONSENT = input('string', 'id of the consent');

export const consentsOf = (context: Pick<ApiContext, 'bank'>): Consents => {
  const { consents, name } = dialectOf(context);
  if (consents === null) throw new TppFault(`a bank of the dialect ${name} has no consents`);
  return consents;
};

export const kindOf = (inputs: { [name: string]: Json }): ConsentKind => {
  const named = textInput(inputs, 'kind');
  const kind = CONSENT_KINDS.find((one) => one === named);
  if (kind === undefined) throw new TppFault(`there is no kind of consent ${named}`);
  return kind;
};

export const consentUrl = (context: Pick<ApiContext, 'bank'>, kind: ConsentKind, id: string): string =>
  `${consentsOf(context).collection(kind, context.bank.api)}/${encodeURIComponent(id)}`;

const create: StepDefinition = {
  name: 'consent.create',
  summary: 'Creates a consent for accounts, for one payment, for recurring ones, or to ask whether money is there.',
  proofPlace: 'consent',
  inputs: {
    kind: KIND,
    token: TOKEN,
    data: input('list', `what an account consent asks for, of ${DATA_SETS.join(', ')}; all by default`, {
      optional: true,
    }),
    permissions: input('list', 'the same in the words of the dialect', { optional: true }),
    model: input('string', 'how the accounts are chosen, in a dialect that has several ways', {
      optional: true,
      allowed: [...CONSENT_MODELS],
    }),
    accounts: input(
      'list',
      'numbers of the accounts, for a dedicated consent; of the one account, for one to ask for funds',
      { optional: true },
    ),
    recurring: input('boolean', 'false for a consent to be used once', { optional: true }),
    frequency: input('number', 'reads a day without the user', { optional: true }),
    expires_in: input('duration', 'lifetime of a consent; none by default', { optional: true }),
    starts_in: input('duration', 'how far ahead recurring payments begin; at once by default', { optional: true }),
    amount: input('money', 'amount of a payment consent; of recurring payments the most that one may be', {
      optional: true,
    }),
    payee: input('string', 'account of the payee; that of the target file by default', { optional: true }),
    payments: input('list', 'the payments of a batch, each with its amount and, if it is another, its payee', {
      optional: true,
    }),
    debtor: input('string', 'account to pay from; that of the target file by default', { optional: true }),
    limit: input('money', 'the most that recurring payments may be in all within a period', { optional: true }),
    period: input('string', 'the period; a month by default, underway for one of the calendar that began days ago', {
      optional: true,
      allowed: [...PERIODS, UNDERWAY],
    }),
    alignment: input('string', 'what the period begins with; the consent by default', {
      optional: true,
      allowed: [...ALIGNMENTS],
    }),
  },
  outputs: {
    id: 'id of the consent',
    status: 'its status',
    expires_at: 'its end in milliseconds since 1970, or null',
    first_day: 'noon of the first day of recurring payments in milliseconds since 1970, or null',
    last_day: 'noon of the last day of recurring payments in milliseconds since 1970, or null',
    allows: 'an amount that fits into the first period of recurring payments',
    refuses: 'an amount that does not fit into it, wherever the bank is and however it rounds',
  },
  facts: {
    'consent.status': 'status as the bank spells it',
    'consent.reason': 'code of why it stands so, the first, or none; null in a dialect without reasons',
    ...API_FACTS,
  },
  parts: ['json', ...API_PARTS, ...JWS_PARTS],
  codes: [...STATES, 'api.*'],
  artefacts: [],
  needs: ['consents'],
  changeNeeds: PRODUCT_CHANGE,
  run: async (context) => {
    const kind = kindOf(context.call.with);
    const consents = consentsOf(context);
    const { body, told = {} } = bodyFor[kind](context, consents);
    const json = body as JsonObject;
    const url = ofProduct(context, consents.collection(kind, context.bank.api), 1);
    const key = consents.idempotent.includes(kind) ? { idempotencyKey: newKey(context) } : {};
    const answer = await callApi(context, {
      method: 'POST',
      url,
      token: tokenOf(context),
      json,
      headers: consents.headers({ redirectUri: context.client.redirect_uri }),
      label: `create ${kind} consent`,
      ...key,
    });
    const result = readConsent(context, answer, 'created', { asked: answer.json ?? json });
    const id = result.outputs?.id;
    if (typeof id === 'string') remember(context.memory, id, { kind, asked: answer.json ?? json });
    return result.outcome.ok ? { ...result, outputs: { ...result.outputs, ...told } } : result;
  },
};

const get: StepDefinition = {
  name: 'consent.get',
  summary: 'Reads a consent.',
  proofPlace: 'consent',
  inputs: { consent: CONSENT, token: TOKEN, kind: KIND },
  outputs: { id: 'id of the consent', status: 'its status', expires_at: 'its end in milliseconds since 1970, or null' },
  facts: {
    'consent.status': 'status as the bank spells it',
    'consent.reason': 'code of why it stands so, the first; null where none is told',
    ...API_FACTS,
  },
  parts: API_PARTS,
  codes: [...STATES, 'api.*'],
  artefacts: [],
  needs: ['consents'],
  run: async (context) => {
    const { call } = context;
    const kind = kindOf(call.with);
    const consent = textInput(call.with, 'consent');
    const url = consentUrl(context, kind, consent);
    const answer = await callApi(context, {
      method: 'GET',
      url,
      token: tokenOf(context),
      label: `read ${kind} consent`,
    });
    const result = readConsent(context, answer, 'read', { id: consent, asked: null });
    if (result.outcome.ok && result.outputs?.id !== consent) {
      return {
        ...result,
        outcome: malformed(answer.exchange.response?.status ?? 0, 'the bank answered with another consent'),
      };
    }
    return result;
  },
};

export const tokenOf = ({ call }: StepContext): string | null => optionalText(call.with, 'token') ?? null;

const readConsent = (
  context: StepContext,
  answer: ApiAnswer,
  what: string,
  known: { id?: string; asked: Json },
): StepResult =>
  conclude(answer, (body) => {
    const read = consentsOf(context).read(body, zoneOf(context), known);
    if (read === null)
      return {
        outcome: malformed(answer.exchange.response?.status ?? 0, 'the answer has no id or no status of a consent'),
      };
    return {
      outcome: okOutcome(`the consent was ${what}: ${said(read.status, 80)}`, `consent.${read.state}`),
      outputs: { id: read.id, status: read.status, expires_at: read.expiresAt },
      facts: { 'consent.status': read.status, 'consent.reason': read.reasons ? (read.reasons[0] ?? 'none') : null },
    };
  });

const remove: StepDefinition = {
  name: 'consent.delete',
  summary: 'Deletes a consent, as the TPP that holds it may.',
  proofPlace: 'consent',
  inputs: { consent: CONSENT, token: TOKEN, kind: KIND },
  outputs: {},
  facts: API_FACTS,
  parts: API_PARTS,
  codes: ['api.*'],
  artefacts: [],
  needs: ['consents'],
  run: async (context) => {
    const { call } = context;
    const { outcome, facts } = await deletion(
      context,
      kindOf(call.with),
      textInput(call.with, 'consent'),
      tokenOf(context),
    );
    return { outcome, facts };
  },
};

const deletion = async (
  context: ApiContext,
  kind: ConsentKind,
  consent: string,
  token: string | null,
): Promise<Required<Pick<StepResult, 'outcome' | 'facts'>>> => {
  const url = consentUrl(context, kind, consent);
  const answer = await callApi(context, { method: 'DELETE', url, token, label: `delete ${kind} consent` });
  return { outcome: refused(answer) ?? okOutcome('the consent was deleted'), facts: answer.facts };
};

/** Deletes a consent outside a step: the action consent.delete. */
export const deleteConsent = async (
  context: ApiContext,
  kind: ConsentKind,
  consent: string,
  token: string | null,
): Promise<TppOutcome> => {
  try {
    return (await deletion(context, kind, consent, token)).outcome;
  } catch (error) {
    if (error instanceof TppFault) return { ok: false, codes: [], clear: false, detail: error.message };
    throw error;
  }
};

export const consentSteps: StepDefinition[] = [create, get, remove];
