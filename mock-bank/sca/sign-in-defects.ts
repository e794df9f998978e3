/** Faults of the pages at which a payer signs in and approves, and of how long that is good for. */
import type { Defect, Variation } from '../behaviour.ts';

export const signInDefects: readonly Defect[] = [
  {
    id: 'sca-blocked-at-once',
    title: 'The first failure blocks the payer',
    breaks: ['RTS-4-N1'],
    implies: [],
    settings: { mostFailures: 1 },
  },
  {
    id: 'sca-session-ends-early',
    title: 'A session of the payer ends after thirty seconds of idling',
    breaks: ['RTS-4-N1'],
    implies: [],
    settings: { idleSeconds: 30 },
  },
  {
    id: 'sca-code-unchecked',
    title: 'Any one-time code is taken',
    breaks: ['RTS-4-N3'],
    implies: [],
    settings: { factorsJudged: 'password' },
  },
  {
    id: 'sca-password-unchecked',
    title: 'Any password is taken, and the code decides alone',
    breaks: ['RTS-4-N3'],
    implies: [],
    settings: { factorsJudged: 'code' },
  },
  {
    id: 'sca-answer-tells-user',
    title: 'A refused sign-in tells whether there is a user of that name',
    breaks: ['RTS-4-N2'],
    implies: [],
    settings: { signInAnswer: 'tells-user' },
  },
  {
    id: 'sca-answer-tells-factor',
    title: 'Password and code are judged together, and the answer tells which of them was wrong',
    breaks: ['RTS-4-3a'],
    implies: [],
    settings: { signInJudged: 'together', signInAnswer: 'tells-factor' },
  },
  {
    id: 'sca-page-rounds-amount',
    title: 'The page that asks for the code leaves the cents out',
    breaks: ['RTS-5-1a'],
    implies: [],
    settings: { codePage: 'whole-amount' },
  },
  {
    id: 'sca-page-other-currency',
    title: 'The page that asks for the code shows another currency',
    breaks: ['RTS-5-1a'],
    implies: [],
    settings: { codePage: 'other-currency' },
  },
  {
    id: 'sca-access-from-consent',
    title: 'The period of access runs from when the consent was lodged, not from the authentication',
    breaks: ['RTS-10a-1'],
    implies: [],
    settings: { accountAccessFrom: 'consent' },
  },
  {
    id: 'sca-access-from-last-token',
    title: 'Every new token begins the period of access anew',
    breaks: ['RTS-10a-2b'],
    implies: [],
    settings: { accountAccessFrom: 'last-token' },
  },
  {
    id: 'id-token-acr-always-sca',
    title: 'The ID token says that the user was strongly authenticated, also where no second factor was asked for',
    breaks: ['UK-OB-3.1-SEC-2'],
    implies: [],
    replaces: { 'id-token-acr': 'id-token-acr-always' },
  },
  {
    id: 'id-token-acr-never-sca',
    title: 'The ID token says that the user was not strongly authenticated, although a second factor was asked for',
    breaks: ['UK-OB-3.1-SEC-2'],
    implies: [],
    replaces: { 'id-token-acr': 'id-token-acr-never' },
  },
  {
    id: 'refresh-ends-after-90-days',
    title: 'A refresh token ends after 90 days, whatever the consent says',
    breaks: ['RTS-10a-1'],
    implies: [],
    settings: { refreshTokenLifetimeSeconds: 90 * 86_400 },
  },
];

export const signInVariations: readonly Variation[] = [
  {
    id: 'sign-in-judged-together',
    title: 'The password is judged together with the code, and both are asked for again',
    settings: { signInJudged: 'together' },
  },
  {
    id: 'sca-uk-account-access',
    title: 'Access through a service goes on without being authenticated again, as in the United Kingdom',
    settings: { accountAccessRules: 'uk-2021' },
    withdraws: ['sca.renewal'],
  },
];
