/** What the exchanges of a run show beside its verdicts: the certificates of both sides, and how far apart the clocks were. */
import type { CaseTrace, Exchange } from '../evidence/record.ts';

export interface ServerCertificate {
  sha256: string;
  subject: string;
  issuer: string;
  serial: string;
  notAfter: string;
  /** `host:port` of the servers that showed it. */
  shownBy: string[];
}

export interface ClientCertificate {
  sha256: string;
  /** Its name in the target file. */
  identity: string;
}

/** Milliseconds that the bank's clock was ahead of ours; a Date header tells whole seconds, so each is half a second off at most. */
export interface ClockDifference {
  answers: number;
  medianMs: number;
  leastMs: number;
  mostMs: number;
}

export interface WireFacts {
  certificates: { server: ServerCertificate[]; client: ClientCertificate[] };
  /** Null when no answer had a Date header. */
  clock: ClockDifference | null;
}

/** Cases that move a clock say nothing about how it runs. */
const movesClock = (trace: CaseTrace): boolean =>
  trace.attempts.some(({ actions }) => actions.some((action) => action.do.startsWith('clock.')));

export function wireFacts(traces: Iterable<CaseTrace>): WireFacts {
  const server = new Map<string, ServerCertificate>();
  const client = new Map<string, ClientCertificate>();
  const ahead: number[] = [];
  for (const trace of traces) {
    const still = !movesClock(trace);
    for (const exchange of exchangesOf(trace)) {
      addCertificates(exchange, server, client);
      const one = still ? clockAhead(exchange) : null;
      if (one !== null) ahead.push(one);
    }
  }
  const bySha256 = (a: { sha256: string }, b: { sha256: string }): number => (a.sha256 < b.sha256 ? -1 : 1);
  return {
    certificates: { server: [...server.values()].sort(bySha256), client: [...client.values()].sort(bySha256) },
    clock: difference(ahead),
  };
}

function* exchangesOf(trace: CaseTrace): Iterable<Exchange> {
  for (const { steps, actions } of trace.attempts) for (const { exchanges } of [...steps, ...actions]) yield* exchanges;
}

function addCertificates(
  { tls, request }: Exchange,
  server: Map<string, ServerCertificate>,
  client: Map<string, ClientCertificate>,
): void {
  if (tls === null) return;
  const shownBy = hostOf(request.url);
  for (const one of tls.peerChain) {
    const known = server.get(one.sha256);
    if (known === undefined) server.set(one.sha256, { ...one, shownBy: [shownBy] });
    else if (!known.shownBy.includes(shownBy)) known.shownBy.push(shownBy);
  }
  if (tls.clientSha256 !== null)
    client.set(tls.clientSha256, { sha256: tls.clientSha256, identity: tls.identity ?? '' });
}

/** An address that is none is given as it stands. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** The Date of an answer, taken as the middle of its second, against the middle of the exchange; null where there is none. */
function clockAhead({ startedAt, durationMs, response }: Exchange): number | null {
  const date = response?.headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  if (date === undefined) return null;
  const ahead = Date.parse(date) + 500 - (Date.parse(startedAt) + durationMs / 2);
  return Number.isNaN(ahead) ? null : Math.round(ahead);
}

function difference(ahead: number[]): ClockDifference | null {
  const sorted = ahead.toSorted((a, b) => a - b);
  const [leastMs, mostMs, medianMs] = [sorted[0], sorted.at(-1), sorted[sorted.length >> 1]];
  if (leastMs === undefined || mostMs === undefined || medianMs === undefined) return null;
  return { answers: sorted.length, medianMs, leastMs, mostMs };
}
