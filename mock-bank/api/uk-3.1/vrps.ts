/** Recurring payments: each ordered under a consent that sets its bounds. */
import { isDeepStrictEqual } from 'node:util';
import { type Context, present } from '../../http/context.ts';
import { type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { type Json, type JsonObject, json, type Reply } from '../../http/reply.ts';
import { decimal } from '../../sca/money.ts';
import type { VrpConsent } from '../../store/consents.ts';
import type { Payment } from '../../store/payments.ts';
import { consentInForce } from '../consent-checks.ts';
import { dayOf } from '../day.ts';
import { idempotencyKey, idempotencyReplay, remember } from '../idempotency.ts';
import { executeRecurring } from '../payment.ts';
import { object, readBody, text } from './body.ts';
import { iso, serviceAccess } from './consent-resource.ts';
import { moneyAt } from './control-parameters.ts';
import { creditorAt } from './creditor.ts';
import { badRequest, refuseApi } from './errors.ts';
import { messageSignature } from './message-signature.ts';
import { paymentKnown, paymentOwner } from './payments.ts';
import type { VrpOrder } from './state.ts';
import { addressOf, paymentStanding } from './versions.ts';
import { held, ofClient, use } from './vrp-access.ts';
import { brokenLimit } from './vrp-limits.ts';

const VRPS = '/open-banking/v3.1/pisp/domestic-vrps';

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

const readOrder = check('vrp-order', (context) => {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  const instruction = object(data.Instruction, 'Data.Instruction');
  const amount = object(instruction.InstructedAmount, 'Data.Instruction.InstructedAmount');
  context.uk31.vrpOrder = {
    consentId: text(data.ConsentId, 'Data.ConsentId', 128),
    amount: moneyAt(amount, 'Data.Instruction.InstructedAmount'),
    creditor: creditorAt(instruction.CreditorAccount, 'Data.Instruction.CreditorAccount'),
    type: text(data.VRPType, 'Data.VRPType', 40),
    authenticationMethod: text(data.PSUAuthenticationMethod, 'Data.PSUAuthenticationMethod', 40),
    initiation: object(data.Initiation, 'Data.Initiation') as JsonObject,
    instruction: instruction as JsonObject,
    risk: object(body.Risk, 'Risk'),
  };
});

const orderedUnder = ({ uk31 }: Context): string => present(uk31.vrpOrder, 'the order').consentId;

/** The token stands for the consent that is named. @requirement UK-OB-3.1-VRP-6 */
const consent = check('vrp-consent', (context) => {
  const found = held(context, orderedUnder(context));
  if (context.access?.grant?.consentId !== found.id)
    throw insufficientScope('the token does not stand for this consent');
  use(context, found);
});

/** A rule over consent and order. A repeat was judged when it was new. */
function rule(name: string, judge: (agreed: VrpConsent, order: VrpOrder, context: Context) => void): Check {
  return check(name, (context) => {
    const { api, uk31 } = context;
    if (api.replayOf === null && uk31.vrpConsent) judge(uk31.vrpConsent, present(uk31.vrpOrder, 'the order'), context);
  });
}

const breach = (parameter: string, what: string) =>
  badRequest('Rules.FailsControlParameters', `Data.ControlParameters.${parameter}: ${what}`);

const mismatch = (what: string) => badRequest('Resource.ConsentMismatch', `${what} is not what was approved`);

/** @requirement UK-OB-3.1-VRP-4 */
const begun = rule('vrp-begun', ({ control: { firstDay } }, _order, { bank, settings }) => {
  if (firstDay !== null && dayOf(bank.now(), settings.bankZone) < firstDay)
    throw breach('ValidFromDateTime', 'has not come');
});

/** @requirement UK-OB-3.1-VRP-6 */
const payeeLinked = rule('vrp-payee-linked', ({ creditor }, order) => {
  if (creditor !== null && !isDeepStrictEqual(creditor, order.creditor)) throw mismatch('the payee');
});

/** @requirement UK-OB-3.1-VRP-6 */
const bodyLinked = rule('vrp-body-linked', (agreed, order) => {
  if (!isDeepStrictEqual(agreed.initiation, order.initiation)) throw mismatch('the initiation');
  if (!isDeepStrictEqual(agreed.risk, order.risk)) throw mismatch('the risk block');
});

/** @requirement UK-OB-3.1-VRP-1 */
const currency = rule('vrp-currency', ({ control: { maximum } }, { amount }) => {
  if (amount.currency !== maximum.currency) throw breach('MaximumIndividualAmount.Currency', 'is another');
});

/** @requirement UK-OB-3.1-VRP-1 */
const manner = rule('vrp-manner', ({ control }, { type, authenticationMethod }) => {
  if (!control.types.includes(type)) throw breach('VRPType', 'has not this type');
  if (!control.authenticationMethods.includes(authenticationMethod))
    throw breach('PSUAuthenticationMethods', 'has not this method');
});

/** @requirement UK-OB-3.1-VRP-1 */
const individual = rule('vrp-individual-amount', ({ control: { maximum } }, { amount }, { settings }) => {
  const over = settings.limitReached === 'allowed' ? amount.minor > maximum.minor : amount.minor >= maximum.minor;
  if (over) throw breach('MaximumIndividualAmount', 'is exceeded');
});

/** @requirement UK-OB-3.1-VRP-3 */
const periodic = rule('vrp-periodic-limits', (agreed, { amount }, { bank, settings }) => {
  if (brokenLimit(agreed, amount.minor, { now: bank.now(), settings }) !== null)
    throw breach('PeriodicLimits', 'is exceeded');
});

export const vrpEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'vrp.submit',
    methods: ['POST'],
    path: VRPS,
    checks: [
      ...serviceAccess('payments'),
      ...messageSignature,
      idempotencyKey,
      readOrder,
      consent,
      ...consentInForce,
      idempotencyReplay,
      begun,
      payeeLinked,
      bodyLinked,
      currency,
      manner,
      individual,
      periodic,
    ],
    answer: submit,
  },
  {
    ...shared,
    id: 'vrp.read',
    methods: ['GET'],
    path: `${VRPS}/{id}`,
    checks: [...serviceAccess('payments'), paymentKnown, paymentOwner],
    answer: (context) => json(200, resource(context, present(context.uk31.payment, 'the payment'))),
  },
];

