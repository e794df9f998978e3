/** Proofs at the authorization server: whether one is needed, and what a code or refresh token has to do with its key. */
import { parameter } from '../as/checks/parameter.ts';
import { provesKeys } from '../as/sender-constraint.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidGrant, invalidRequest } from '../http/refusal.ts';
import { badProof, proofChecks } from './proof.ts';

const looked = ({ client }: Context) => provesKeys(present(client, 'the client'));

/** Checked wherever one is sent by a client whose tokens it can be about. @requirement RFC9449-10.1-2 */
export const requestProofChecks: readonly Check[] = proofChecks(looked);

/** @requirement RFC9449-5-1 RFC9449-5.2-1 */
const proofPresent = check('dpop-present', (context) => {
  const { binding } = present(context.client, 'the client');
  if ((binding === 'key' || binding === 'both') && context.request.headers.dpop === undefined) {
    throw badProof(context, 'a proof of possession is needed');
  }
});

export const tokenProofChecks: readonly Check[] = [proofPresent, ...requestProofChecks];

const JKT = /^[A-Za-z0-9_-]{43}$/;

/** Binds the code to the key that is named, or shown at the push. @requirement RFC9449-10.1-1 RFC9449-10.1-3 RFC9449-10.1-4 */
const jktParameter = check('dpop-jkt', (context) => {
  const sent = parameter(context, 'dpop_jkt');
  if (sent !== undefined && !JKT.test(sent)) throw invalidRequest('dpop_jkt is not a thumbprint');
  context.as.draft.dpopJkt = looked(context) ? (sent ?? context.as.proof?.jkt ?? null) : null;
});

/** @requirement RFC9449-10.1-5 */
const jktAgrees = check('dpop-jkt-agrees', (context) => {
  const { draft, proof } = context.as;
  if (proof && draft.dpopJkt !== proof.jkt) throw badProof(context, 'dpop_jkt is not the key of the proof');
});

export const codeBindingRules: readonly Check[] = [jktParameter, jktAgrees];

/** @requirement RFC9449-10-1 FAPI2-SP-5.3.2.1-12 */
export const codeKey = check('code-dpop-key', ({ as, settings }) => {
  const { dpopJkt } = present(as.code, 'the code');
  const refused = settings.dpopOtherKeyError === 'invalid_grant' ? invalidGrant : invalidRequest;
  if (dpopJkt !== null && as.proof?.jkt !== dpopJkt) throw refused('the code is bound to another key');
});

/** Free for confidential clients, and there are no others here. @requirement RFC9449-5-7 */
export const refreshKey = check('refresh-dpop-key', ({ as, settings }) => {
  const { dpopJkt } = present(as.refresh, 'the refresh token');
  if (settings.dpopRefreshKey === 'first' && dpopJkt !== null && as.proof?.jkt !== dpopJkt) {
    throw invalidGrant('the refresh token is bound to another key');
  }
});

/** What banks do that bind codes otherwise. */
export const codeBindingAlternatives: readonly Check[] = [
  check('code-dpop-key-if-proved', (context) => {
    if (context.as.proof) return codeKey.run(context);
  }),
  check('dpop-jkt-beside-proof', (context) => {
    if (parameter(context, 'dpop_jkt') !== undefined && !context.as.proof) {
      throw badProof(context, 'dpop_jkt needs a proof beside it');
    }
    return jktParameter.run(context);
  }),
  check('dpop-jkt-of-proof', (context) => {
    context.as.draft.dpopJkt = context.as.proof?.jkt ?? null;
  }),
];

/** The same of token requests. */
export const tokenRequestAlternatives: readonly Check[] = [
  check('dpop-present-unless-refresh', (context) => {
    if (context.request.form.first('grant_type') !== 'refresh_token') return proofPresent.run(context);
  }),
];
