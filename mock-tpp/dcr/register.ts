/** The step oauth.register: dynamic client registration (RFC 7591). */
import { errorInstead, lenientBody, malformed, okOutcome, tellingErrorStatus } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input } from '../inputs.ts';
import { isObject } from '../json.ts';
import { textOf } from '../json-text.ts';
import { addressOf } from '../oauth/back-channel.ts';
import { uuid } from '../random.ts';
import { said } from '../said.ts';
import { sendAuthorised } from '../sender/authorised.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { registrationJwt } from './registration-jwt.ts';
import { fillTemplate, templateValues } from './template.ts';

type Members = { [member: string]: Json };

const ENDPOINT = 'registration_endpoint';
const SIGNED = ['registration.signed'];

/** @requirement RFC7591-3.2.1-1 RFC7591-3.2.1-2 RFC7591-3.2.1-3 RFC7592-3-1 */
export const register: StepDefinition = {
  name: 'oauth.register',
  summary: 'Registers a client with what the target says under `registration`; it is removed when the session ends.',
  proofPlace: 'registration',
  inputs: {
    also: input('any', 'client metadata beside those of the target, or in their place', { optional: true }),
  },
  outputs: {
    client_id: 'the id of the client, where the answer has one',
    registration_client_uri: 'where the registration is managed, where the answer tells it',
    registration_access_token: 'the token that this takes',
  },
  facts: {
    'registration.status': 'HTTP status of an answer that registers a client',
    'registration.client_id': 'whether that answer has a client_id',
    'registration.redirect_uris':
      'whether it tells the redirect URIs that were registered; null where none were to be registered',
    'registration.certificate_names': 'how many names of a certificate it tells, by which the client is known',
    'registration.managed':
      'whether it has a registration_client_uri and a registration_access_token; null when it has neither',
    'registration.error_status': 'HTTP status of a refusal in the words of OAuth',
    'registration.error_flaws': 'members of such a refusal that hold letters beyond those they may hold',
  },
  parts: ['json', 'header', 'registration_jwt.header', 'registration_jwt.claim'],
  codes: [],
  artefacts: [],
  needs: ['registration'],
  changeNeeds: Object.fromEntries(
    ['header', 'claim', 'sign', 'flip'].map((part) => [`registration_jwt.${part}`, SIGNED]),
  ),
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const url = addressOf(context, await context.metadata(), ENDPOINT);
  const { exchange } = await sendAuthorised(context, { build: () => build(context, url), token: null, proves: false });
  return tellingErrorStatus('registration', exchange, () => read(context, exchange));
}

async function build(context: StepContext, url: string): Promise<HttpDraft> {
  const { bank, call, client, edits, around } = context;
  if (!bank.registration) throw new TppFault('the target does not say what is registered');
  const filled = fillTemplate(bank.registration.json, templateValues(client, uuid(around)));
  const { also = {} } = call.with;
  if (!isObject(filled) || !isObject(also)) throw new TppFault('what is registered is no JSON object');
  const json = { ...filled, ...structuredClone(also) };
  edits.members('json', json, around.now());
  const { signed } = bank.registration;
  const usual: [string, string][] = [
    ['accept', 'application/json'],
    ['content-type', signed?.mediaType ?? 'application/json'],
  ];
  const own = Object.entries(bank.registration.headers);
  const headers = new Map([...usual, ...own.map(([name, value]): [string, string] => [name.toLowerCase(), value])]);
  return {
    method: 'POST',
    url,
    headers: [...headers],
    body: signed ? await registrationJwt(context, signed, json) : textOf(json),
    label: 'client registration',
  };
}

const textAt = (body: Members, name: string): string | null => {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const unmanaged = (id: string): string =>
  `The client ${said(id)} was registered and cannot be deleted: the bank did not tell where and with which token.`;

/** What the answer tells of a client is read for what it is worth, so that the client can be removed whatever is wrong with it. */
function read({ around, memory, bank, clientName }: StepContext, exchange: TppExchange): StepResult {
  const { body } = lenientBody(exchange);
  const [id, secret, uri, token] = [
    textAt(body, 'client_id'),
    textAt(body, 'client_secret'),
    textAt(body, 'registration_client_uri'),
    textAt(body, 'registration_access_token'),
  ];
  if (secret !== null) around.taint(secret, 'client secret');
  if (token !== null) around.taint(token, 'registration access token');
  const known = uri !== null && token !== null;
  if (known) memory.registered.set(uri, { clientName, token });
  else if (bank.registration?.management && id !== null) memory.staying.set(id, unmanaged(id));
  const error = id === null ? errorInstead(body) : '';
  const status = exchange.response?.status ?? 0;
  if (error !== '') return { outcome: malformed(status, `HTTP ${status}${error}, which belongs to a 4xx`) };
  const asked = isObject(bank.registration?.json) && Object.hasOwn(bank.registration.json, 'redirect_uris');
  const told = body.redirect_uris;
  return {
    outcome: okOutcome(`a client was registered${id === null ? ' without a client_id' : ''}`),
    outputs: {
      ...(id === null ? {} : { client_id: id }),
      ...(uri === null ? {} : { registration_client_uri: uri }),
      ...(token === null ? {} : { registration_access_token: token }),
    },
    facts: {
      'registration.status': status,
      'registration.client_id': id !== null,
      'registration.redirect_uris': asked ? Array.isArray(told) && told.length > 0 : null,
      'registration.certificate_names': Object.keys(body).filter((name) => name.startsWith('tls_client_auth_')).length,
      'registration.managed': uri === null && token === null ? null : uri !== null && token !== null,
    },
  };
}
