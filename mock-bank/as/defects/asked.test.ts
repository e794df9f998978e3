import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf } from '../../testkit/tpp.ts';
import { askedDefects } from './asked.ts';

const TYPE = 'application/token-introspection+jwt';

async function introspected({ primary }: Kit): Promise<string> {
  const { access } = await primary.tokens();
  const body = new URLSearchParams({ ...primary.credentials(), token: access }).toString();
  const headers = { accept: TYPE, 'content-type': 'application/x-www-form-urlencoded' };
  return (await ask(primary.agent, `${primary.issuer}/introspect`, { method: 'POST', headers, body })).text;
}

const header = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString());

const probes: Record<string, Probe> = {
  'introspection-jwt-unsigned': async (kit) => header(await introspected(kit)).alg === 'none',
  'introspection-jwt-rs256': async (kit) => header(await introspected(kit)).alg === 'RS256',
  'introspection-jwt-typ-wrong': async (kit) => header(await introspected(kit)).typ !== 'token-introspection+jwt',
  'introspection-jwt-aud-wrong': async (kit) => claimsOf(await introspected(kit)).aud !== kit.primary.clientId,
  'introspection-jwt-content-misplaced': async (kit) => !('token_introspection' in claimsOf(await introspected(kit))),
  'userinfo-sub-wrong': async ({ primary }) => {
    const { access, id } = await primary.tokens();
    return (await primary.get('/userinfo', access)).json.sub !== claimsOf(id).sub;
  },
  'userinfo-sub-number': async ({ primary }) => {
    const { access } = await primary.tokens();
    return typeof (await primary.get('/userinfo', access)).json.sub === 'number';
  },
  'userinfo-as-text': async ({ primary }) => {
    const { access } = await primary.tokens();
    return (await primary.get('/userinfo', access)).headers['content-type'] === 'text/plain';
  },
  'userinfo-errors-with-200': async ({ primary }) => {
    const { status, json } = await primary.get('/userinfo', 'a-token-that-no-bank-gave');
    return status === 200 && typeof json.error === 'string';
  },
  'userinfo-binding-unchecked': async ({ primary }) => {
    const { access } = await primary.tokens();
    primary.present('second');
    const { json } = await primary.get('/userinfo', access);
    primary.present('primary');
    return 'sub' in json;
  },
  'userinfo-without-token': async ({ primary }) => {
    return 'sub' in (await ask(primary.browser, `${primary.issuer}/userinfo`)).json;
  },
};

describeDefects('defects of introspection as a JWT and of UserInfo', askedDefects, probes);
