/** What a request demands to be said of the user: kept, or nobody is signed in. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Demands } from '../../store/authorization.ts';
import { interactionOf } from '../interaction.ts';

const approves = ({ request }: Context): boolean => request.form.first('decision') === 'approve';

const demandsOf = ({ as }: Context): Demands => present(as.request, 'the request').demands;

/** @requirement OIDC-CORE-3.1.2.2-1 */
const demandedSubject = check('demanded-subject', (context) => {
  const { sub } = demandsOf(context);
  const user = context.bank.users.get(interactionOf(context).username ?? '');
  if (approves(context) && sub !== null && user?.subject !== sub)
    throw new Refusal(400, 'login_required', 'another user is asked for than signed in');
});

/** @requirement OIDC-CORE-5.5.1-1 */
const demandedAcr = check('demanded-acr', (context) => {
  const { acr } = demandsOf(context);
  const reached = `urn:openbanking:psd2:${interactionOf(context).scaDone ? 'sca' : 'ca'}`;
  if (approves(context) && acr !== null && !acr.includes(reached))
    throw new Refusal(400, 'access_denied', 'the user cannot be authenticated as it is asked for');
});

export const demandChecks: readonly Check[] = [demandedSubject, demandedAcr];
