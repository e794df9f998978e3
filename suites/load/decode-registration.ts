/** Decodes how a bank registers clients: what it is sent, and what it asks of who sends it. */

import { HEADER, headerValue } from './decode-hook.ts';
import { bool, type Decoder, map, needed, object, optional, record } from './decoder.ts';
import type { TargetRegistration } from './target.ts';
import { valuesWith } from './value-decoder.ts';

/** Values that what is sent may hold. */
export const REGISTRATION_VALUES = [
  'client.redirect_uri',
  'client.jwks',
  'client.auth',
  'client.alg',
  'fresh',
] as const;

export const registration: Decoder<TargetRegistration> = map(
  object({
    json: needed(
      valuesWith(REGISTRATION_VALUES),
      'client metadata as the bank wants them; `${client.x}` is of the client of the case, `${fresh}` new each time',
      {
        example: {
          client_name: 'Assay ${fresh}',
          redirect_uris: ['${client.redirect_uri}'],
          jwks: '${client.jwks}',
          token_endpoint_auth_method: '${client.auth}',
        },
      },
    ),
    headers: optional(record(headerValue, HEADER), 'further headers, such as an initial access token', {
      example: { authorization: 'Bearer ${env.INITIAL_ACCESS_TOKEN}' },
    }),
    certificate: optional(
      bool,
      'whether it registers for nobody but who shows a client certificate of a trusted authority that is not revoked',
      { default: false },
    ),
    management: optional(
      bool,
      'whether its answers say where and with which token a registration is read and deleted (RFC 7592)',
      { default: false },
    ),
  }),
  ({ json, headers = {}, certificate = false, management = false }) => ({ json, headers, certificate, management }),
);
