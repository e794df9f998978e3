/** A bank that lets a test's user in, and what the agent needs to walk it; for tests only. */
import type { TppPageRule } from '../contract.ts';
import type { Submission } from './submission.ts';
import type { Answer, Routes, Served } from './testing-server.ts';
import type { WalkSurroundings } from './way.ts';

export const REDIRECT_URI = 'https://tpp.example/callback';

/** An address as a browser opens it. */
export const opens = (url: string): Submission => ({ method: 'GET', url, contentType: null, body: null });

export const pages: TppPageRule[] = [
  {
    id: 'login',
    fields: ['username', 'password'],
    buttons: [],
    fill: { username: '${psu.username}', password: '${psu.password}' },
    tick: [],
    clear: [],
    press: 'go',
    means: 'login',
    deny: null,
  },
  {
    id: 'otp',
    fields: ['otp'],
    buttons: [],
    fill: { otp: '${psu.otp}' },
    tick: [],
    clear: [],
    press: 'go',
    means: 'sca',
    deny: null,
  },
  {
    id: 'consent',
    fields: [],
    buttons: ['approve', 'deny'],
    fill: {},
    tick: [],
    clear: [],
    press: 'approve',
    means: 'consent',
    deny: 'deny',
  },
];

export const login =
  '<form method=post action=/login><input name=username><input name=password type=password><button id=go>Go</button></form>';
const otp =
  '<form method=post action=/otp><input type=hidden name=csrf value=t1><input id=otp name=otp><button id=go>Go</button></form>';
export const consent =
  '<form method=post action=/consent><button id=approve name=decision value=yes>A</button><button id=deny name=decision value=no>D</button></form>';

export const html = (text: string, status = 200): Answer => ({ status, html: text });
export const to = (location: string, status = 303): Answer => ({ status, headers: { location } });

export const friendly: Routes = {
  'GET /authorize': () => ({
    ...to('/login?i=1'),
    headers: { location: '/login?i=1', 'set-cookie': 'session=abcdefghij; HttpOnly' },
  }),
  'GET /login': () => html(login),
  'POST /login': () => to('/otp'),
  'GET /otp': () => html(otp),
  'POST /otp': () => to('/consent'),
  'GET /consent': () => html(consent),
  'POST /consent': ({ form }) =>
    to(
      form.get('decision') === 'yes'
        ? `${REDIRECT_URI}?code=secret-code&state=s`
        : `${REDIRECT_URI}?error=access_denied`,
    ),
};

export const surroundings = (served: Served, more: Partial<WalkSurroundings> = {}): WalkSurroundings => ({
  browse: served.browse,
  bank: {
    hosts: [served.origin],
    psu: {
      users: [],
      agent: { kind: 'http', timeoutMs: 0 },
      pages,
      prompt: null,
      error: { fields: ['error-code'], status: [400, 403, 500] },
    },
    limits: { requestMs: 1000, bodyBytes: 1_000_000, redirects: 20, waitMs: 0 },
  },
  psu: { username: 'anna', password: 'p&ss word', otp: null },
  now: () => 0,
  random: (bytes) => new Uint8Array(bytes),
  taint: () => undefined,
  oneTimeCode: async () => '123456',
  ...more,
});
