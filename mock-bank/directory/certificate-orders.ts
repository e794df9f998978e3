/**
 * Certificates that a test asks the directory for by name: each is that of a client, and differs from it in one thing only.
 * A name that is not here asks for one more certificate of the same kind.
 */
import type { NameForm, Subject } from './directory.ts';
import { providerOfBoth, type Qualified, withRoles } from './qualified.ts';

export interface CertificateOrder {
  /** Null: no statements at all, and the policy of none. */
  qualified: Qualified | null;
  organizationIdentifier?: string;
  /** How the name is written; as usual when left out. */
  name?: NameForm;
  /** The key and the authority; a new key, and the usual one, when left out. */
  key?: 'kept';
  authority?: 'second' | 'itself';
}

const asUsual: CertificateOrder = { qualified: providerOfBoth };

const forSeals: CertificateOrder = { qualified: { ...providerOfBoth, type: 'eseal' } };

const ORDERS: ReadonlyMap<string, CertificateOrder> = new Map<string, CertificateOrder>([
  ['aisp-only', { qualified: withRoles('PSP_AI') }],
  ['pisp-only', { qualified: withRoles('PSP_PI') }],
  ['cbpii-only', { qualified: withRoles('PSP_IC') }],
  ['every-role', { qualified: withRoles('PSP_AS', 'PSP_PI', 'PSP_AI', 'PSP_IC') }],
  ['roles-reversed', { qualified: withRoles('PSP_AI', 'PSP_PI') }],
  ['rare-statements', { qualified: { ...providerOfBoth, rare: 'present' } }],
  ['accounts-named-payments', { qualified: { ...providerOfBoth, roles: [['PSP_AI', 'PSP_PI']] } }],
  ['payments-named-accounts', { qualified: { ...providerOfBoth, roles: [['PSP_PI', 'PSP_AI']] } }],
  ['other-authority', { qualified: { ...providerOfBoth, authority: { name: 'FMA', id: 'AT-FMA' } } }],
  ['for-seals', forSeals],
  ['seal-sibling', forSeals],
  ['seal-expired', forSeals],
  ['seal-look-alike-ca', forSeals],
  ['no-statements', { qualified: null }],
  // That of no client, with everything else as in the certificate it is made like.
  ['other-number', { ...asUsual, organizationIdentifier: 'PSDDE-BAFIN-999999' }],
  ['other-ca', { ...asUsual, key: 'kept', authority: 'second' }],
  ['mtls-other-strings', { ...asUsual, name: 'other-strings' }],
  ['mtls-unit-added', { ...asUsual, name: 'unit-added' }],
  ['mtls-name-in-name', { ...asUsual, name: 'name-in-name' }],
  ['self-signed-rekeyed', { ...asUsual, authority: 'itself' }],
  ['self-signed-renewed', { ...asUsual, key: 'kept', authority: 'itself' }],
]);

export const orderNamed = (name: string): CertificateOrder => ORDERS.get(name) ?? asUsual;

export function orderedSubject(order: CertificateOrder, subject: Subject): Subject {
  const { organizationIdentifier = subject.organizationIdentifier } = order;
  return { ...subject, organizationIdentifier };
}
