import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { tokenStateDefects } from './token-state.ts';

const asks = ({ primary }: Kit, path: string, form: Record<string, string>) =>
  primary.post(path, { ...primary.credentials(), ...form });

const unknown = { token: 'a-token-that-no-bank-gave' };

/** The refresh tokens of two grants. */
async function refreshTokens({ primary }: Kit): Promise<[string, string]> {
  const [one, two] = [await primary.tokens(), await primary.tokens()];
  return [one.refresh, two.refresh];
}

const differingDigits = ([one, two]: [string, string]): boolean =>
  one.slice(0, 32) === two.slice(0, 32) && one.length === two.length;

/** The status of a refresh that asks for a scope. */
async function refreshedFor({ primary }: Kit, scope: string): Promise<number> {
  const { refresh: token } = await primary.tokens();
  const form = { grant_type: 'refresh_token', refresh_token: token, scope };
  return (await primary.post('/token', { ...primary.credentials(), ...form })).status;
}

/** What introspection says of the tokens of a grant, a minute after its access token has ended. */
const later =
  (which: 'access' | 'refresh', active: boolean): Probe =>
  async (kit) => {
    const tokens = await kit.primary.tokens();
    const before = await asks(kit, '/introspect', { token: tokens[which] });
    kit.opened.bank.clock.advance(kit.opened.bank.settings.accessTokenLifetimeSeconds + 60);
    const { json } = await asks(kit, '/introspect', { token: tokens[which] });
    return before.json.active === true && json.active === active;
  };

const probes: Record<string, Probe> = {
  'introspect-end-ignored': later('access', true),
  'introspect-refresh-ends-with-access': later('refresh', false),
  'refresh-drops-openid': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const { json, status } = await primary.refresh(refresh);
    return status === 200 && !String(json.scope).includes('openid') && json.scope !== undefined;
  },
  'introspection-assertion-own-address': async (kit) =>
    (await asks(kit, '/introspect', { token: (await kit.primary.tokens()).refresh })).status === 401,
  'userinfo-scope-unchecked': async ({ primary }) => {
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const { json } = await primary.post('/token', form);
    return (await primary.get('/userinfo', json.access_token)).status === 200;
  },
  'resource-scope-unchecked': async ({ primary }) => {
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const { json } = await primary.post('/token', form);
    return (await primary.get('/resource', json.access_token)).status === 200;
  },
  'refresh-scope-shrinks': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    const { json } = await primary.refresh(refresh);
    const again = await primary.refresh(json.refresh_token ?? refresh);
    return json.refresh_token !== undefined && again.status === 200;
  },
  'refresh-scope-narrowed-for-good': async ({ primary }) => {
    let { refresh: token } = await primary.tokens();
    const scopeOf = async (change: { scope?: string }): Promise<unknown> => {
      const form = { grant_type: 'refresh_token', refresh_token: token, ...change };
      const { json } = await primary.post('/token', { ...primary.credentials(), ...form });
      token = String(json.refresh_token ?? token);
      return json.scope;
    };
    const [whole, , again] = [await scopeOf({}), await scopeOf({ scope: 'openid' }), await scopeOf({})];
    return whole !== again;
  },
  'refresh-scope-refused': async (kit) => (await refreshedFor(kit, 'openid resource')) === 400,
  'refresh-scope-narrower-refused': async (kit) => (await refreshedFor(kit, 'openid')) === 400,
  'credentials-counted': async (kit) => {
    const given = await refreshTokens(kit);
    return differingDigits(given) && given[0].length === 39;
  },
  'credentials-timed': async (kit) => {
    const given = await refreshTokens(kit);
    return differingDigits(given) && given[0].length > 39;
  },
  'credentials-short': async (kit) => (await refreshTokens(kit))[0].length === 11,
  'introspect-without-token-answered': async (kit) => (await asks(kit, '/introspect', {})).status === 200,
  'introspect-type-bearer': async ({ dpop }) => {
    const { access } = await dpop.tokens();
    const { json } = await dpop.post('/introspect', { ...dpop.credentials(), token: access });
    return json.active === true && json.token_type !== 'DPoP';
  },
  'introspect-inactive-tells-more': async (kit) => {
    const { status, json } = await asks(kit, '/introspect', unknown);
    return status === 200 && Object.keys(json).length > 1;
  },
  'introspect-active-is-text': async (kit) => {
    return typeof (await asks(kit, '/introspect', unknown)).json.active === 'string';
  },
  'introspect-unknown-refused': async (kit) => (await asks(kit, '/introspect', unknown)).status === 400,
  'revocation-unknown-refused': async (kit) => (await asks(kit, '/revoke', unknown)).status !== 200,
  'revocation-hint-trusted': async ({ primary }) => {
    const { refresh: token } = await primary.tokens();
    await primary.post('/revoke', { ...primary.credentials(), token, token_type_hint: 'access_token' });
    return (await primary.refresh(token)).status === 200;
  },
  'client-credentials-refresh': async (kit) => {
    const { json } = await asks(kit, '/token', { grant_type: 'client_credentials', scope: 'accounts' });
    return json.refresh_token !== undefined;
  },
};

describeDefects('defects of how tokens are asked about', tokenStateDefects, probes);
