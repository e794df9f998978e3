/** Sends one authenticated form to a back-channel endpoint, with the mutations of the step applied. */
import { type Sent, sendAuthorised } from '../sender/authorised.ts';
import { PROOF_PARTS } from '../sender/proof.ts';
import type { StepContext } from '../step.ts';
import { authenticate, formHeaders } from './client-auth.ts';
import { type Metadata, withQuery } from './metadata.ts';

/** The parts of an authenticated request, for the steps to declare. */
export const FORM_PARTS = ['form', 'header', 'assertion.header', 'assertion.claim'];

/** The parts where tokens are asked for, or a request that leads to them. */
export const PROVED_FORM_PARTS = [...FORM_PARTS, ...PROOF_PARTS];

export interface FormRequest {
  /** Its name in the metadata. */
  endpoint: string;
  label: string;
  /** The form without the client's authentication; called again for a retry, to make afresh what may be used once. */
  form(): [string, string][] | Promise<[string, string][]>;
  /** Whether a client that proves its key does so here. */
  proves: boolean;
}

/** Gives the exchange, whatever came of it. */
export async function postForm(context: StepContext, request: FormRequest): Promise<Sent> {
  const url = addressOf(context, await context.metadata(), request.endpoint);
  const build = async () => {
    const form = [...(await request.form())];
    await authenticate(context, form, url);
    context.edits.pairs('form', form, context.around.now());
    if (context.edits.take('form.reverse')) form.reverse();
    const method = String(context.edits.take('http.method')?.value ?? 'POST');
    const draft = { method, url, headers: formHeaders(), body: new URLSearchParams(form).toString() };
    return { ...(method === 'GET' ? inQuery(draft, form) : draft), label: request.label };
  };
  return sendAuthorised(context, { build, token: null, proves: request.proves });
}

/** Where this client goes: to the alias, unless it has no certificate to show, or is to go past it. @requirement RFC8705-5-3 */
export const addressOf = (context: StepContext, metadata: Metadata, endpoint: string): string => {
  if (isBare(context)) return metadata.endpoint(endpoint);
  const alias = metadata.mtlsEndpoint(endpoint);
  return metadata.hasAlias(endpoint) && passesAlias(context) ? metadata.endpoint(endpoint) : alias;
};

/** Such a client has no business at the endpoints for clients that show a certificate. */
export const isBare = ({ client, certificateSha256 }: StepContext): boolean =>
  client.identity === null && certificateSha256 === null;

/** For a request that has an alias to go to. */
export const passesAlias = ({ edits }: StepContext): boolean => edits.take('alias.pass') !== null;

const inQuery = (draft: { method: string; url: string; headers: [string, string][] }, form: [string, string][]) => ({
  ...draft,
  url: withQuery(draft.url, form),
  headers: draft.headers.filter(([name]) => name !== 'content-type'),
  body: null,
});
