/** A proxy that puts a bank at a distance: whatever passes arrives later by half of the time a request takes there and back. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';

export interface Distance {
  /** For the `proxy` of a target. */
  url: string;
  close(): Promise<void>;
}

/**
 * Opens it on a free port of loopback. Each request and each answer takes `latencyMs / 2` longer, in order, however much
 * is under way; the handshake of a new connection takes its two turns as over a real line.
 */
export async function openDistance(latencyMs: number): Promise<Distance> {
  const open = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    open.add(socket.setNoDelay(true));
    socket.on('error', () => socket.destroy());
    return socket.on('close', () => open.delete(socket));
  };
  const server: Server = createServer((client) => {
    kept(client).once('data', (head: Buffer) => {
      const [, host = '', port = ''] = /^CONNECT ([^ :]+):(\d+) /.exec(head.toString('latin1')) ?? [];
      if (host === '') return void client.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n');
      const bank = kept(connect(Number(port), host));
      bank.once('connect', async () => {
        await later(latencyMs);
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        delayed(client, bank, latencyMs / 2);
        delayed(bank, client, latencyMs / 2);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Passes on what comes, each piece as late as the one before it. */
function delayed(from: Socket, to: Socket, delayMs: number): void {
  from.on('data', (chunk: Buffer) => setTimeout(() => to.writable && to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}
