/** Recurring payments of UK Open Banking (VRP): a consent with control parameters, payments under it, confirmation of funds. */
import type { Json } from '../../contract.ts';
import type { Asked, Funds, Payments, RecurringRequest } from './dialect.ts';
import { type JsonObject, listAt, objectAt, textAt } from './members.ts';
import { DECLINED } from './uk-versions.ts';

const TYPE = 'UK.OBIE.VRPType.Sweeping';
/** The user need not be there for each payment. */
const METHOD = 'UK.OBIE.SCANotRequired';

/** The time of a day counts for nothing. */
const dateTime = (day: string): string => `${day}T00:00:00+00:00`;

export const recurringConsent = (request: RecurringRequest): Json => {
  const { reference, currency, creditor, debtor, maximum, limit, firstDay, lastDay } = request;
  const { scheme, identification, name } = creditor;
  return {
    Data: {
      ControlParameters: {
        VRPType: [TYPE],
        PSUAuthenticationMethods: [METHOD],
        ...(firstDay === null ? {} : { ValidFromDateTime: dateTime(firstDay) }),
        ...(lastDay === null ? {} : { ValidToDateTime: dateTime(lastDay) }),
        MaximumIndividualAmount: { Amount: maximum, Currency: currency },
        PeriodicLimits: [
          { PeriodType: limit.period, PeriodAlignment: limit.alignment, Amount: limit.amount, Currency: currency },
        ],
      },
      Initiation: {
        ...(debtor === null ? {} : { DebtorAccount: { SchemeName: scheme, Identification: debtor, Name: name } }),
        CreditorAccount: { SchemeName: scheme, Identification: identification, Name: name },
        RemittanceInformation: { Reference: reference },
      },
    },
    Risk: {},
  };
};

/** What stays the same for each payment, also where the consent is to another kind of payment. */
const STAYS = ['DebtorAccount', 'CreditorAgent', 'CreditorAccount', 'RemittanceInformation'];

const kept = (initiation: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(initiation).filter(([name]) => STAYS.includes(name)));

/** The first of a list of words, or the word itself. */
const wordIn = (parameters: JsonObject | null, name: string): string | null => {
  const [first] = listAt(parameters, name) ?? [];
  return typeof first === 'string' ? first : textAt(parameters, name);
};

export const recurringPayments = (executed: ReadonlyMap<string, boolean>): Payments => ({
  stages: ['consent', 'grant', 'order'],
  debtor: true,
  collection: (api) => `${api.payments ?? ''}/domestic-vrps`,
  order: (consentId, staged, { amount, payee, reference }) => {
    const parameters = objectAt(staged, 'Data', 'ControlParameters');
    const initiation = kept(objectAt(staged, 'Data', 'Initiation') ?? {});
    const creditor = objectAt(initiation, 'CreditorAccount') ?? {};
    const money = objectAt(parameters ?? undefined, 'MaximumIndividualAmount') ?? {};
    const remittance = objectAt(initiation, 'RemittanceInformation');
    return {
      Data: {
        ConsentId: consentId,
        PSUAuthenticationMethod: wordIn(parameters, 'PSUAuthenticationMethods') ?? METHOD,
        VRPType: wordIn(parameters, 'VRPType') ?? TYPE,
        Initiation: initiation,
        Instruction: {
          InstructionIdentification: reference,
          EndToEndIdentification: reference,
          ...(remittance === null ? {} : { RemittanceInformation: remittance }),
          InstructedAmount: { ...money, Amount: amount },
          CreditorAccount: { ...creditor, ...(payee === null ? {} : { Identification: payee }) },
        },
      },
      Risk: objectAt(staged, 'Risk') ?? {},
    };
  },
  address: (id, api) => `${api.payments ?? ''}/domestic-vrps/${encodeURIComponent(id)}`,
  statusPath: '',
  read: (body) => {
    const data = objectAt(body, 'Data');
    const id = textAt(data, 'DomesticVRPId');
    const status = textAt(data, 'Status');
    return id === null || status === null || textAt(data, 'ConsentId') === null ? null : { id, status };
  },
  declined: (status) => DECLINED.has(status),
  executed: (status) => executed.get(status) ?? null,
  details: (body) => {
    const instruction = objectAt(body, 'Data', 'Instruction');
    return {
      amount: textAt(objectAt(instruction ?? undefined, 'InstructedAmount'), 'Amount'),
      payee: textAt(objectAt(instruction ?? undefined, 'CreditorAccount'), 'Identification'),
    };
  },
});

const AVAILABLE: ReadonlyMap<Json | undefined, boolean> = new Map([
  ['Available', true],
  ['NotAvailable', false],
]);

/** A question may have a reference of its own, and needs none. */
export const recurringFunds: Funds = {
  collection: (api, consent) =>
    `${api.payments ?? ''}/domestic-vrp-consents/${encodeURIComponent(consent)}/funds-confirmation`,
  question: (consent, { amount, currency }) => ({
    Data: { ConsentId: consent, InstructedAmount: { Amount: amount, Currency: currency } },
  }),
  available: (body) => AVAILABLE.get(objectAt(body, 'Data', 'FundsAvailableResult')?.FundsAvailable) ?? null,
};

/** What a page has to show of the bounds of recurring payments; nothing for another consent. */
export const boundsIn = (staged: Json): Pick<Asked, 'limits' | 'end'> => {
  const parameters = objectAt(staged, 'Data', 'ControlParameters');
  if (parameters === null) return {};
  const limits = (listAt(parameters, 'PeriodicLimits') ?? []).flatMap((one) => textAt(objectAt(one), 'Amount') ?? []);
  const end = Date.parse(textAt(parameters, 'ValidToDateTime') ?? '');
  return { limits, end: Number.isNaN(end) ? null : end };
};
