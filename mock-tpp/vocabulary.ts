/** Everything a scenario may name: steps, mutations, actions and verifier checks, from the tables of each folder. */
import { apiSteps, CUSTOM, customDialect, type Dialect, dialects } from './api/index.ts';
import type { CustomDialect } from './contract.ts';
import { clientConfiguration } from './dcr/client-configuration.ts';
import { register } from './dcr/register.ts';
import { httpPlain } from './endpoint/http-plain.ts';
import { httpRequest } from './endpoint/http-request.ts';
import { tlsHello } from './endpoint/tls-hello.ts';
import { MUTATIONS } from './mutations/catalogue.ts';
import { PARALLEL_STEPS } from './mutations/steps.ts';
import { authorize } from './oauth/authorize.ts';
import { fetchKeys, fetchMetadata } from './oauth/discovery.ts';
import { KEY_ADDRESS_FACTS } from './oauth/key-address.ts';
import { refresh } from './oauth/refresh.ts';
import { fetchResourceMetadata } from './oauth/resource-metadata.ts';
import { clientCredentials, token } from './oauth/token.ts';
import { introspect, revoke } from './oauth/token-state.ts';
import { ALTERATIONS } from './oauth/verifier-check.ts';
import { decision, HOOKS, issueToken, operatorActions } from './operator/index.ts';
import { PARALLEL_FACTS } from './parallel.ts';
import { psuActions, psuSteps } from './psu/index.ts';
import { request } from './request/request.ts';
import { sample } from './samples/sample.ts';
import { SIGNED_ANSWER } from './sender/authorised.ts';
import { ANSWER_ALTERATIONS } from './signature/verifier-check.ts';
import type { ActionDefinition, StepDefinition } from './step.ts';
import { AXES } from './variant.ts';

const byName = <T extends { name: string }>(entries: readonly T[]): Map<string, T> =>
  new Map(entries.map((entry) => [entry.name, entry]));

/** What a target of a dialect has to declare, which capabilities no bank of it can have, and how it carries a consent. */
const factsOf = ({
  account,
  funds,
  recurring,
  batches,
  bases,
  consents,
  payments,
  carriage,
  headers,
  ukBodies,
  messageSignatures,
}: Dialect) => ({
  bases: [...bases],
  cannot: [
    ...(consents === null ? ['consents'] : []),
    ...(headers.idempotency === null ? ['idempotency-key'] : []),
    ...(headers.consent === null ? ['consent-header'] : []),
    ...((consents?.authorisations ?? null) === null ? ['consent-authorisations'] : []),
    ...(consents?.frequency === true ? [] : ['consent-frequency']),
    ...(account === null ? ['account-ids'] : []),
    ...(payments?.debtor === true ? [] : ['payment-debtor']),
    ...(consents?.models.includes('global') ? [] : ['consent.global', 'consent.available', 'consent.dedicated']),
    ...(consents?.needsToken === true ? [] : ['app-token']),
    ...(ukBodies === true ? [] : ['uk-bodies']),
    ...(carriage.details === null ? ['rar'] : []),
    ...(messageSignatures === null ? ['message-signed-requests'] : []),
    ...((messageSignatures?.detached ?? null) === null ? ['message-signed-responses', 'detached-signatures'] : []),
    ...(messageSignatures?.detached === null ? [] : ['seals']),
    ...(payments === null ? ['pis'] : []),
    ...(funds === null ? ['cbpii'] : []),
    ...(recurring === null ? ['vrp'] : []),
    ...(batches === null ? ['pis.batches'] : []),
    ...((payments?.order ?? null) === null ? ['payment-order'] : []),
    ...((payments?.address ?? null) === null ? ['payment-read'] : []),
    ...(payments?.order === null ? [] : ['payment-at-approval']),
  ],
  consent: carriage.by,
});

/** What a step captures that tells of the signature of its answer. */
const withSignature = (step: StepDefinition): StepDefinition =>
  'signature.valid' in step.facts ? { ...step, artefacts: [...step.artefacts, SIGNED_ANSWER] } : step;

/** What every step tells that may be sent several times at once, which are those that carry JWTs of the client. */
const withParallel = (step: StepDefinition): StepDefinition =>
  PARALLEL_STEPS.includes(step.name)
    ? { ...step, facts: { ...step.facts, ...PARALLEL_FACTS, ...KEY_ADDRESS_FACTS } }
    : step;

export const STEPS: Map<string, StepDefinition> = byName(
  [
    fetchMetadata,
    fetchKeys,
    fetchResourceMetadata,
    clientCredentials,
    request,
    authorize,
    token,
    refresh,
    introspect,
    revoke,
    register,
    clientConfiguration,
    sample,
    httpRequest,
    httpPlain,
    tlsHello,
    ...apiSteps,
    ...psuSteps,
    decision,
    issueToken,
  ].map((step) => withSignature(withParallel(step))),
);

export const ACTIONS: Map<string, ActionDefinition> = byName([...operatorActions, ...psuActions]);

export const vocabulary = {
  steps: STEPS,
  mutations: byName(MUTATIONS),
  actions: ACTIONS,
  verifierChecks: new Map([
    ...[...ALTERATIONS].map(([name, { summary, inputs }]) => [name, { summary, inputs }] as const),
    ...[...ANSWER_ALTERATIONS].map(([name, { summary }]) => [name, { summary, inputs: {} }] as const),
  ]),
  hooks: byName(HOOKS),
  dialects: new Map([
    ...[...dialects.values()].map((dialect) => [dialect.name, factsOf(dialect)] as const),
    [CUSTOM, { bases: [], cannot: [], consent: 'scope' }] as const,
  ]),
  described: (custom: CustomDialect) => factsOf(customDialect(custom)),
  axes: AXES,
};
