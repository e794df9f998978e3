/** Faults in giving nonces for proofs, and in asking for them. */
import type { Defect } from '../behaviour.ts';

export const nonceDefects: readonly Defect[] = [
  {
    id: 'dpop-nonce-optional',
    title: 'A nonce is handed out, but a proof without one is accepted',
    breaks: ['RFC9449-4.3-10', 'RFC9449-8-4'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required' },
    replaces: { 'dpop-nonce': 'dpop-nonce-if-sent' },
  },
  {
    id: 'dpop-nonce-unchecked',
    title: 'A nonce is asked for, but any will do',
    breaks: ['RFC9449-4.3-10', 'RFC9449-8-4'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required' },
    replaces: { 'dpop-nonce': 'dpop-nonce-any' },
  },
  {
    id: 'dpop-nonce-shared',
    title: 'A resource takes the nonce of the authorization server for its own',
    breaks: ['RFC9449-9-2'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required' },
    replaces: { 'dpop-nonce': 'dpop-nonce-of-either' },
  },
  {
    id: 'dpop-nonce-twice',
    title: 'Two nonces are given at once',
    breaks: ['RFC9449-8-3'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required', dpopNonceGiven: 'twice' },
  },
  {
    id: 'dpop-nonce-quoted',
    title: 'A nonce is given in quotes, which none may hold, and so none is asked for',
    breaks: ['RFC9449-8.1-1'],
    implies: ['dpop-nonce-optional'],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required', dpopNonceGiven: 'unquotable' },
    replaces: { 'dpop-nonce': 'dpop-nonce-if-sent' },
  },
  {
    id: 'dpop-nonce-cacheable',
    title: 'The answer that gives a nonce may be cached',
    breaks: ['RFC9449-8.2-2'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required', dpopNonceDemand: 'cacheable' },
  },
  {
    id: 'dpop-nonce-the-time',
    title: 'A nonce is the time of day',
    breaks: ['RFC9449-8-2'],
    implies: ['dpop-nonce-shared'],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required', dpopNonceGiven: 'time' },
    replaces: { 'dpop-nonce': 'dpop-nonce-the-time' },
  },
  {
    id: 'dpop-nonce-unchallenged',
    title: 'A resource demands its nonce with a challenge of Bearer',
    breaks: ['RFC9449-9-1'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required', dpopNonceDemand: 'as-bearer' },
  },
];
