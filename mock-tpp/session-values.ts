/** The values that a scenario may name and a session knows: `${client.x}`, `${bank.x}`, `${api.x}`, `${metadata.x}`, `${identity.x}`. */
import type { Json, TppClient } from './contract.ts';
import type { Lane, Shared } from './lane.ts';

type Root = (rest: string[], shared: Shared, clientName: string, lane: Lane) => Json | undefined;

/** A member of ours by a name that somebody else wrote. */
const own = <T>(members: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

/** How proxies write a certificate into a header. */
const CERTIFICATE_FORMS: { [form: string]: (pem: string) => string } = {
  pem: (pem) => pem,
  pem_escaped: encodeURIComponent,
  der: (pem) => pem.replace(/-----[A-Z ]+-----|\s/g, ''),
  der_escaped: (pem) => encodeURIComponent(pem.replace(/-----[A-Z ]+-----|\s/g, '')),
};

/** What `${client.x}`, `${bank.x}`, `${api.x}`, `${metadata.x}` and `${identity.x}` mean. */
const ROOTS: ReadonlyMap<string, Root> = new Map<string, Root>([
  ['client', ([member = ''], { bank }, clientName) => clientMember(bank.clients[clientName], member)],
  ['clients', ([name = '', member = ''], { bank }) => clientMember(own(bank.clients, name), member)],
  [
    'bank',
    ([member = '', name = ''], { bank }, _clientName, lane) => {
      if (member === 'issuer') return bank.issuer;
      if (member === 'scopes') return own(bank.scopes, name);
      const { document = {} } = lane.knownMetadata ?? {};
      return member.endsWith('_endpoint') ? own(document, member) : undefined;
    },
  ],
  ['api', ([name = ''], { bank }) => own(bank.api, name)],
  [
    'metadata',
    ([member = ''], _shared, _clientName, lane) => {
      const value = own(lane.knownMetadata?.document ?? {}, member);
      return typeof value === 'string' ? value : undefined;
    },
  ],
  [
    'identity',
    ([name = '', form = ''], { bank, identities }) => {
      const declared = own(bank.identities, name);
      if (declared?.kind !== 'pem') return undefined;
      const pem = identities.get(name)?.pem ?? declared.certificate;
      return own(CERTIFICATE_FORMS, form)?.(pem);
    },
  ],
]);

/** What is public of a client. */
const PUBLIC_MEMBERS: { [member: string]: (client: TppClient) => Json | undefined } = {
  client_id: ({ client_id }) => client_id,
  redirect_uri: ({ redirect_uri }) => redirect_uri,
  alg: ({ signing: [key] }) => key?.alg,
};

function clientMember(client: TppClient | undefined, member: string): Json | undefined {
  return client && own(PUBLIC_MEMBERS, member)?.(client);
}

/** The value behind a path such as `bank.issuer`; undefined when there is none, or not yet. */
export function sessionValue(path: string, shared: Shared, clientName: string, lane: Lane): Json | undefined {
  const [root = '', ...rest] = path.split('.');
  return ROOTS.get(root)?.(rest, shared, clientName, lane);
}
