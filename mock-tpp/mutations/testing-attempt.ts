/** Every step with inputs that it takes, and one run of it against the bank of a test; for tests only. */
import type { Json, StepReport, TppMutation } from '../contract.ts';
import { type Desk, type Issuer, withDesk } from '../testing-issuer.ts';

export type Inputs = { [name: string]: Json };

export const REQUEST = { scope: 'openid accounts' };
export const SIGNED = { ...REQUEST, request: 'signed' };
export const TOKEN = { code: 'c', code_verifier: 'v' };
/** With details of its own, which any dialect passes on. */
export const DETAILED = { ...REQUEST, authorization_details: [{ type: 'a', actions: ['read'] }] };
const PAYMENT = { consent: 'p-1', token: 't', amount: '1.00' };

/** Inputs that any step takes, and the path of its request. */
export const STEPS_HERE: { [use: string]: [path: string, inputs: Inputs] } = {
  'oauth.request': ['/par', REQUEST],
  'oauth.authorize': ['/authorize', {}],
  'oauth.token': ['/token', TOKEN],
  'oauth.refresh': ['/token', { refresh_token: 'r' }],
  'oauth.client_credentials': ['/token', { scope: 's' }],
  'oauth.introspect': ['/introspect', { token: 't' }],
  'oauth.revoke': ['/revoke', { token: 't' }],
  'oauth.register': ['/register', {}],
  'discovery.fetch': ['/.well-known/openid-configuration', { document: 'openid' }],
  'discovery.jwks': ['/jwks', {}],
  'discovery.resource': ['/.well-known/oauth-protected-resource/resource', {}],
  'consent.create': ['/aisp/account-access-consents', { kind: 'accounts', token: 't' }],
  'consent.get': ['/aisp/account-access-consents/a-1', { kind: 'accounts', token: 't', consent: 'a-1' }],
  'consent.delete': ['/aisp/account-access-consents/a-1', { kind: 'accounts', token: 't', consent: 'a-1' }],
  'consent.authorisation': [
    '/xs2a/v1/consents/a-1/authorisations/z-1',
    { kind: 'accounts', token: 't', consent: 'a-1', authorisation: 'z-1' },
  ],
  'consent.start-authorisation': [
    '/xs2a/v1/consents/a-1/authorisations',
    { kind: 'accounts', token: 't', consent: 'a-1' },
  ],
  'api.accounts': ['/aisp/accounts', { token: 't' }],
  'api.balances': ['/aisp/balances', { token: 't' }],
  'api.transactions': ['/aisp/transactions', { token: 't' }],
  // The addresses of these two are filled in by `attempt`.
  'http.request': ['/resource', {}],
  'oauth.client-configuration': ['/register/1', { token: 't' }],
  'payment.submit': ['/pisp/domestic-payments', PAYMENT],
  'funds.confirm': ['/cbpii/funds-confirmations', { consent: 'f-1', token: 't', amount: '1.00' }],
  'payment.confirm-funds': [
    '/pisp/domestic-vrp-consents/v-1/funds-confirmation',
    { consent: 'v-1', token: 't', amount: '1.00' },
  ],
  'payment.read': ['/pisp/domestic-payments/d-1', { payment: 'd-1', token: 't' }],
};

/** Steps that are told where to go. */
const ADDRESSED: { [use: string]: (origin: string) => Inputs } = {
  'http.request': (origin) => ({ url: `${origin}/resource` }),
  'oauth.client-configuration': (origin) => ({ uri: `${origin}/register/1` }),
};

/** Steps that the usual dialect of these tests does not have, and one that does. */
const DIALECTS: { [use: string]: string } = {
  'consent.authorisation': 'berlin-group',
  'consent.start-authorisation': 'berlin-group',
};

export const at = (place: string, name: string, inputs: Inputs = {}): TppMutation => ({
  at: place,
  do: name,
  with: inputs,
});

export interface Attempt {
  use: string;
  mutations: TppMutation[];
  inputs?: Inputs | undefined;
  client?: string | undefined;
  /** Whether a registration is sent as a JWT. */
  registersSigned?: boolean | undefined;
}

/** Runs a step in a session of its own, with what has to come before it; a request is opened in the browser. */
export const attempt = async (
  issuer: Issuer,
  { use, mutations, inputs, client = 'primary', registersSigned = false }: Attempt,
): Promise<void> => {
  issuer.reset();
  const api = { ...issuer.bank.api, xs2a: `${issuer.origin}/xs2a` };
  const registration = {
    json: { redirect_uris: ['${client.redirect_uri}'] },
    headers: {},
    management: true,
    signed: registersSigned ? { iss: 'software', aud: issuer.origin, mediaType: 'application/jwt' } : null,
  };
  const bank = { ...issuer.bank, api, registration, dialect: DIALECTS[use] ?? issuer.bank.dialect };
  await withDesk(bank, async ({ run }: Desk) => {
    const address: Inputs = ADDRESSED[use]?.(issuer.origin) ?? {};
    const given = { ...(inputs ?? STEPS_HERE[use]?.[1]), ...address };
    const open = async (asked: StepReport, more: { id: string; mutations: TppMutation[] }) =>
      run('oauth.authorize', { request: asked.outputs.request ?? null }, { ...more, client });
    if (use === 'oauth.authorize') await open(await run('oauth.request', REQUEST, { client }), { id: 's', mutations });
    else {
      const done = await run(use, given, { id: 's', mutations, client });
      if (use === 'oauth.request') await open(done, { id: 'then', mutations: [] });
    }
  });
};
