/** `assay report serve`: the folder of a run over HTTP, on loopback alone, for readers whose browser opens no files. */
import { createReadStream, lstatSync, realpathSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
};

/**
 * Serves regular files below the folder, and nothing that a link leads to. Only a request that names loopback as its host is
 * answered, so that no page from elsewhere can read along under a name of its own.
 * @param port 0 for any that is free
 */
export async function serveReport(folder: string, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const root = realpathSync(folder);
  const server = createServer((request, response) => {
    const file = LOOPBACK.test(request.headers.host ?? '') ? fileAt(root, request.url ?? '/') : null;
    if ((request.method !== 'GET' && request.method !== 'HEAD') || file === null) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is here.\n');
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  await listening(server, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/** Null for what is outside, is no regular file, or is reached through a link. */
function fileAt(root: string, address: string): string | null {
  try {
    const { pathname } = new URL(address, 'http://127.0.0.1');
    const asked = join(root, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    if (!asked.startsWith(root + sep) || realpathSync(asked) !== asked) return null;
    return lstatSync(asked).isFile() ? asked : null;
  } catch {
    return null;
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
