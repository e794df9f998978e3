import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { tokenStateDefects } from './token-state.ts';

const asks = ({ primary }: Kit, path: string, form: Record<string, string>) =>
  primary.post(path, { ...primary.credentials(), ...form });

const unknown = { token: 'a-token-that-no-bank-gave' };

const probes: Record<string, Probe> = {
  'introspect-without-token-answered': async (kit) => (await asks(kit, '/introspect', {})).status === 200,
  'introspect-inactive-tells-more': async (kit) => {
    return Object.keys((await asks(kit, '/introspect', unknown)).json).length > 1;
  },
  'introspect-active-is-text': async (kit) => {
    return typeof (await asks(kit, '/introspect', unknown)).json.active === 'string';
  },
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
