/** What the certificate of a payment service provider says of its holder, and what it may do by that (TS 119 495). */
import { QC_TYPE, ROLE_NUMBERS, type Role } from '../directory/qualified.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { insufficientScope, Refusal } from '../http/refusal.ts';
import type { PeerCertificate } from './certificate.ts';
import { type QualifiedStatements, qualifiedStatements } from './qualified-certificate.ts';

const WEB = `${QC_TYPE}.3`;

const unfit = (description: string): Refusal =>
  new Refusal(401, 'invalid_client', description, { kind: 'certificate' });

/** Those of the trust framework; what an operator's own authorities issue is held to nothing here. */
function ofFramework({ certificate, bank }: Context): PeerCertificate | null {
  return certificate && bank.directory.isKnown(certificate.serial) ? certificate : null;
}

/** A rule over the statements; where there are none, `certificate-statements` has spoken. */
function rule(
  name: string,
  judge: (said: QualifiedStatements, certificate: PeerCertificate, context: Context) => void,
): Check {
  return check(name, (context) => {
    const certificate = ofFramework(context);
    const said = certificate && qualifiedStatements(certificate);
    if (said) judge(said, certificate, context);
  });
}

/** @requirement RTS-34-1-N1 */
const statementsPresent = check('certificate-statements', (context) => {
  const certificate = ofFramework(context);
  if (certificate && !qualifiedStatements(certificate)) {
    throw unfit('the client certificate is not that of a payment service provider');
  }
});

/** @requirement RTS-34-1-N1 */
const forWebsites = rule('certificate-type', ({ types }) => {
  if (!types.includes(WEB)) throw unfit('the client certificate is not for websites');
});

/** @requirement TS119495-5.2.2-N1 */
const rolesAgree = rule('certificate-role-names', ({ roles }) => {
  if (roles.some(({ identifier, name }) => identifier !== null && identifier !== name)) {
    throw unfit('a role in the client certificate contradicts itself');
  }
});

/** @requirement TS119495-5.2.3-N1 */
const authorityAgrees = rule('certificate-authority', ({ authority }, { organizationIdentifier }) => {
  const [, named] = /^PSD([A-Z]{2}-[A-Z]{2,8})-/.exec(organizationIdentifier ?? '') ?? [];
  if (named !== undefined && named !== authority) {
    throw unfit('the client certificate names two authorities');
  }
});

/** Over a certificate that was presented, wherever one is. */
export const providerCertificate: readonly Check[] = [statementsPresent, forWebsites, rolesAgree, authorityAgrees];

/** @requirement RTS-34-3-N1 */
export function providerRole(role: Role): Check {
  return rule('certificate-role', ({ roles }) => {
    if (!roles.some(({ identifier }) => identifier === role)) throw notAllowed(role);
  });
}

const notAllowed = (role: Role): Refusal => insufficientScope(`the client certificate does not have the role ${role}`);

/** The service that an address of the API belongs to. */
const roleAt = ({ request }: Context): Role => (/\/pisp\/|\/payments/.test(request.path) ? 'PSP_PI' : 'PSP_AI');

/** For banks that do worse. */
export const providerAlternatives: readonly Check[] = [
  /** Holds what it has never seen for a mistake. */
  check('certificate-statements-known', (context) => {
    statementsPresent.run(context);
    const certificate = ofFramework(context);
    const { statements = [] } = (certificate && qualifiedStatements(certificate)) ?? {};
    if (statements.some((id) => !/^0\.4\.0\.(1862\.1|19495)\./.test(id))) {
      throw unfit('the client certificate has a statement that is not known here');
    }
  }),
  /** Goes by the name beside the object identifier. */
  rule('certificate-role-by-name', ({ roles }, _certificate, context) => {
    if (!roles.some(({ name }) => name === roleAt(context))) throw notAllowed(roleAt(context));
  }),
  /** Has room for two roles. */
  rule('certificate-role-of-two', ({ roles }, _certificate, context) => {
    const read = roles.slice(0, 2);
    if (!read.some(({ identifier }) => identifier === roleAt(context))) throw notAllowed(roleAt(context));
  }),
  /** Stops to read at a role that is out of order. */
  rule('certificate-role-in-order', ({ roles }, _certificate, context) => {
    const numbers = roles.map(({ identifier }) => (identifier === null ? 0 : ROLE_NUMBERS[identifier]));
    const read = roles.filter((_role, at) => at === 0 || Number(numbers[at]) > Number(numbers[at - 1]));
    if (!read.some(({ identifier }) => identifier === roleAt(context))) throw notAllowed(roleAt(context));
  }),
];
