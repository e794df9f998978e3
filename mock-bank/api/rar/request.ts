/** How consent travels in this dialect: as authorization_details in the authorization request and in token requests. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import { type Details, invalidDetails, readDetails } from './details.ts';
import { narrowed } from './narrowing.ts';
import { fieldsOf, PAYMENT, type Problem, problemsOf } from './types.ts';

const sentDetails = (context: Context): unknown =>
  present(context.as.parameters, 'the parameters').authorization_details;

/** @requirement RFC9396-2-1 */
const form = check('details-form', (context) => {
  context.as.draft.authorizationDetails = readDetails(sentDetails(context));
});

const draftOf = ({ as }: Context): Details => as.draft.authorizationDetails ?? [];

/** @requirement RFC9396-5-1 */
const typesKnown = check('details-types-known', (context) => {
  const unknown = draftOf(context).find((element) => fieldsOf(element) === null);
  if (unknown) throw invalidDetails('authorization_details holds a type this bank does not know');
});

/** @requirement RFC9396-10-1 */
const typesRegistered = check('details-types-registered', (context) => {
  const { authorizationDetailsTypes: registered } = present(context.client, 'the client').registration;
  const foreign = draftOf(context).find(({ type }) => !registered.includes(String(type)));
  if (foreign && fieldsOf(foreign)) throw invalidDetails(`the client is not registered for ${String(foreign.type)}`);
});

/** One rule for each kind of problem an element's fields may have. */
function fieldRule(name: string, kind: Problem, words: string): Check {
  return check(name, (context) => {
    for (const element of draftOf(context)) {
      const fields = fieldsOf(element);
      const problem = fields && problemsOf(element, fields, context.bank).find(([found]) => found === kind);
      if (problem) throw invalidDetails(`${String(element.type)}: ${problem[1]} ${words}`);
    }
  });
}

/** @requirement RFC9396-5-2 */
const fieldsKnown = fieldRule('details-fields-known', 'unknown', 'is not a field of this type');

/** @requirement RFC9396-5-5 */
const fieldsPresent = fieldRule('details-fields-present', 'missing', 'is missing');

/** @requirement RFC9396-5-3 */
const fieldTypes = fieldRule('details-field-types', 'wrong-type', 'has the wrong JSON type');

/** @requirement RFC9396-5-4 */
const fieldValues = fieldRule('details-field-values', 'invalid', 'has a value that cannot be granted');

/** One decision of the customer is good for one payment. */
const onePayment = check('details-one-payment', (context) => {
  if (draftOf(context).filter(({ type }) => type === PAYMENT).length > 1) {
    throw invalidDetails(`${PAYMENT} can be there once only`);
  }
});

/** Consent travels one way. */
const alone = check('details-alone', (context) => {
  if (draftOf(context).length > 0 && (context.as.draft.consentId ?? null) !== null) {
    throw invalidRequest('authorization_details cannot go together with a consent lodged before');
  }
});

export const detailsRequestChecks: readonly Check[] = [
  form,
  typesKnown,
  typesRegistered,
  fieldsKnown,
  fieldsPresent,
  fieldTypes,
  onePayment,
  alone,
];

/** Values are looked at again later, for dates may have passed. */
export const detailsConsentChecks: readonly Check[] = [fieldValues];

const grantedDetails = ({ as }: Context): Details => {
  return (as.code?.grant ?? as.refresh?.grant)?.authorizationDetails ?? [];
};

const askedDetails = ({ request }: Context): Details => readDetails(request.form.first('authorization_details'));

/** A token request can ask for less than was granted, and for nothing that was not. @requirement RFC9396-6-1 */
const withinGrant = check('details-within-grant', (context) => {
  const asked = askedDetails(context);
  const granted = grantedDetails(context);
  context.as.authorizationDetails = asked.length === 0 ? granted : narrowed(asked, granted);
});

export const detailsTokenChecks: readonly Check[] = [withinGrant];

/** For banks that do worse. */
export const detailsAlternatives: readonly Check[] = [
  check('details-form-or-nothing', (context) => {
    try {
      form.run(context);
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      context.as.draft.authorizationDetails = [];
    }
  }),
  check('details-as-asked', (context) => {
    const asked = askedDetails(context);
    context.as.authorizationDetails = asked.length === 0 ? grantedDetails(context) : asked;
  }),
];
