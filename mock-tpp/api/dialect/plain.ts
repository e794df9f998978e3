/** A bank without a consent API: one protected resource, which stands for every data set. */

import { errorInstead } from '../../answer.ts';
import { isObject } from '../../json.ts';
import type { Dialect } from './dialect.ts';

export const plain: Dialect = {
  name: 'plain',
  messageSignatures: null,
  bases: [{ name: 'resource', capability: null }],
  carriage: { by: 'scope', parameters: () => [], namedIn: () => null, details: null },
  headers: { interaction: 'x-fapi-interaction-id', idempotency: null, consent: null, user: null },
  consents: null,
  payments: null,
  funds: null,
  recurring: null,
  data: (_set, api) => api.resource ?? '',
  account: null,
  // An error is no data, whatever the status says.
  countItems: (_set, body) => (isObject(body) && errorInstead(body) === '' ? 1 : null),
  batches: null,
  nextPage: () => null,
  errorCodes: () => [],
  decisive: [],
};
