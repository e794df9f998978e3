import { describeDefects, type Probe } from '../../testkit/probe.ts';
import type { Tpp } from '../../testkit/tpp.ts';
import { requestDefects } from './request.ts';

const VERIFIER = 'a'.repeat(43);

const pushes = async (tpp: Tpp, change: Record<string, string | undefined>): Promise<boolean> =>
  (await tpp.push(change)).answer.status === 201;

const pushesObject =
  (change: Record<string, string>): Probe =>
  async ({ primary }) => {
    const now = primary.now();
    const times = { nbf: now, exp: now + 300 };
    const request = primary.requestObject({ ...primary.parameters(VERIFIER), ...times, ...change });
    return (await primary.post('/par', { ...primary.credentials(), request })).status === 201;
  };

const probes: Record<string, Probe> = {
  'ro-client-id-unchecked': pushesObject({ client_id: 'somebody-else' }),
  'ro-nested-accepted': pushesObject({ request_uri: 'urn:ietf:params:oauth:request_uri:made-up' }),
  'response-type-unregistered': ({ primary }) => pushes(primary, { response_type: 'code id_token' }),
  'response-type-anything': ({ primary }) => pushes(primary, { response_type: 'token' }),
  'unknown-parameter-refused': async ({ primary }) => !(await pushes(primary, { assay_unknown: 'x' })),
  'form-order-fixed': async ({ primary }) => {
    const form = Object.entries({ ...primary.credentials(), ...primary.parameters(VERIFIER) }).reverse();
    const { client_assertion: assertion = '', ...others } = Object.fromEntries(form);
    return (await primary.post('/par', [['client_assertion', assertion], ...Object.entries(others)])).status === 400;
  },
  'prompt-none-refused-at-push': async ({ primary }) => !(await pushes(primary, { prompt: 'none' })),
  'pkce-challenge-strippable': async ({ primary }) => {
    const { requestUri, verifier } = await primary.push({
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    return (await primary.redeem(code, verifier)).status === 200;
  },
  'scope-order-fixed': async ({ primary }) => !(await pushes(primary, { scope: 'resource openid' })),
  'nonce-of-64-refused': async ({ primary }) => !(await pushes(primary, { nonce: 'n'.repeat(64) })),
  'state-required': async ({ primary }) => !(await pushes(primary, { state: undefined })),
  'nonce-required': async ({ primary }) => !(await pushes(primary, { nonce: undefined })),
  'state-cut': async ({ primary }) => {
    const { requestUri } = await primary.push({ state: 's'.repeat(1200) });
    return (await primary.authorize(requestUri)).searchParams.get('state')?.length === 512;
  },
  'grant-type-ignored': async ({ primary }) => {
    const { requestUri, verifier } = await primary.push();
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    return (await primary.redeem(code, verifier, { grant_type: 'something-else' })).status === 200;
  },
};

describeDefects('defects of the rules over requests', requestDefects, probes);
