/** What one request shows: the way to the bank, its address and certificate, and its clock. */
import type { TppExchange } from '../../mock-tpp/index.ts';
import type { Met } from './ask-metadata.ts';
import { bad, dayOf, type Finding, good, SOON_MS, unknown, warn } from './preflight-finding.ts';
import { mendFor } from './preflight-mend.ts';

/** Further apart, and times in assertions and request objects are refused. */
const MOST_APART_MS = 5_000;

/** Texts of a bank, made fit for a screen. */
const plain = (text: string): string => text.replace(/\p{C}/gu, '?').slice(0, 200);

/** `proxy` says through what requests go, or null. */
export function addressFindings(met: Met | null, proxy: string | null, now: number): Finding[] {
  const failed = met?.exchange.failure ?? null;
  const blocked = failed?.class === 'proxy';
  const { mend, operator } = met === null ? { mend: null, operator: true } : mendFor('discovery.fetch', met.outcome);
  const way: Finding[] =
    proxy === null ? [] : [blocked ? bad('proxy', plain(failed.message), mend, operator) : good('proxy', proxy)];
  if (blocked) return [...way, unknown('address', 'the proxy stands in the way')];
  if (met === null) return [...way, bad('address', 'nothing could be sent', mend, operator)];
  if (met.exchange.response === null)
    return [...way, bad('address', `${originOf(met.exchange)}: ${plain(met.outcome.detail)}`, mend, operator)];
  return [...way, served(met.exchange, now)];
}

const originOf = ({ request }: TppExchange): string => new URL(request.url).origin;

function served(exchange: TppExchange, now: number): Finding {
  const origin = originOf(exchange);
  const [leaf] = exchange.tls?.peerChain ?? [];
  const version = exchange.tls?.version ?? null;
  if (version === null || leaf === undefined)
    return warn(
      'address',
      `${origin} answers without TLS`,
      'No client certificate can be shown there; a bank has https.',
    );
  const until = Date.parse(leaf.notAfter);
  const says = `${origin} answers over ${version}, with a trusted certificate`;
  if (Number.isNaN(until)) return good('address', says);
  return until - now < SOON_MS
    ? warn('address', `${says} that ends on ${dayOf(until)}`, 'The bank has to renew it soon.')
    : good('address', `${says} until ${dayOf(until)}`);
}

/** How far the clock of who answered is ahead of ours, in milliseconds; null where nothing shows it. */
export function clockAhead(
  exchange: Pick<TppExchange, 'startedAt' | 'durationMs' | 'response'> | undefined,
): number | null {
  const date = exchange?.response?.headers.find(([name]) => name.toLowerCase() === 'date')?.[1];
  if (exchange === undefined || date === undefined) return null;
  const ahead = Date.parse(date) - (Date.parse(exchange.startedAt) + exchange.durationMs);
  return Number.isNaN(ahead) ? null : ahead;
}

export function clockFinding(ahead: number | null): Finding {
  if (ahead === null) return unknown('clocks', 'the bank sends no Date header, so its clock is not known');
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) <= MOST_APART_MS) return good('clocks', `${seconds} s apart`);
  return warn(
    'clocks',
    `the bank's is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} ours`,
    'Set both by a time server: assertions made in the future, or too long ago, are refused.',
  );
}
