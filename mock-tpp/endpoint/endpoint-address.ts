/** The endpoints of a bank by the names of the places where rules hold, for steps that visit any of them. */
import { dialectOf } from '../api/dialect/index.ts';
import { input, textInput } from '../inputs.ts';
import { metadataUrl } from '../oauth/metadata.ts';
import type { ProofPlaceRule, StepContext } from '../step.ts';

/** By name, the member of the metadata that has the address, where one does. */
const MEMBERS = {
  metadata: null,
  par: 'pushed_authorization_request_endpoint',
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  introspection: 'introspection_endpoint',
  revocation: 'revocation_endpoint',
  userinfo: 'userinfo_endpoint',
  resource: null,
} as const;

type Endpoint = keyof typeof MEMBERS;

const names = Object.keys(MEMBERS) as Endpoint[];

export const endpointInput = input('string', 'which endpoint', { allowed: names });

export const ENDPOINT_PLACE: ProofPlaceRule = {
  input: 'endpoint',
  values: Object.fromEntries(names.map((name) => [name, name])),
  otherwise: 'resource',
};

export const endpointName = ({ call }: StepContext): Endpoint =>
  names.find((name) => name === textInput(call.with, 'endpoint')) ?? 'resource';

/** Where this client goes for it, without a query. Throws Ended when the metadata names no such endpoint. */
export async function endpointAddress(context: StepContext): Promise<string> {
  const { bank, client } = context;
  const name = endpointName(context);
  const member = MEMBERS[name];
  const metadata = await context.metadata();
  if (name === 'metadata') return metadataUrl(bank.issuer, 'openid');
  if (member === null) return dialectOf(context).data('accounts', bank.api, '', context.around.now());
  const bare = name === 'authorization' || client.identity === null;
  return bare ? metadata.endpoint(member) : metadata.mtlsEndpoint(member);
}
