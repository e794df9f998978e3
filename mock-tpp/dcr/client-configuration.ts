/** The step oauth.client-configuration: what was registered is read or deleted (RFC 7592). */
import { malformed, okOutcome, refusal, succeeded } from '../answer.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { sendAuthorised } from '../sender/authorised.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { outcomeOfFailure } from '../transport/failure.ts';
import type { HttpDraft } from '../transport/http.ts';
import { readUrl } from '../url.ts';

export const clientConfiguration: StepDefinition = {
  name: 'oauth.client-configuration',
  summary: 'Reads or deletes a client that was registered.',
  proofPlace: 'registration',
  inputs: {
    uri: input('string', 'the registration_client_uri'),
    token: input('string', 'the registration_access_token'),
    method: input('string', 'GET by default', { optional: true, allowed: ['GET', 'DELETE'] }),
  },
  outputs: {},
  facts: { 'client-configuration.status': 'HTTP status of a success' },
  parts: ['header'],
  codes: [],
  artefacts: [],
  needs: [],
  run,
};

/** As the client's own, over its certificate. @requirement RFC7592-2-1 */
export const managing = (method: string, uri: string, token: string): HttpDraft => ({
  method,
  url: uri,
  headers: [
    ['accept', 'application/json'],
    ['authorization', `Bearer ${token}`],
  ],
  body: null,
  label: method === 'DELETE' ? 'client deletion' : 'client registration read',
});

async function run(context: StepContext): Promise<StepResult> {
  const { call, edits, memory } = context;
  const uri = textInput(call.with, 'uri');
  const token = textInput(call.with, 'token');
  const method = optionalText(call.with, 'method') ?? 'GET';
  if (readUrl(uri) === null) return { outcome: malformed(null, 'the registration_client_uri is not a URL') };
  const build = (): HttpDraft => managing(method, uri, String(edits.take('token.present')?.token ?? token));
  const { exchange } = await sendAuthorised(context, { build, token: null, proves: false });
  const { response, failure, tls } = exchange;
  if (failure !== null || response === null)
    return { outcome: outcomeOfFailure(failure ?? { class: 'malformed', message: 'no answer' }, tls?.alert ?? null) };
  if (!succeeded(response.status)) return { outcome: refusal(exchange) };
  if (method === 'DELETE') memory.registered.delete(uri);
  return {
    outcome: okOutcome(`HTTP ${response.status}`),
    facts: { 'client-configuration.status': response.status },
  };
}
