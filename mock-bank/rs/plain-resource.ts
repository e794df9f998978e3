/** A resource of no particular API: says who the token speaks for. */

import { present } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json } from '../http/reply.ts';
import { resourceAccess, tokenScope } from './resource-access.ts';

export const plainResource: Endpoint = {
  id: 'plain-resource',
  group: 'resource',
  methods: ['GET'],
  path: '/resource',
  surface: 'resource',
  checks: [...resourceAccess, tokenScope('resource')],
  answer: (context) => {
    const { subject, scopes } = present(context.access, 'the access token').token;
    return json(200, { sub: subject, scope: scopes.join(' ') });
  },
};
