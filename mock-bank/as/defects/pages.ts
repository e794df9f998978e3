/** Faults of the pages, and of the letters that answers are written in. */
import type { Defect } from '../../behaviour.ts';

/** Faults of the letters that answers are written in. */
export const letterDefects: readonly Defect[] = [
  {
    id: 'codes-beyond-ascii',
    title: 'Codes and refresh tokens hold letters beyond ASCII',
    breaks: ['RFC6749-A-1'],
    implies: [],
    settings: { madeUp: 'beyond-ascii' },
  },
  {
    id: 'error-description-quoted',
    title: 'Error descriptions hold quotes',
    breaks: ['RFC6749-4.1.2.1-3'],
    implies: [],
    replaces: { 'response-error-description': 'response-error-description-quoted' },
    settings: { errorDescriptions: 'quoted' },
  },
  {
    id: 'token-type-missing',
    title: 'Nobody is told the type of a token',
    breaks: ['RFC6749-5.1-1'],
    implies: [],
    settings: { tokenTypeTold: 'never' },
  },
];

/** Faults of the pages, and of what their headers ask of a browser. */
export const pageDefects: readonly Defect[] = [
  {
    id: 'pages-framable',
    title: 'Pages may be shown in frames of others',
    breaks: ['RFC9700-4.16-1', 'RFC6749-10.13-1'],
    implies: [],
    settings: { pageProtection: 'framable' },
  },
  {
    id: 'pages-without-hsts',
    title: 'Nothing asks the browser to come by TLS alone',
    breaks: ['RFC9325-3.2-1'],
    implies: [],
    settings: { pageProtection: 'without-hsts' },
  },
  {
    id: 'pages-with-third-party',
    title: 'Pages load a picture of others, and tell them their whole address',
    breaks: ['RFC9700-4.2.4-1'],
    implies: [],
    settings: { pageProtection: 'third-party' },
  },
  {
    id: 'authorize-with-cors',
    title: 'The authorization endpoint lets scripts of any origin read its answers',
    breaks: ['FAPI2-SP-5.2.3-3', 'RFC9700-2.6-3'],
    implies: [],
    settings: { authorizationCors: 'open' },
  },
  {
    id: 'sign-in-page-raw',
    title: 'The page for signing in writes the state of the request as it came',
    breaks: ['RFC6749-10.14-1'],
    implies: [],
    settings: { writtenRaw: 'sign-in' },
  },
  {
    id: 'error-page-raw',
    title: 'The page of an error writes the client that it does not know as it came',
    breaks: ['RFC6749-10.14-1'],
    implies: [],
    replaces: { 'authorize-client': 'authorize-client-or-named' },
    settings: { writtenRaw: 'error' },
  },
  {
    id: 'error-page-raw-reference',
    title: 'The page of an error writes the request_uri that it does not know as it came',
    breaks: ['RFC6749-10.14-1'],
    implies: [],
    replaces: { 'request-uri-known': 'request-uri-known-or-named' },
    settings: { writtenRaw: 'error' },
  },
  {
    id: 'form-post-raw',
    title: 'A response in a form has the state as it came',
    breaks: ['RFC6749-10.14-1'],
    implies: [],
    settings: { writtenRaw: 'form-post' },
  },
  {
    id: 'consent-page-raw',
    title: 'The consent page writes the payee as it came',
    breaks: ['RFC9396-12-2'],
    implies: [],
    settings: { writtenRaw: 'details' },
  },
  {
    id: 'unknown-client-answered',
    title: 'A request that names an unknown client is answered where it goes',
    breaks: ['RFC6749-4.1.2.1-1'],
    implies: [],
    replaces: { 'authorize-client': 'authorize-client-or-answer' },
  },
];

/** Faults of the dashboard, where the user sees and takes back what it gave. */
export const dashboardDefects: readonly Defect[] = [
  {
    id: 'dashboard-leaves-access-tokens',
    title: 'What the user takes back at the dashboard goes on with the access tokens that are out',
    breaks: ['UK-OB-3.1-AIS-2', 'BG-1.3-AIS-2'],
    implies: [],
    settings: { dashboardEnds: 'refresh-tokens' },
  },
  {
    id: 'dashboard-leaves-refresh-tokens',
    title: 'What the user takes back at the dashboard goes on with a refresh token',
    breaks: ['RFC6749-5.2-3'],
    implies: [],
    settings: { dashboardEnds: 'access-tokens' },
  },
  {
    id: 'dashboard-other-end',
    title: 'The dashboard shows that a consent ends a year later than it does',
    breaks: ['UK-OB-3.1-AIS-13'],
    implies: [],
    settings: { dashboardLists: 'other-end' },
  },
  {
    id: 'dashboard-leaves-consent-out',
    title: 'The dashboard does not list consents for accounts',
    breaks: ['UK-OB-3.1-AIS-13'],
    implies: [],
    settings: { dashboardLists: 'no-accounts' },
  },
];
