/** Sends one authenticated form to a back-channel endpoint, with the mutations of the step applied. */
import type { TppExchange } from '../contract.ts';
import type { StepContext } from '../step.ts';
import { authenticate, formHeaders } from './client-auth.ts';
import { withQuery } from './metadata.ts';

/** `form` without the client's authentication, which is added here. Gives the exchange, whatever came of it. */
export async function postForm(
  context: StepContext,
  endpoint: string,
  form: [string, string][],
  label: string,
): Promise<TppExchange> {
  const url = (await context.metadata()).mtlsEndpoint(endpoint);
  const now = context.around.now();
  await authenticate(context, form, url);
  context.edits.pairs('form', form, now);
  const headers = formHeaders();
  const method = context.edits.take('http.method')?.value ?? 'POST';
  context.edits.pairs('header', headers, now);
  const encoded = new URLSearchParams(form).toString();
  if (method !== 'GET') return context.send({ method: String(method), url, headers, body: encoded, label });
  const plain = headers.filter(([name]) => name !== 'content-type');
  return context.send({ method: 'GET', url: withQuery(url, form), headers: plain, body: null, label });
}
