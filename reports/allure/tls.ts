/** TLS as a reader needs it: one line beside a step, and the whole of each connection once. */
import type { Exchange, TlsFacts } from '../../suites/evidence/record.ts';

type Seen = Pick<Exchange, 'tls' | 'failure'>;

const secured = (exchanges: readonly Seen[]): TlsFacts[] => exchanges.flatMap(({ tls }) => (tls ? [tls] : []));

/** Name and value of what is worth a glance: version and cipher, the certificates of both sides, an alert. */
export function tlsGlance(exchanges: readonly Seen[]): [string, string][] {
  const facts = secured(exchanges);
  const once = (read: (tls: TlsFacts) => string | null): string =>
    [...new Set(facts.map(read).filter((value) => value !== null && value !== ''))].join('; ');
  const rows: [string, string][] = [
    ['TLS', once(({ version, cipher }) => [version, cipher].filter((part) => part !== null).join(' '))],
    ['server certificate', once(({ peerChain: [leaf] }) => (leaf ? `${leaf.subject}, serial ${leaf.serial}` : null))],
    [
      'client certificate',
      once(({ identity, clientSha256 }) =>
        identity === null
          ? null
          : `${identity}${clientSha256 === null ? '' : `, sha256 ${clientSha256.slice(0, 16)}…`}`,
      ),
    ],
    ['TLS alert', once(({ alert }) => alert)],
  ];
  return rows.filter(([, value]) => value !== '');
}

/** Each connection with its full chain, in the order of first use. */
export function connections(exchanges: readonly Seen[]): TlsFacts[] {
  const seen = new Map<string, TlsFacts>();
  for (const tls of secured(exchanges)) seen.set(JSON.stringify(tls), tls);
  return [...seen.values()];
}
