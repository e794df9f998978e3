/** Whether the money for a recurring payment is there. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { json, type Reply } from '../../http/reply.ts';
import { decimal } from '../../sca/money.ts';
import { consentInForce } from '../consent-checks.ts';
import { accountsOf } from '../data.ts';
import { object, readBody, text } from './body.ts';
import { iso, serviceAccess, VRP_CONSENTS } from './consent-resource.ts';
import { moneyAt } from './control-parameters.ts';
import { refuseApi } from './errors.ts';
import { messageSignature } from './message-signature.ts';
import { addressOf } from './versions.ts';
import { held, ofClient, use } from './vrp-access.ts';

const MAX_REFERENCE = 35;

const fundsQuestion = check('vrp-funds-question', (context) => {
  const data = object(readBody(context).Data, 'Data');
  const asked = object(data.InstructedAmount, 'Data.InstructedAmount');
  const { minor, currency: inCurrency } = moneyAt(asked, 'Data.InstructedAmount');
  context.uk31.fundsQuestion = {
    consentId: text(data.ConsentId, 'Data.ConsentId', 128),
    reference: data.Reference === undefined ? '' : text(data.Reference, 'Data.Reference', MAX_REFERENCE),
    minor,
    amount: decimal(minor),
    currency: inCurrency,
  };
});

/** The consent of the address, of the body and of the token are the same. @requirement UK-OB-3.1-VRP-9 */
const fundsConsent = check('vrp-funds-consent', (context) => {
  const found = held(context, context.path.id ?? '');
  const { grant } = present(context.access, 'the access token');
  const named = present(context.uk31.fundsQuestion, 'the question').consentId;
  if (grant?.consentId !== found.id || named !== found.id)
    throw insufficientScope('the token does not stand for this consent');
  use(context, found);
});

export const vrpFundsEndpoints: readonly Endpoint[] = [
  {
    group: 'resource',
    surface: 'resource',
    refuse: refuseApi,
    id: 'vrp.confirm-funds',
    methods: ['POST'],
    path: `${VRP_CONSENTS}/{id}/funds-confirmation`,
    checks: [...serviceAccess('payments'), ...messageSignature, fundsQuestion, fundsConsent, ...consentInForce],
    answer: confirmFunds,
  },
];

/** @requirement UK-OB-3.1-VRP-9 */
function confirmFunds(context: Context): Reply {
  const { bank, settings, uk31 } = context;
  const { consentId, reference, minor, amount, currency: inCurrency } = present(uk31.fundsQuestion, 'the question');
  const [account] = accountsOf(uk31.vrpConsent?.username ?? '');
  const there = (account?.balanceMinor ?? 0) >= minor || settings.fundsTold === 'always';
  const body = {
    Data: {
      FundsConfirmationId: `fc-${randomUUID()}`,
      ConsentId: consentId,
      CreationDateTime: iso(bank.now()),
      ...(reference === '' ? {} : { Reference: reference }),
      FundsAvailableResult: {
        FundsAvailableDateTime: iso(bank.now()),
        FundsAvailable: there ? 'Available' : 'NotAvailable',
      },
      InstructedAmount: { Amount: amount, Currency: inCurrency },
    },
    Links: { Self: `${addressOf(context, VRP_CONSENTS)}/${consentId}/funds-confirmation` },
    Meta: {},
  };
  return json(201, body);
}

/** For banks that do worse. */
export const vrpFundsAlternatives: readonly Check[] = [
  ofClient('vrp-funds-consent-of-client', ({ path }) => path.id ?? ''),
];
