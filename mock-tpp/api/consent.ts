/** The steps consent.create, consent.get and consent.delete. */

import { malformed, okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import { input, textInput } from '../inputs.ts';
import { said } from '../said.ts';
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
import { CONSENT_STATES, type ConsentKind, type Consents, dialectOf } from './dialect/index.ts';
import { newKey, paymentOf } from './order.ts';
import { remember } from './staged.ts';

const KIND = input('string', 'what the consent is for', { allowed: ['accounts', 'payment'] });
const TOKEN = input('string', 'a client credentials token');
const STATES = CONSENT_STATES.map((state) => `consent.${state}`);
const CONSENT = input('string', 'id of the consent');

export const consentsOf = (context: Pick<ApiContext, 'bank'>): Consents => {
  const { consents, name } = dialectOf(context);
  if (consents === null) throw new TppFault(`a bank of the dialect ${name} has no consents`);
  return consents;
};

export const kindOf = (inputs: { [name: string]: Json }): ConsentKind => {
  const kind = textInput(inputs, 'kind');
  if (kind !== 'accounts' && kind !== 'payment') throw new TppFault(`there is no kind of consent ${kind}`);
  return kind;
};

const consentUrl = (context: Pick<ApiContext, 'bank'>, kind: ConsentKind, id: string): string =>
  `${consentsOf(context).collection(kind, context.bank.api)}/${encodeURIComponent(id)}`;

const bodyFor: { [kind in ConsentKind]: (context: StepContext, consents: Consents) => Json } = {
  accounts: (context, consents) => {
    const permissions = context.call.with.permissions ?? [...consents.defaultPermissions];
    if (!Array.isArray(permissions)) throw new TppFault('permissions is to be a list');
    return consents.forAccounts({ permissions: permissions.map(String), expiresAt: endOf(context) });
  },
  payment: (context, consents) => consents.forPayment(paymentOf(context)),
};

/** The end that the input expires_in asks for, in milliseconds since 1970, or null. */
export const endOf = ({ call, around }: Pick<StepContext, 'call' | 'around'>): number | null => {
  const lifetime = call.with.expires_in;
  return lifetime === undefined || lifetime === null ? null : around.now() + durationMs(lifetime);
};

const create: StepDefinition = {
  name: 'consent.create',
  summary: 'Creates a consent for accounts or for one payment.',
  proofPlace: 'consent',
  inputs: {
    kind: KIND,
    token: TOKEN,
    permissions: input('list', 'what an account consent asks for; all by default', { optional: true }),
    expires_in: input('duration', 'lifetime of an account consent; none by default', { optional: true }),
    amount: input('money', 'amount of a payment consent', { optional: true }),
    payee: input('string', 'account of the payee; that of the target file by default', { optional: true }),
  },
  outputs: { id: 'id of the consent', status: 'its status', expires_at: 'its end in milliseconds since 1970, or null' },
  facts: {
    'consent.status': 'status as the bank spells it',
    ...API_FACTS,
  },
  parts: ['json', ...API_PARTS],
  codes: [...STATES, 'api.*'],
  artefacts: [],
  needs: ['consents'],
  run: async (context) => {
    const kind = kindOf(context.call.with);
    const consents = consentsOf(context);
    const json = bodyFor[kind](context, consents) as JsonObject;
    const url = consents.collection(kind, context.bank.api);
    const token = textInput(context.call.with, 'token');
    const key = consents.idempotent.includes(kind) ? { idempotencyKey: newKey(context) } : {};
    const answer = await callApi(context, {
      method: 'POST',
      url,
      token,
      json,
      label: `create ${kind} consent`,
      ...key,
    });
    const result = readConsent(answer, consents, 'created');
    const id = result.outputs?.id;
    if (typeof id === 'string') remember(context.memory, id, answer.json ?? json);
    return result;
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
      token: textInput(call.with, 'token'),
      label: `read ${kind} consent`,
    });
    const result = readConsent(answer, consentsOf(context), 'read');
    if (result.outcome.ok && result.outputs?.id !== consent) {
      return {
        ...result,
        outcome: malformed(answer.exchange.response?.status ?? 0, 'the bank answered with another consent'),
      };
    }
    return result;
  },
};

const readConsent = (answer: ApiAnswer, consents: Consents, what: string): StepResult =>
  conclude(answer, (body) => {
    const read = consents.read(body);
    if (read === null)
      return {
        outcome: malformed(answer.exchange.response?.status ?? 0, 'the answer has no id or no status of a consent'),
      };
    return {
      outcome: okOutcome(`the consent was ${what}: ${said(read.status, 80)}`, `consent.${read.state}`),
      outputs: { id: read.id, status: read.status, expires_at: read.expiresAt },
      facts: { 'consent.status': read.status },
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
      textInput(call.with, 'token'),
    );
    return { outcome, facts };
  },
};

const deletion = async (
  context: ApiContext,
  kind: ConsentKind,
  consent: string,
  token: string,
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
  token: string,
): Promise<TppOutcome> => {
  try {
    return (await deletion(context, kind, consent, token)).outcome;
  } catch (error) {
    if (error instanceof TppFault) return { ok: false, codes: [], clear: false, detail: error.message };
    throw error;
  }
};

export const consentSteps: StepDefinition[] = [create, get, remove];
