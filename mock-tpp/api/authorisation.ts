/** The steps consent.authorisation and consent.start-authorisation, in a dialect where authorisations are resources below a consent. */
import { malformed, okOutcome } from '../answer.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { said } from '../said.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { API_FACTS, API_PARTS, type ApiAnswer, callApi, conclude } from './call.ts';
import { consentsOf, consentUrl, KIND, kindOf, tokenOf } from './consent.ts';
import type { Authorisations } from './dialect/index.ts';

const INPUTS = {
  consent: input('string', 'id of the consent'),
  kind: { ...KIND, required: false },
  token: input('string', 'a client credentials token; none where the certificate says who asks', { optional: true }),
};

const STATUS_FACT = {
  'authorisation.sca_status': 'scaStatus of the authorisation',
  'authorisation.sca_agrees':
    'whether the status says `exempted` where the pages asked for no second factor, and `finalised` where they did; null when one of the two is not known',
};

const AUTHENTICATED: { readonly [status: string]: boolean } = { finalised: true, exempted: false };

/** What was seen when the user approved, against what the status says of it. */
const agrees = ({ memory, call }: StepContext, status: string): boolean | null => {
  const seen = memory.authenticated.get(textInput(call.with, 'consent'));
  const told = Object.hasOwn(AUTHENTICATED, status) ? AUTHENTICATED[status] : undefined;
  return seen === undefined || told === undefined ? null : seen === told;
};

const shared = {
  proofPlace: 'consent',
  inputs: INPUTS,
  outputs: { id: 'id of the authorisation' },
  facts: { ...STATUS_FACT, ...API_FACTS },
  parts: API_PARTS,
  codes: ['api.*'],
  artefacts: [],
  needs: ['consent-authorisations'],
};

interface Place {
  url: string;
  token: string | null;
  authorisations: Authorisations;
}

const placeOf = (context: StepContext): Place => {
  const { with: given } = context.call;
  const { authorisations } = consentsOf(context);
  if (authorisations === null)
    throw new TppFault(`a bank of the dialect ${context.bank.dialect} has no authorisations`);
  const kind = given.kind === undefined ? 'accounts' : kindOf(given);
  const consent = consentUrl(context, kind, textInput(given, 'consent'));
  return { url: `${consent}/${authorisations.path}`, token: tokenOf(context), authorisations };
};

const statusOf = (context: StepContext, answer: ApiAnswer, { authorisations }: Place, id: string): StepResult =>
  conclude(answer, (body) => {
    const status = authorisations.status(body);
    if (status === null)
      return { outcome: malformed(answer.exchange.response?.status ?? 0, 'the answer has no scaStatus') };
    return {
      outcome: okOutcome(`the authorisation is ${said(status, 80)}`),
      outputs: { id },
      facts: { 'authorisation.sca_status': status, 'authorisation.sca_agrees': agrees(context, status) },
    };
  });

/** The id of the authorisation that was begun last. Throws Ended when there is none to be had. */
const lastOf = async (context: StepContext, { url, token, authorisations }: Place): Promise<string> => {
  const { edits: _, call: __, ...list } = context;
  const answer = await callApi(list, { method: 'GET', url, token, label: 'authorisations' });
  let last: string | undefined;
  const { outcome } = conclude(answer, (body) => {
    last = authorisations.ids(body).at(-1);
    return { outcome: okOutcome('the bank gave a list of authorisations') };
  });
  if (!outcome.ok) throw new Ended(outcome);
  if (last !== undefined) return last;
  throw new Ended(malformed(answer.exchange.response?.status ?? 0, 'the list holds no authorisation'));
};

const read: StepDefinition = {
  ...shared,
  name: 'consent.authorisation',
  summary: 'Reads how far the authorisation of a consent has come that was begun last.',
  inputs: { ...INPUTS, authorisation: input('string', 'its id; that of the last one by default', { optional: true }) },
  run: async (context) => {
    const place = placeOf(context);
    const id = optionalText(context.call.with, 'authorisation') ?? (await lastOf(context, place));
    const url = `${place.url}/${encodeURIComponent(id)}`;
    return statusOf(
      context,
      await callApi(context, { method: 'GET', url, token: place.token, label: 'scaStatus' }),
      place,
      id,
    );
  },
};

const start: StepDefinition = {
  ...shared,
  name: 'consent.start-authorisation',
  summary: 'Starts another authorisation of a consent.',
  run: async (context) => {
    const place = placeOf(context);
    const { url, token } = place;
    const answer = await callApi(context, { method: 'POST', url, token, json: {}, label: 'start authorisation' });
    return statusOf(context, answer, place, '');
  },
};

export const authorisationSteps: StepDefinition[] = [read, start];
