/** Decodes how a bank registers clients: what it is sent, and what it asks of who sends it. */

import { HEADER, headerValue } from './decode-hook.ts';
import { bool, type Decoder, map, needed, object, oneOf, optional, record, text } from './decoder.ts';
import type { TargetRegistration } from './target.ts';
import { isMap } from './tree.ts';
import { valuesWith } from './value-decoder.ts';

/** Values that what is sent may hold. */
export const REGISTRATION_VALUES = [
  'client.redirect_uri',
  'client.jwks',
  'client.auth',
  'client.alg',
  'fresh',
] as const;

const managed = object({
  certificate: needed(
    bool,
    'whether it is read and deleted by nobody but who shows a client certificate as for registration, beside the token',
  ),
});

/** `true` where the token alone says who comes, as RFC 7592 has it. */
const management: Decoder<boolean | { certificate: boolean }> = {
  schema: { anyOf: [bool.schema, managed.schema] },
  read: (node, source) => (isMap(node) ? managed.read(node, source) : bool.read(node, source)),
};

const signed = map(
  object({
    iss: needed(text(), 'the software that registers, as the bank knows it', { example: '${env.SOFTWARE_ID}' }),
    aud: needed(text(), 'the bank, as it calls itself in registrations', { example: 'https://auth.bank.example' }),
    'media-type': optional(oneOf('application/jwt', 'application/jose'), 'what the body is called', {
      default: 'application/jwt',
    }),
  }),
  ({ iss, aud, 'media-type': mediaType = 'application/jwt' }) => ({ iss, aud, mediaType }),
);

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
    signed: optional(
      signed,
      'that it is sent as a JWT with the metadata as claims, signed with the key of the client; else as JSON',
    ),
    certificate: optional(
      bool,
      'whether it registers for nobody but who shows a client certificate of a trusted authority that is not revoked',
      { default: false },
    ),
    management: optional(
      management,
      'whether its answers say where and with which token a registration is read and deleted (RFC 7592)',
      { default: false },
    ),
  }),
  ({ json, headers = {}, signed = null, certificate = false, management = false }) => ({
    ...{ json, headers, signed, certificate },
    management: management !== false,
    managementCertificate: management !== false && management !== true && management.certificate,
  }),
);
