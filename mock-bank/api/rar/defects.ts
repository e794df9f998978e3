/** Faults of authorization_details: what is let in, granted, reported and enforced; and what other banks lawfully do. */
import type { Defect, Variation } from '../../behaviour.ts';

export const rarDefects: readonly Defect[] = [
  {
    id: 'rar-malformed-ignored',
    title: 'authorization_details that cannot be read are taken as not sent',
    breaks: ['RFC9396-2-1'],
    implies: [],
    replaces: { 'details-form': 'details-form-or-nothing' },
  },
  {
    id: 'rar-unknown-type-accepted',
    title: 'authorization_details of a type nobody knows are granted',
    breaks: ['RFC9396-5-1'],
    implies: [],
    omits: ['details-types-known'],
  },
  {
    id: 'rar-unregistered-type-accepted',
    title: 'authorization_details of a type the client is not registered for are granted',
    breaks: ['RFC9396-10-1'],
    implies: [],
    omits: ['details-types-registered'],
  },
  {
    id: 'rar-unknown-field-accepted',
    title: 'A field that the type does not have is granted',
    breaks: ['RFC9396-5-2'],
    implies: [],
    omits: ['details-fields-known'],
  },
  {
    id: 'rar-wrong-type-accepted',
    title: 'A field may have another JSON type, such as a number for the amount',
    breaks: ['RFC9396-5-3'],
    implies: [],
    omits: ['details-field-types'],
  },
  {
    id: 'rar-invalid-value-accepted',
    title:
      'A field may have a value that makes no sense, such as an amount below zero or an IBAN with a wrong check digit',
    breaks: ['RFC9396-5-4'],
    implies: [],
    omits: ['details-field-values'],
  },
  {
    id: 'rar-missing-field-accepted',
    title: 'A field that the type needs may be left out',
    breaks: ['RFC9396-5-5'],
    implies: [],
    omits: ['details-fields-present'],
  },
  {
    id: 'rar-page-hides-details',
    title: 'The consent page shows scopes and not what the authorization_details ask for',
    breaks: ['RFC9396-3.1-1', 'FAPI2-SP-5.3.2.2-13', 'RTS-5-1a'],
    implies: [],
    settings: { detailsOnConsentPage: 'hidden' },
  },
  {
    id: 'rar-missing-from-token-response',
    title: 'The token response does not tell the authorization_details that were granted',
    breaks: ['RFC9396-7-1'],
    implies: [],
    omits: ['token-response-details'],
  },
  {
    id: 'rar-granted-wider',
    title: 'Account access is granted with every action there is, whatever was asked for',
    breaks: ['RFC9396-7-1', 'RFC9396-9-1'],
    implies: ['rar-not-enforced-at-resource', 'rar-widened-at-token'],
    settings: { grantedDetails: 'every-action' },
  },
  {
    id: 'rar-missing-from-introspection',
    title: 'Introspection does not tell the authorization_details of an access token',
    breaks: ['RFC9396-9.2-1'],
    implies: [],
    omits: ['introspection/token-details'],
  },
  {
    id: 'rar-widened-at-token',
    title: 'A token request gets authorization_details beyond those approved',
    breaks: ['RFC9396-6-1'],
    implies: [],
    replaces: { 'details-within-grant': 'details-as-asked' },
  },
  {
    id: 'rar-not-enforced-at-resource',
    title: 'Account data is served for actions that were not granted',
    breaks: ['RFC9396-9-1'],
    implies: [],
    omits: ['details-action-granted'],
  },
  {
    id: 'rar-amount-not-enforced',
    title: 'A payment may have another amount than the authorization_details',
    breaks: ['RFC9396-9-1', 'RTS-5-1d'],
    implies: [],
    omits: ['details-amount-linked'],
  },
  {
    id: 'rar-payee-not-enforced',
    title: 'A payment may have another payee than the authorization_details',
    breaks: ['RFC9396-9-1', 'RTS-5-1d'],
    implies: [],
    omits: ['details-payee-linked'],
  },
  {
    id: 'rar-payment-repeatable',
    title: 'One approval carries a second payment',
    breaks: ['RFC9396-9-1'],
    implies: [],
    omits: ['details-payment-unspent'],
  },
];

export const rarVariations: readonly Variation[] = [
  {
    id: 'rar-enriched-details',
    title: 'Granted authorization_details also name the accounts they are about',
    settings: { grantedDetails: 'enriched' },
  },
];
