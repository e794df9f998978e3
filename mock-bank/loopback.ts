/** Opening and closing listeners: on 127.0.0.1, unless a directory that runs alone is told otherwise. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { OperatorProblem } from './operator-problem.ts';

/** The option that chooses a listener's port, for the message when that port cannot be had. */
export type PortOption = '--port' | '--mtls-port' | '--management-port' | '--directory-port';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'the system reserves it',
};

/** Also those that have not got as far as TLS or HTTP, which a server does not count among its connections. */
const sockets = new WeakMap<Server, Set<Socket>>();

function watch(server: Server): void {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

/** Answers the port; 0 takes any free one. Throws OperatorProblem for a port that cannot be had. */
export function listen(server: Server, port: number, option: PortOption, host = '127.0.0.1'): Promise<number> {
  watch(server);
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ''];
      const todo = `choose another port, or omit ${option} for a free one`;
      reject(reason === undefined ? error : new OperatorProblem(`${option} ${port}: ${reason}; ${todo}`));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops at once, whatever is still open. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets.get(server) ?? []) socket.destroy();
  });
}
