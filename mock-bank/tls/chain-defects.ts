/** Faults of judging the chain of a client certificate. */
import type { Defect } from '../behaviour.ts';

/** Clients whose certificate says who they are: by registration, as that of a provider, or where it is all that comes. */
const SHOWS_WITH = ['mtls', 'primary', 'berlin'];

export const chainDefects: readonly Defect[] = [
  {
    id: 'chain-self-signed-accepted',
    title: 'A certificate that is signed with its own key is trusted',
    breaks: ['RFC5280-6.1.3-a1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainTrust: 'self-signed' },
  },
  {
    id: 'chain-by-name',
    title: 'A certificate is trusted by the name of its issuer',
    breaks: ['RFC5280-6.1.3-a1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainTrust: 'by-name' },
  },
  {
    id: 'chain-unfinished-accepted',
    title: 'A certificate whose issuer is not known is trusted',
    breaks: ['RFC5280-6.1.3-a1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainTrust: 'unfinished' },
  },
  {
    id: 'certificate-end-unchecked',
    title: 'A certificate that has run out is accepted',
    breaks: ['RFC5280-6.1.3-a2'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { certificateDates: 'begin-only' },
  },
  {
    id: 'certificate-begin-unchecked',
    title: 'A certificate that is not valid yet is accepted',
    breaks: ['RFC5280-6.1.3-a2'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { certificateDates: 'end-only' },
  },
  {
    id: 'chain-purpose-unchecked',
    title: 'A certificate for servers is accepted of a client',
    breaks: ['RFC5280-4.2.1.12-1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'extended-key-usage' },
  },
  {
    id: 'chain-key-usage-unchecked',
    title: 'A certificate whose key is not for signatures is accepted',
    breaks: ['RFC5280-4.2.1.3-1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'key-usage' },
  },
  {
    id: 'chain-name-constraints-unchecked',
    title: 'Name constraints of authorities are not looked at',
    breaks: ['RFC5280-6.1.3-b'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'name-constraints' },
  },
  {
    id: 'chain-path-length-unchecked',
    title: 'The length of a certification path is not looked at',
    breaks: ['RFC5280-6.1.4-l'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'path-length' },
  },
  {
    id: 'chain-issuer-unchecked',
    title: 'Whoever has a certificate may issue others',
    breaks: ['RFC5280-6.1.4-k'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'basic-constraints' },
  },
  {
    id: 'chain-sha1-accepted',
    title: 'A certificate that is signed with SHA-1 is accepted',
    breaks: ['RFC8446-4.4.2.4-2'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'sha1' },
  },
  {
    id: 'chain-md5-accepted',
    title: 'A certificate that is signed with MD5 is accepted',
    breaks: ['RFC8446-4.4.2.4-1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'md5' },
  },
  {
    id: 'chain-weak-key-accepted',
    title: 'A certificate with an RSA key of 1024 bits is accepted',
    breaks: ['FAPI2-SP-5.4.1-2'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'key-strength' },
  },
  {
    id: 'chain-duplicate-extension-accepted',
    title: 'A certificate that holds an extension twice is accepted',
    breaks: ['RFC5280-4.2-N1'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'duplicate-extension' },
  },
  {
    id: 'chain-critical-extension-ignored',
    title: 'A critical extension that is not known is passed over',
    breaks: ['RFC5280-6.1.5-f'],
    implies: [],
    clients: SHOWS_WITH,
    settings: { chainRuleOmitted: 'critical-extension' },
  },
];

/** Each that shows where no chain is looked at; dates are looked at apart from it. */
export const CHAIN_FAULTS: readonly string[] = chainDefects.map(({ id }) => id).filter((id) => id.startsWith('chain-'));
