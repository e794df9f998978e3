/** Faults of consents, account access and payments. */
import type { Defect, Variation } from '../behaviour.ts';

export const apiDefects: readonly Defect[] = [
  {
    id: 'consent-expiry-unchecked',
    title: 'Account data is served after the consent has ended',
    breaks: ['UK-OB-3.1-AIS-1'],
    implies: [],
    omits: ['consent-unexpired'],
  },
  {
    id: 'consent-ends-early',
    title: 'Account data is refused a minute before the consent ends',
    breaks: ['UK-OB-3.1-AIS-1'],
    implies: [],
    settings: { consentEndsEarlySeconds: 60 },
  },
  {
    id: 'refresh-survives-expiry',
    title: 'A refresh token gives access tokens after the consent has ended',
    breaks: ['UK-OB-3.1-AIS-1', 'RFC6749-5.2-3'],
    implies: [],
    omits: ['refresh-consent-unexpired'],
  },
  {
    id: 'consent-revocation-ignored',
    title: 'Account data is served after the user took the consent back',
    breaks: ['UK-OB-3.1-AIS-2'],
    implies: [],
    omits: ['consent-not-revoked'],
  },
  {
    id: 'refresh-survives-revocation',
    title: 'A refresh token gives access tokens after the user took the consent back',
    breaks: ['UK-OB-3.1-AIS-2', 'RFC6749-5.2-3'],
    implies: [],
    omits: ['refresh-consent-not-revoked'],
  },
  {
    id: 'consent-delete-ignored',
    title: 'Account data is served after the TPP deleted the consent',
    breaks: ['UK-OB-3.1-AIS-3'],
    implies: [],
    omits: ['consent-not-deleted'],
  },
  {
    id: 'refresh-survives-delete',
    title: 'A refresh token gives access tokens after the TPP deleted the consent',
    breaks: ['UK-OB-3.1-AIS-3', 'RFC6749-5.2-3'],
    implies: [],
    omits: ['refresh-consent-not-deleted'],
  },
  {
    id: 'consent-readable-after-delete',
    title: 'A deleted consent can still be read',
    breaks: ['UK-OB-3.1-AIS-3'],
    implies: [],
    omits: ['account-consent.read/named-consent-not-deleted'],
  },
  {
    id: 'consent-cached-per-connection',
    title: 'The end of a consent is noticed on a new connection only',
    breaks: ['UK-OB-3.1-AIS-2', 'UK-OB-3.1-AIS-3'],
    implies: [],
    replaces: {
      'consent-not-revoked': 'consent-not-revoked-once-per-connection',
      'consent-not-deleted': 'consent-not-deleted-once-per-connection',
    },
  },
  {
    id: 'consent-permission-unchecked',
    title: 'Data is served that the consent does not cover',
    breaks: ['UK-OB-3.1-AIS-4'],
    implies: [],
    omits: ['permission-granted'],
  },
  {
    id: 'consent-any-tpp',
    title: 'A consent can be read and deleted by another TPP',
    breaks: ['UK-OB-3.1-AIS-5'],
    implies: [],
    omits: ['named-consent-owner'],
  },
  {
    id: 'consent-any-tpp-authorise',
    title: 'A consent can be authorised for another TPP',
    breaks: ['UK-OB-3.1-AIS-5'],
    implies: [],
    omits: ['intent-owner'],
  },
  {
    id: 'consent-unauthorised-served',
    title: 'Account data is served to an application without any user behind it',
    breaks: ['UK-OB-3.1-AIS-6'],
    implies: [],
    replaces: { 'data-user-token': 'data-user-token-optional' },
  },
  {
    id: 'consent-any-status-authorised',
    title: 'A consent can be authorised that was rejected, deleted or used',
    breaks: ['UK-OB-3.1-AIS-3', 'UK-OB-3.1-PIS-3'],
    implies: [],
    omits: ['intent-status'],
  },
  {
    id: 'consent-payment-reusable',
    title: 'A consent carries a second payment',
    breaks: ['UK-OB-3.1-PIS-1'],
    implies: [],
    omits: ['payment-consent-status'],
  },
  {
    id: 'payment-consent-unapproved',
    title: 'A token of one payment consent pays under another, which nobody approved',
    breaks: ['UK-OB-3.1-PIS-4'],
    implies: [],
    replaces: { 'payment-consent': 'payment-consent-of-client', 'payment-consent-status': 'payment-consent-unspent' },
  },
  {
    id: 'payment-unauthorised-executed',
    title: 'A payment is executed for an application without any user behind it',
    breaks: ['UK-OB-3.1-PIS-4'],
    implies: [],
    replaces: { 'payment-user-token': 'payment-user-token-optional' },
  },
];

export const apiVariations: readonly Variation[] = [];
