/** A bank without a consent API: one protected resource, which stands for every data set. */
import type { Dialect } from './dialect.ts';
import { isObject } from './members.ts';

export const plain: Dialect = {
  name: 'plain',
  bases: [{ name: 'resource', capability: null }],
  consents: null,
  payments: null,
  data: (_set, api) => api.resource ?? '',
  countItems: (_set, body) => (isObject(body) ? 1 : null),
  errorCodes: () => [],
};
