/** A line that breaks, for tests: a TCP proxy on loopback that resets some of its connections, by numbers with a fixed course. */
import { connect, createServer, type Socket } from 'node:net';

/** Where a connection breaks. Its first bytes are a ClientHello, and the bank's first answer is in the middle of the handshake. */
const BREAKS = ['at-accept', 'after-hello', 'mid-handshake', 'late'] as const;
export type Break = (typeof BREAKS)[number];

export interface BrokenLine {
  port: number;
  /** How many connections came, and how many it broke, by where. */
  readonly came: number;
  readonly broken: Readonly<Record<Break, number>>;
  /** From now on another share breaks, and the numbers begin anew. */
  begin(share: number, seed: number): void;
  close(): Promise<void>;
}

/** Numbers from 0 to 1 (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Listens in front of what listens at `port`; nothing breaks before `begin`. */
export async function breakingLine(port: number): Promise<BrokenLine> {
  const counts = { 'at-accept': 0, 'after-hello': 0, 'mid-handshake': 0, late: 0 };
  const open = new Set<Socket>();
  let next = chance(0);
  let share = 0;
  let came = 0;
  const server = createServer((near) => {
    came += 1;
    // Both are drawn for each connection, so that the course is the same whatever the share is.
    const [breaks, where] = [next() < share, BREAKS[Math.floor(next() * BREAKS.length)] ?? 'late'];
    carry(near, port, breaks ? where : null, { open, counts });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get came() {
      return came;
    },
    broken: counts,
    begin(given, seed) {
      share = given;
      next = chance(seed);
    },
    close: () => {
      for (const one of open) one.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Line {
  open: Set<Socket>;
  counts: Record<Break, number>;
}

/** Hands on what comes from either side, and resets the near one where `breaks` says. */
function carry(near: Socket, port: number, breaks: Break | null, { open, counts }: Line): void {
  const reset = (): void => {
    if (breaks === null || near.destroyed) return;
    counts[breaks] += 1;
    near.resetAndDestroy();
  };
  near.on('error', () => undefined);
  if (breaks === 'at-accept') {
    reset();
    return;
  }
  const far = connect(port, '127.0.0.1');
  for (const one of [near, far]) {
    open.add(one);
    one.once('close', () => {
      open.delete(one);
      near.destroy();
      far.destroy();
    });
  }
  far.on('error', () => undefined);
  let answered = 0;
  near.on('data', (bytes) => {
    if (breaks === 'after-hello') return reset();
    far.write(bytes);
  });
  far.on('data', (bytes) => {
    answered += 1;
    if (breaks === 'mid-handshake') return reset();
    // What the bank says second follows the certificate of the client, and mostly the request that comes right behind it.
    if (breaks === 'late' && answered > 1) return reset();
    near.write(bytes);
  });
  near.on('end', () => far.end());
  far.on('end', () => near.end());
}
