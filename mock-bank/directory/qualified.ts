/** The statements of a qualified certificate of a payment service provider, in DER (EN 319 412-5, TS 119 495). */
import { ia5, oid, printable, sequence, utf8 } from './der.ts';

export const QC_STATEMENTS = '1.3.6.1.5.5.7.1.3';
export const PSD2_STATEMENT = '0.4.0.19495.2';
export const QC_TYPE = '0.4.0.1862.1.6';
/** Below it, the arc of each role. */
export const ROLE_ARC = '0.4.0.19495.1';

/** The arcs of roles below `ROLE_ARC`. */
export const ROLE_NUMBERS = { PSP_AS: 1, PSP_PI: 2, PSP_AI: 3, PSP_IC: 4 } as const;
export type Role = keyof typeof ROLE_NUMBERS;

/** What a certificate is for, by its arc below `QC_TYPE`, and the policy that goes with it. */
const TYPES = {
  web: { arc: 3, policy: '0.4.0.19495.3.1' },
  eseal: { arc: 2, policy: '0.4.0.194112.1.1' },
} as const;

export interface Qualified {
  type: keyof typeof TYPES;
  /** What the object identifier of each role says, and the name that stands beside it. */
  roles: readonly (readonly [identifier: Role, name: string])[];
  authority: { name: string; id: string };
  /** Statements that are rare and lawful. */
  rare: 'absent' | 'present';
}

const both = (...roles: Role[]): Qualified['roles'] => roles.map((role) => [role, role] as const);

/** Of a provider of payment initiation and account information that a German authority authorised. */
export const providerOfBoth: Qualified = {
  type: 'web',
  roles: both('PSP_PI', 'PSP_AI'),
  authority: { name: 'BaFin', id: 'DE-BAFIN' },
  rare: 'absent',
};

export const withRoles = (...roles: Role[]): Qualified => ({ ...providerOfBoth, roles: both(...roles) });

export const policyOf = ({ type }: Qualified): string => TYPES[type].policy;

const DISCLOSURE = sequence(sequence(ia5('https://trust.example/disclosure.pdf'), printable('en')));

/** How long what was registered is kept, in years; and a statement of nobody's. */
const RARE = [
  sequence(oid('0.4.0.1862.1.3'), Buffer.from([0x02, 0x01, 0x0a])),
  sequence(oid('1.3.6.1.4.1.99999.1'), utf8('to be passed over')),
];

/** The value of the extension. */
export function qcStatements({ type, roles, authority, rare }: Qualified): Buffer {
  const named = roles.map(([role, name]) => sequence(oid(`${ROLE_ARC}.${ROLE_NUMBERS[role]}`), utf8(name)));
  return sequence(
    ...(rare === 'present' ? RARE : []),
    sequence(oid('0.4.0.1862.1.1')),
    sequence(oid(QC_TYPE), sequence(oid(`${QC_TYPE}.${TYPES[type].arc}`))),
    sequence(oid('0.4.0.1862.1.5'), DISCLOSURE),
    sequence(oid(PSD2_STATEMENT), sequence(sequence(...named), utf8(authority.name), utf8(authority.id))),
  );
}
