/** A request_uri that the client hosts itself: only where it said so, fetched with care. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { readUrl } from '../../http/url.ts';
import { fetchDocument, isLoopback } from '../fetch-document.ts';
import { badRequestUri } from './request-uri.ts';

function addressOf({ request }: Context): URL {
  const uri = request.query.first('request_uri') ?? '';
  const address = readUrl(uri);
  if (address === null) throw badRequestUri('the request_uri is not an address');
  return address;
}

/** Whether a registered address, perhaps with `*` at its end, stands for the one sent. */
export function covers(registered: string, sent: URL): boolean {
  const own = new URL(registered);
  if (own.protocol !== sent.protocol || own.hostname !== sent.hostname || sent.username || sent.password) return false;
  // A client under test listens where it can.
  if (own.port !== sent.port && !isLoopback(own)) return false;
  const [path, wanted] = [sent.pathname + sent.search, own.pathname + own.search];
  return wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;
}

/** @requirement RFC9126-4-6 FAPI2-SP-5.3.2.2-3 */
const notFromPusher = check('reference-not-from-pusher', ({ client }) => {
  if (present(client, 'the client').registration.requirePushedAuthorizationRequests) {
    throw badRequestUri('the request_uri is unknown');
  }
});

/** @requirement RFC9101-10.4.1-1 RFC9101-7-1 */
const registered = check('request-uri-registered', (context) => {
  const sent = addressOf(context);
  const { requestUris } = present(context.client, 'the client').registration;
  if (!requestUris.some((uri) => covers(uri, sent))) throw badRequestUri('the request_uri is not registered');
});

/** @requirement RFC9101-5.2.3-1 RFC9101-7-1 */
const fetched = check('request-uri-fetched', async (context) => {
  const { bank, as } = context;
  const { rootPem, issuingPem } = bank.directory;
  as.fetched = await fetchDocument(addressOf(context), [rootPem, issuingPem, ...bank.authorities]);
  if (as.fetched === null) throw badRequestUri('the request object cannot be fetched');
});

export const requestReferenceChecks: readonly Check[] = [notFromPusher, registered, fetched];
