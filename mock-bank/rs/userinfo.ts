/** UserInfo (OpenID Connect Core 5.3): who the token speaks for, to whoever may use the token. */
import { assemble } from '../as/parts.ts';
import { type Context, present } from '../http/context.ts';
import { credentialsOf } from '../http/credentials.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { called, json, type Reply } from '../http/reply.ts';
import { resourceAccess, tokenScope } from './resource-access.ts';

/** @requirement OIDC-CORE-5.3.2-1 */
export const userinfo: Endpoint = {
  id: 'userinfo',
  group: 'resource',
  methods: ['GET', 'POST'],
  path: '/userinfo',
  surface: 'resource',
  checks: [],
  choose: ({ request, settings }) =>
    settings.userinfoFor === 'anybody' && !credentialsOf(request.headers) ? 'anybody' : 'holder',
  branches: {
    holder: { checks: [...resourceAccess, tokenScope('openid')], answer: tell },
    anybody: { checks: [], answer: ({ bank }) => json(200, { sub: [...bank.users.values()][0]?.subject ?? '' }) },
  },
  answer: tell,
};

function tell(context: Context): Reply {
  const { token } = present(context.access, 'the access token');
  const told = json(200, assemble(context.bank.parts.userinfo, { token }));
  return context.settings.textAt === 'userinfo' ? called(told, 'text/plain') : told;
}
