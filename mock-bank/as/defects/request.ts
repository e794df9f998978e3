/** Faults of the rules over authorization requests: what may be asked for, what is taken, what is refused. */
import type { Defect } from '../../behaviour.ts';

export const requestDefects: readonly Defect[] = [
  {
    id: 'ro-client-id-unchecked',
    title: 'A request object of another client_id is accepted',
    breaks: ['RFC9126-3-4', 'RFC9101-6.3-2'],
    implies: [],
    omits: ['request-object-client'],
  },
  {
    id: 'ro-nested-accepted',
    title: 'A request object that refers to another one is accepted',
    breaks: ['RFC9101-4-4', 'OIDC-CORE-6.1-2'],
    implies: [],
    omits: ['request-object-nested'],
  },
  {
    id: 'response-type-unregistered',
    title: 'A client gets an ID token in the browser though it registered for a code alone',
    breaks: ['FAPI2-SP-5.3.2.2-1'],
    implies: [],
    omits: ['response-type-registered'],
    replaces: { 'response-mode-registered': 'response-mode-registered-for-code' },
  },
  {
    id: 'response-type-anything',
    title: 'A response type that is unknown or missing is taken for code',
    breaks: ['RFC6749-3.1.1-1', 'FAPI2-SP-5.3.2.2-1'],
    implies: ['response-type-words-ignored'],
    replaces: { 'response-type': 'response-type-or-code' },
  },
  {
    id: 'unknown-parameter-refused',
    title: 'A parameter that the bank does not know is refused instead of ignored',
    breaks: ['RFC6749-3.1-4'],
    implies: [],
    replaces: { 'single-parameters': 'known-parameters' },
  },
  {
    id: 'scope-order-fixed',
    title: 'The scope openid counts only where it is the first',
    breaks: ['RFC6749-3.3-3'],
    implies: [],
    replaces: { scope: 'scope-openid-first' },
  },
  {
    id: 'nonce-of-64-refused',
    title: 'A nonce of 64 characters is too long for the bank',
    breaks: ['FAPI2-SP-5.3.2.2-14a'],
    implies: [],
    replaces: { 'state-and-nonce': 'state-and-short-nonce' },
  },
  {
    id: 'state-cut',
    title: 'A state is cut after 512 characters',
    breaks: ['FAPI2-SP-5.3.2.2-N4', 'RFC6749-4.1.2-5'],
    implies: [],
    settings: { longestState: 512 },
  },
  {
    id: 'state-required',
    title: 'A request without a state is refused',
    breaks: ['RFC6749-4.1.2-5'],
    implies: [],
    replaces: { 'nonce-or-state': 'state-always' },
  },
  {
    id: 'nonce-required',
    title: 'A request for a code without a nonce is refused',
    breaks: ['OIDC-CORE-2-3'],
    implies: [],
    replaces: { 'nonce-or-state': 'nonce-always' },
  },
  {
    id: 'grant-type-ignored',
    title: 'A grant type that the bank does not know is taken for an authorization code',
    breaks: ['RFC6749-5.2-4'],
    implies: [],
    replaces: { 'grant-type': 'grant-type-or-code' },
  },
];
