/** Whether a client that registered signed requests sent one. */
import { present } from '../../http/context.ts';
import { check } from '../../http/endpoint.ts';
import { invalidRequest } from '../../http/refusal.ts';

/** @requirement FAPI2-MS-5.3.1-1 FAPI1-ADV-5.2.2-1 RFC9101-10.5-1 RFC9126-2.3-4 */
export const signedRequestRequired = check('signed-request-required', ({ as, client }) => {
  if (present(client, 'the client').registration.requireSignedRequestObject && !as.requestObject) {
    throw invalidRequest('the client must send a signed request object');
  }
});
