/** Asks the bank for its metadata before the cases are planned, through the TPP and to the listed hosts only, and holds the target against it. */
import { DEFAULT_VARIANT, openTpp, type TppBank, type TppExchange, type TppOutcome } from '../../mock-tpp/index.ts';
import { oneLine } from '../evidence/hygiene.ts';
import { createSurroundings } from '../execute/index.ts';
import type { Files, Problem } from '../load/index.ts';
import type { Target } from '../load/target.ts';
import { checkMetadata, type MetadataDocument } from '../plan/index.ts';
import { Rejected } from './exit.ts';

export interface Asked {
  /** Null when there was none to be had; then what it would show is taken to be there. */
  document: MetadataDocument | null;
  notices: string[];
  /** The request that met the bank first, for what else it shows. */
  met: Met | null;
}

/** A target that says what cannot be is rejected, unless its bank is `ours`: that one may be wrong on purpose. */
export async function askMetadata(
  target: Target,
  bank: TppBank,
  { files, ours }: { files: Files; ours: boolean },
): Promise<Asked> {
  const { document, reason, met } = await fetched(bank);
  if (document === null) {
    const notice = `The metadata of the bank could not be read (${reason}). What it would show is assumed to be there.`;
    return { document, notices: [notice], met };
  }
  const { fatal, warnings } = checkMetadata(target, document);
  if (fatal.length > 0 && !ours)
    throw new Rejected(
      `${fatal.length === 1 ? 'the target contradicts' : 'the target contradicts, in several ways,'} what its bank publishes; only the metadata was fetched`,
      fatal.map((problem) => ({ ...problem, message: oneLine(problem.message) })),
      files,
    );
  return { document, notices: [...(ours ? fatal : []), ...warnings].map(noticeOf), met };
}

const noticeOf = ({ place, message, hint }: Problem): string =>
  oneLine(`${place.file}:${place.line}: ${message}${hint === null ? '' : ` (${hint})`}`);

/** A bank of which nothing is known but where its metadata lies. */
export function metadataOf(issuer: string, trust: string | null, proxy: TppBank['proxy']): Promise<Fetched> {
  const nobody = {
    client_id: '',
    name: null,
    signing: [],
    decryption: null,
    dpop: null,
    passphrase: null,
    identity: null,
  };
  return fetched({
    ...{ issuer, trust, proxy, hosts: [new URL(issuer).host], dialect: 'plain', api: {}, scopes: {} },
    clients: { primary: { ...nobody, redirect_uri: '', variant: DEFAULT_VARIANT } },
    ...{ identities: {}, payment: null, hosting: null, operator: {}, operatorTokens: {}, secrets: [] },
    psu: {
      users: [],
      agent: { kind: 'http', timeoutMs: 0 },
      pages: [],
      prompt: null,
      error: { fields: [], status: [] },
    },
    limits: { requestMs: 10_000, bodyBytes: 1_000_000, redirects: 5, waitMs: 0 },
  });
}

export interface Fetched {
  /** Null when there was none to be had, for this reason. */
  document: MetadataDocument | null;
  reason: string;
  met: Met | null;
}

/** A request and how it ended. */
export interface Met {
  exchange: TppExchange;
  outcome: TppOutcome;
}

/** One request to the bank, for its address, its certificate and its clock. */
export const meet = async (bank: TppBank): Promise<Met | null> => (await fetched(bank)).met;

/** OpenID discovery first, as most banks have it, then RFC 8414. @requirement RFC8414-3-1 */
async function fetched(bank: TppBank): Promise<Fetched> {
  // Nothing that is read or sent here is written anywhere, so there is nothing to redact.
  const tpp = await openTpp(bank, createSurroundings({ browser: null, taint: () => undefined }));
  const session = tpp.session({ controls: tpp.controls('metadata'), psu: 0, lane: 'metadata' });
  let reason = '';
  let met: Met | null = null;
  try {
    for (const document of ['openid', 'oauth']) {
      const call = { id: 'metadata', use: 'discovery.fetch', with: { document }, mutations: [] };
      const { outcome, exchanges } = await session.run({ ...call, client: 'primary', identity: null });
      const exchange = exchanges.at(-1);
      met ??= exchange === undefined ? null : { exchange, outcome };
      const read = outcome.ok ? documentIn(exchange?.response?.body ?? '') : null;
      if (read !== null) return { document: read, reason: '', met };
      // The first reason counts: that the second address has nothing is what most banks would say.
      reason ||= outcome.ok ? 'it is not a JSON object' : oneLine(outcome.detail.slice(0, 300));
      if (!exchange?.response) break;
    }
    return { document: null, reason, met };
  } finally {
    await session.close();
    await tpp.close();
  }
}

function documentIn(body: string): MetadataDocument | null {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as MetadataDocument) : null;
  } catch {
    return null;
  }
}
