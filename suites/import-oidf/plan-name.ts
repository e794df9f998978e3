/** A plan of the OpenID Foundation suite and its variant: which profile and which answers on our axes they stand for. */
import type { Collected } from './collected.ts';

export interface SuitePlan {
  name: string;
  variant: { [axis: string]: string };
}

/** As its runner takes it: `plan[axis=value][axis=value]:module,module`. Null when it is not written like that. */
export function parsePlan(written: string): SuitePlan | null {
  const [, name, axes = ''] =
    /^([\w.-]{1,200})((?:\[[\w.-]+=[^\][]{1,200}\])*)(?::[\w,.*-]*)?$/.exec(written.slice(0, 4000)) ?? [];
  if (name === undefined) return null;
  const pairs = [...axes.matchAll(/\[([\w.-]+)=([^\][]+)\]/g)];
  return { name, variant: Object.fromEntries(pairs.map(([, axis = '', value = '']) => [axis, value])) };
}

/** By the beginning of the plan's name. */
const PROFILES: readonly (readonly [plan: string, profile: string])[] = [
  ['fapi2-message-signing', 'fapi2-message-signing'],
  ['fapi2-security-profile', 'fapi2-security'],
  ['fapi1-advanced', 'fapi1-advanced'],
  ['oidcc-', 'openid-connect'],
];

/** Ecosystems that have a profile of their own, by the suite's name: those that build on Message Signing. */
const ECOSYSTEMS: { readonly [fapiProfile: string]: string } = {
  openbanking_uk: 'fapi2-uk',
  connectid_au: 'connectid-au',
  cbuae: 'uae-cbuae',
};

/** Null for a plan that is about something else, such as CIBA or relying parties. */
export function profileOf({ name, variant }: SuitePlan): string | null {
  if (/-client-test-plan|ciba/.test(name)) return null;
  const profile = PROFILES.find(([plan]) => name.startsWith(plan))?.[1] ?? null;
  const ecosystem = variant.fapi_profile ?? '';
  const own = Object.hasOwn(ECOSYSTEMS, ecosystem) ? ECOSYSTEMS[ecosystem] : undefined;
  return profile === 'fapi2-message-signing' ? (own ?? profile) : profile;
}

type Answers = { [axis: string]: string };

const BY_VALUE = { 'request-delivery': 'by-value', 'request-signing': 'signed' };

/** Our answers for each value of the suite's variant. */
const ANSWERS: { readonly [axis: string]: { readonly [value: string]: Answers } } = {
  client_auth_type: {
    private_key_jwt: { 'client-auth': 'private_key_jwt' },
    mtls: { 'client-auth': 'tls_client_auth' },
  },
  sender_constrain: { mtls: { 'sender-constraint': 'mtls' }, dpop: { 'sender-constraint': 'dpop' } },
  fapi_request_method: {
    unsigned: { 'request-signing': 'none' },
    signed_non_repudiation: { 'request-signing': 'signed' },
  },
  fapi_auth_request_method: { by_value: BY_VALUE, pushed: { ...BY_VALUE, 'request-delivery': 'pushed' } },
  fapi_response_mode: { plain_response: {}, jarm: { 'response-mode': 'jwt' } },
  openid: { openid_connect: { protocol: 'openid' }, plain_oauth: { protocol: 'oauth' } },
  response_type: { code: { 'response-type': 'code' }, 'code id_token': { 'response-type': 'code id_token' } },
  response_mode: { default: {}, form_post: { 'response-mode': 'form_post' } },
  request_type: { plain_http_request: { 'request-delivery': 'plain' }, request_object: BY_VALUE },
  fapi_profile: { plain_fapi: {}, openbanking_uk: {}, connectid_au: {}, cbuae: {} },
  authorization_request_type: { simple: {} },
  client_registration: { static_client: {} },
  server_metadata: { discovery: {} },
};

/** What a plan means when its variant does not say; all else are the defaults of a target file. */
const BY_PROFILE: { readonly [profile: string]: Answers } = {
  'fapi1-advanced': { ...BY_VALUE, 'sender-constraint': 'mtls' },
  'openid-connect': { 'request-delivery': 'plain', 'sender-constraint': 'none' },
  'fapi2-message-signing': { 'request-signing': 'signed' },
  'connectid-au': { 'request-signing': 'signed' },
  'uae-cbuae': { 'request-signing': 'signed' },
};

/** Answers on our axes; what has none is told. */
export function axesOf(plan: SuitePlan, profile: string, collected: Collected): Answers {
  const axes: Answers = { ...BY_PROFILE[profile] };
  for (const [axis, value] of Object.entries(plan.variant)) {
    const answers = Object.hasOwn(ANSWERS, axis) ? ANSWERS[axis] : undefined;
    const answer = answers && Object.hasOwn(answers, value) ? answers[value] : undefined;
    if (answer) Object.assign(axes, answer);
    else
      collected.leftOut.push({
        part: `variant ${axis}=${value}`,
        line: null,
        reason: answers
          ? `only ${Object.keys(answers).join(' and ')} can be written in a target file`
          : 'a target file has no such axis',
      });
  }
  if (profile === 'fapi1-advanced') axes['response-type'] = axes['response-mode'] === 'jwt' ? 'code' : 'code id_token';
  if (axes['client-auth'] === 'tls_client_auth')
    collected.check(
      'variant.client-auth',
      'the suite has one word for both; write self_signed_tls_client_auth for a registered certificate of no CA',
    );
  return axes;
}
