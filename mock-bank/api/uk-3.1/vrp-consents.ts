/** Consents to recurring payments: lodged, read and deleted by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../../http/reply.ts';
import type { VrpConsent } from '../../store/consents.ts';
import { idempotencyKey, idempotencyReplay, remember } from '../idempotency.ts';
import { object, readBody } from './body.ts';
import { appAccess, consentOf, iso, lodged, namedConsent, VRP_CONSENTS } from './consent-resource.ts';
import { endOfValidity, readControlParameters } from './control-parameters.ts';
import { creditorAt } from './creditor.ts';
import { refuseApi } from './errors.ts';
import { messageSignature } from './message-signature.ts';
import { addressOf, standingMembers } from './versions.ts';

export type VrpConsentOrder = Pick<
  VrpConsent,
  'control' | 'controlParameters' | 'creditor' | 'initiation' | 'risk' | 'expiresAt'
>;

const shared = { group: 'resource', surface: 'resource', refuse: refuseApi } as const;

/** @requirement UK-OB-3.1-VRP-2 */
const order = check('vrp-consent-order', (context) => {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  const initiation = object(data.Initiation, 'Data.Initiation');
  const control = readControlParameters(context, data.ControlParameters);
  const { CreditorAccount: creditor } = initiation;
  context.uk31.vrpConsentOrder = {
    control,
    controlParameters: data.ControlParameters,
    creditor: creditor === undefined ? null : creditorAt(creditor, 'Data.Initiation.CreditorAccount'),
    initiation,
    risk: object(body.Risk, 'Risk'),
    expiresAt: endOfValidity(context, control, data.ControlParameters),
  };
});

const held = [...appAccess('payments'), ...namedConsent('vrp')];

export const vrpConsentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'vrp-consent.create',
    methods: ['POST'],
    path: VRP_CONSENTS,
    checks: [...appAccess('payments'), ...messageSignature, idempotencyKey, order, idempotencyReplay],
    answer: create,
  },
  {
    ...shared,
    id: 'vrp-consent.read',
    methods: ['GET'],
    path: `${VRP_CONSENTS}/{id}`,
    checks: held,
    answer: (context) => json(200, resource(context, consentOf(context) as VrpConsent)),
  },
  {
    ...shared,
    id: 'vrp-consent.delete',
    methods: ['DELETE'],
    path: `${VRP_CONSENTS}/{id}`,
    checks: held,
    answer: remove,
  },
];

function create(context: Context): Reply {
  const { bank, api, uk31 } = context;
  const earlier = bank.store.consents.get(api.replayOf ?? '');
  if (earlier?.kind === 'vrp') return json(201, resource(context, earlier));
  const consent: VrpConsent = {
    kind: 'vrp',
    id: `vrp-${randomUUID()}`,
    ...lodged(context),
    ...present(uk31.vrpConsentOrder, 'the order'),
    paid: [],
  };
  bank.store.consents.set(consent.id, consent);
  remember(context, consent.id);
  return json(201, resource(context, consent));
}

/** No payment after that. @requirement UK-OB-3.1-VRP-7 */
function remove(context: Context): Reply {
  consentOf(context).deletedAt = context.bank.now();
  return empty(204);
}

/** What the PSU took back is still Authorised, and may be authorised again. @requirement UK-OB-3.1-VRP-8 */
function resource(context: Context, consent: VrpConsent): Json {
  return {
    Data: {
      ConsentId: consent.id,
      CreationDateTime: iso(consent.createdAt),
      ...standingMembers(context, consent),
      ControlParameters: consent.controlParameters as Json,
      Initiation: consent.initiation as Json,
    },
    Risk: consent.risk as Json,
    Links: { Self: `${addressOf(context, VRP_CONSENTS)}/${consent.id}` },
    Meta: { TotalPages: 1 },
  };
}
