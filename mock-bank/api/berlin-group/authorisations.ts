/** Authorisations, as resources below a consent or a payment: each is one way of the PSU to approve. */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { type Json, json, type Reply } from '../../http/reply.ts';
import type { BerlinAccountConsent, BerlinAuthorisation, BerlinPayment } from '../../store/consents.ts';
import { refused } from './errors.ts';

type Authorised = BerlinAccountConsent | BerlinPayment;
type Held = (context: Context) => Authorised;

/** Makes an endpoint below the thing that is authorised. */
type Named = (
  id: string,
  method: string,
  path: string,
  answer: Endpoint['answer'],
  further?: Endpoint['checks'],
) => Endpoint;

const newAuthorisation = (): BerlinAuthorisation => ({ id: randomUUID(), scaStatus: 'received' });

/** One begins with what it authorises, unless the TPP wants to begin it. */
export function firstAuthorisations({ request }: Context): BerlinAuthorisation[] {
  return request.headers['tpp-explicit-authorisation-preferred'] === 'true' ? [] : [newAuthorisation()];
}

function metadataLink({ bank }: Context): Json {
  return { href: `${bank.issuer}/.well-known/oauth-authorization-server` };
}

/** Where a TPP goes on from what it has created. */
export function linksOf(context: Context, self: string, { authorisations: [first] }: Authorised): Json {
  const next: { [link: string]: Json } = first
    ? { scaOAuth: metadataLink(context), scaStatus: { href: `${self}/authorisations/${first.id}` } }
    : { startAuthorisation: { href: `${self}/authorisations` } };
  return { ...next, self: { href: self }, status: { href: `${self}/status` } };
}

export function finish({ authorisations }: Authorised, scaStatus: 'finalised' | 'exempted' | 'failed'): void {
  const open = authorisations.at(-1);
  if (open?.scaStatus === 'received') open.scaStatus = scaStatus;
}

export function authorisationEndpoints(
  prefix: string,
  named: Named,
  collection: string | ((context: Context) => string),
  held: Held,
): Endpoint[] {
  const one = (context: Context) => held(context).authorisations.find(({ id }) => id === context.path.authorisation);
  /** What is over, or in force already, is not authorised again. @requirement BG-1.3-AUT-2 BG-1.3-PIS-4 */
  const authorisable = check('consent-authorisable', (context) => {
    const { status, deletedAt } = held(context);
    if (status !== 'AwaitingAuthorisation' || deletedAt !== null) {
      throw refused(409, 'STATUS_INVALID', 'it cannot be authorised any more');
    }
  });
  const known = check('authorisation-known', (context) => {
    if (one(context) === undefined) throw refused(404, 'RESOURCE_UNKNOWN', 'there is no such authorisation');
  });
  const start = (context: Context): Reply => {
    const started = newAuthorisation();
    const thing = held(context);
    thing.authorisations.push(started);
    const base = typeof collection === 'string' ? collection : collection(context);
    const scaStatus = { href: `${base}/${thing.id}/authorisations/${started.id}` };
    const body = {
      authorisationId: started.id,
      scaStatus: started.scaStatus,
      _links: { scaOAuth: metadataLink(context), scaStatus },
    };
    return json(201, body, [['aspsp-sca-approach', 'REDIRECT']]);
  };
  const tell = (context: Context): Reply => {
    const known = one(context)?.scaStatus ?? 'received';
    const { scaStatus } = context.settings;
    const ended = known !== 'received' && scaStatus === 'exempted';
    return json(200, { scaStatus: scaStatus === 'as-begun' ? 'received' : ended ? 'exempted' : known });
  };
  return [
    named(`${prefix}authorisation.start`, 'POST', '/authorisations', start, [authorisable]),
    named(`${prefix}authorisations`, 'GET', '/authorisations', (context) => {
      return json(200, { authorisationIds: held(context).authorisations.map(({ id }) => id) });
    }),
    named(`${prefix}authorisation`, 'GET', '/authorisations/{authorisation}', tell, [known]),
  ];
}