function submit(context: Context): Reply {
  const { bank, api, uk31 } = context;
  const earlier = bank.store.payments.get(api.replayOf ?? '');
  if (earlier) return json(201, resource(context, earlier));
  const { amount, creditor, initiation, instruction } = present(uk31.vrpOrder, 'the order');
  const order = { amount, creditorIdentification: creditor.identification, initiation: { initiation, instruction } };
  const payment = executeRecurring(bank, present(uk31.vrpConsent, 'the consent'), order);
  remember(context, payment.id);
  return json(201, resource(context, payment, true));
}

/** As it was executed. @requirement UK-OB-3.1-PIS-6 */
function resource(context: Context, payment: Payment, isNew = false): Json {
  const { initiation, instruction } = payment.initiation as { initiation: Json; instruction: JsonObject };
  const InstructedAmount = { Amount: decimal(payment.amount.minor), Currency: payment.amount.currency };
  return {
    Data: {
      DomesticVRPId: payment.id,
      ConsentId: payment.consentId,
      CreationDateTime: iso(payment.createdAt),
      ...paymentStanding(context, payment, isNew),
      Initiation: initiation,
      Instruction: { ...instruction, InstructedAmount },
    },
    Links: { Self: `${addressOf(context, VRPS)}/${payment.id}` },
    Meta: { TotalPages: 1 },
  };
}

/** For banks that do worse. */
export const vrpAlternatives: readonly Check[] = [
  ofClient('vrp-consent-of-client', orderedUnder),
  /** Takes any other consent for one whose bounds are those of the order itself. */
  check('vrp-consent-of-any-kind', (context) => {
    const found = context.bank.store.consents.get(orderedUnder(context));
    if (found === undefined || found.kind === 'vrp') return consent.run(context);
    const { amount, creditor, initiation, risk, type, authenticationMethod } = present(
      context.uk31.vrpOrder,
      'the order',
    );
    const control = {
      maximum: amount,
      limits: [],
      types: [type],
      authenticationMethods: [authenticationMethod],
      firstDay: null,
      lastDay: null,
    };
    context.uk31.vrpConsent = {
      ...found,
      kind: 'vrp',
      creditor,
      initiation,
      risk,
      control,
      controlParameters: {},
      paid: [],
    };
  }),
  /** Looks before the other orders that came at once, and counts after. */
  check('vrp-periodic-limits-raced', async (context) => {
    periodic.run(context);
    await context.bank.underway.everybody(context.request.path);
  }),
];
