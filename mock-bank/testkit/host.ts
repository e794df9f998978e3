/** A client's own web server for the bank's tests: one document, plain HTTP on the loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Host {
  address: string;
  /** How often it was asked for. */
  asked(): number;
  close(): void;
}

/** Serves a text, or whatever `answer` does, at one path. */
export async function hosting(
  path: string,
  document: string,
  answer: (response: ServerResponse, message: IncomingMessage) => void = (response) => {
    response.setHeader('content-type', 'application/oauth-authz-req+jwt').end(document);
  },
): Promise<Host> {
  let count = 0;
  const server = createServer((message, response) => {
    count += 1;
    answer(response, message);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}${path}`, asked: () => count, close };
}
