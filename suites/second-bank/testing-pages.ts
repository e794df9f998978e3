/** The pages of the second bank: a sign-in, and a consent page that can be approved or denied. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const page = (title: string, form: string): string =>
  `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><form method="post">${form}</form></html>`;

const LOGIN = page(
  'Sign in',
  `<label>User <input name="username"></label><label>Password <input name="password" type="password"></label>
   <button id="sign-in">Sign in</button>`,
);

const consent = (client: string, scope: string): string =>
  page(
    'Consent',
    `<p>${escaped(client)} asks for: ${escaped(scope)}</p>
     <button name="decision" value="approve">Approve</button><button name="decision" value="deny">Deny</button>`,
  );

export interface Person {
  username: string;
  password: string;
}

/** Answers what the browser asks of the bank's own pages: a GET shows the page that is due, a POST is what the user decided. */
export async function answerPage(
  provider: Provider,
  people: readonly Person[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const show = (html: string): void => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
  };
  if (request.method !== 'POST') return show(prompt.name === 'login' ? LOGIN : consent(params.client_id, params.scope));
  const form = await formOf(request);
  if (prompt.name === 'login') {
    const known = people.some((one) => one.username === form.get('username') && one.password === form.get('password'));
    if (!known) return show(LOGIN);
    return provider.interactionFinished(request, response, { login: { accountId: form.get('username') } });
  }
  if (form.get('decision') !== 'approve')
    return provider.interactionFinished(request, response, { error: 'access_denied' });
  const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  const done = { consent: { grantId } };
  return provider.interactionFinished(request, response, done, { mergeWithLastSubmission: true });
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
