/** Waits at a redirect_uri on the loopback for the browser of a person. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HookFailed } from '../operator/hook-failed.ts';
import { readUrl } from '../url.ts';
import { type Callback, leadsBack, readCallback } from './callback.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const MOST_BYTES = 1_000_000;

export interface Listener {
  /** The first response that comes. */
  callback: Promise<Callback>;
  close(): Promise<void>;
}

/** Whether we can listen where a redirect_uri points: plain http on this machine. */
export const listensAt = (redirectUri: string): boolean => {
  const url = readUrl(redirectUri);
  return url !== null && url.protocol === 'http:' && LOOPBACK.has(url.hostname);
};

/** Throws HookFailed when nothing can listen there. */
export const openListener = async (redirectUri: string): Promise<Listener> => {
  const url = new URL(redirectUri);
  let take: (callback: Callback) => void = () => undefined;
  const callback = new Promise<Callback>((resolve) => {
    take = resolve;
  });
  const server = createServer({ maxHeaderSize: 65_536, requestTimeout: 10_000 }, (request, response) => {
    answer(request, response, redirectUri)
      .then((found) => found !== null && take(found))
      .catch(() => response.destroy());
  });
  server.maxConnections = 20;
  await listen(server, url);
  return {
    callback,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const listen = (server: Server, url: URL): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new HookFailed(`nothing can listen at the redirect_uri ${url.origin}: ${error.message}`)),
    );
    const host = url.hostname.replaceAll(/[[\]]/gu, '');
    server.listen({ host, port: Number(url.port || '80') }, () => resolve());
  });

/** A fragment never leaves the browser, so that a page has to send it on. */
const FRAGMENT_PAGE = `<!doctype html><meta charset="utf-8"><title>Assay</title><p id="told">One moment.</p><script>
fetch(location.pathname + location.search, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: location.hash })
  .then(() => { document.getElementById('told').textContent = 'The answer of the bank has arrived. You can close this page.'; history.replaceState(null, '', location.pathname); });
</script>`;
const DONE_PAGE =
  '<!doctype html><meta charset="utf-8"><title>Assay</title><p>The answer of the bank has arrived. You can close this page.</p>';

/** Answers the browser; what it brought, or null when it has to ask once more or is not our concern. */
const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  redirectUri: string,
): Promise<Callback | null> => {
  const show = (status: number, page: string): void => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    };
    response.writeHead(status, headers).end(page);
  };
  const address = readUrl(request.url ?? '/', redirectUri)?.href ?? '';
  if (!leadsBack(address, redirectUri)) {
    show(404, '');
    return null;
  }
  if (request.method === 'GET') {
    const callback = readCallback(address, redirectUri, null);
    const answers = callback?.params.some(([name]) => ANSWERS.has(name)) === true;
    show(200, answers ? DONE_PAGE : FRAGMENT_PAGE);
    return answers ? callback : null;
  }
  const body = request.method === 'POST' ? await bodyOf(request) : null;
  if (body === null) {
    show(400, '');
    return null;
  }
  show(200, DONE_PAGE);
  if (body.startsWith('#') || body === '') return readCallback(`${address}${body}`, redirectUri, null);
  return { url: redirectUri, carrier: 'form_post', params: [...new URLSearchParams(body)], status: 200 };
};

const ANSWERS = new Set(['code', 'error', 'response', 'id_token', 'access_token', 'state']);

const bodyOf = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
};
