/** The body of a registration request, from the template of the target file. */
import type { Json, TppClient } from '../contract.ts';
import { isObject } from '../json.ts';
import { fillText, valueNamed, wholeName } from '../placeholder.ts';
import { PRIVATE_MEMBERS } from '../private-members.ts';

type Members = { [member: string]: Json };

const publicPart = (jwk: Members): Members =>
  Object.fromEntries(Object.entries(jwk).filter(([member]) => !PRIVATE_MEMBERS.includes(member)));

/** What `${client.x}` and `${fresh}` of a template mean. */
export function templateValues(client: TppClient, fresh: string): Members {
  const [auth] = client.variant['client-auth'];
  const keys = client.signing.map(({ jwk, alg }) => ({ ...publicPart(jwk), alg, use: 'sig' }));
  return {
    'client.redirect_uri': client.redirect_uri,
    'client.auth': auth,
    'client.jwks': { keys },
    'client.alg': client.signing[0]?.alg ?? null,
    fresh,
  };
}

const inText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A text that is one placeholder alone becomes its value. Throws UnknownPlaceholder. */
export function fillTemplate(template: Json, values: Members): Json {
  if (typeof template === 'string') {
    const whole = wholeName(template);
    return whole === null
      ? fillText(template, (name) => inText(valueNamed(name, values)))
      : structuredClone(valueNamed(whole, values));
  }
  if (Array.isArray(template)) return template.map((one) => fillTemplate(one, values));
  if (!isObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([member, one]) => [member, fillTemplate(one, values)]));
}
