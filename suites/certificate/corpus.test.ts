/** Certificates that nobody chose one by one: whole ones made up in every lawful way, and the same with one thing broken. */
import { expect } from 'chai';
import { Unreadable } from './der.ts';
import type { FindingCode } from './findings.ts';
import { inspect } from './inspect.ts';
import { named } from './testing-bad-orders.ts';
import { newTestAuthority, type Order, SEAL, type TestAuthority } from './testing-certificate.ts';
import { QC, statement, utf8 } from './testing-der.ts';

type Roles = readonly (readonly [arc: number, name: string])[];

const ALL: Roles = [
  [1, 'PSP_AS'],
  [2, 'PSP_PI'],
  [3, 'PSP_AI'],
  [4, 'PSP_IC'],
];
/** Every set of roles but the empty one, in both directions. */
const ROLE_SETS: Roles[] = Array.from({ length: 15 }, (_, at) =>
  ALL.filter((_role, bit) => ((at + 1) >> bit) & 1),
).flatMap((set) => (set.length > 1 ? [set, [...set].reverse()] : [set]));
const AUTHORITIES: [name: string, id: string][] = [
  ['BaFin', 'DE-BAFIN'],
  ['Finanzmarktaufsicht', 'AT-FMA'],
  ['Banco de España', 'ES-BE'],
  ['Autorité de contrôle prudentiel', 'FR-ACPR'],
];

interface Made {
  what: string;
  order: Partial<Order>;
  /** One of these has to be found; none: nothing wrong with it. */
  wants: FindingCode | null;
}

/** In the order of the arguments, and with a statement of nobody's behind them where `more` says so. */
const statements = (type: number, roles: Roles, [name, id]: [string, string], more: boolean): Buffer[] => [
  QC.compliance,
  QC.type(type),
  ...(type === 2 ? [QC.device] : []),
  QC.disclosure,
  QC.psd2(roles, name, id),
  ...(more ? [statement('1.2.3.4', utf8('x'))] : []),
];

const LAWFUL: Made[] = ROLE_SETS.flatMap((roles, at) => {
  const authority = AUTHORITIES[at % AUTHORITIES.length] as [string, string];
  const subject = named(`PSD${authority[1]}-${1000 + at}`);
  const told = `${roles.map(([, name]) => name).join(', ')} by ${authority[1]}`;
  return [
    {
      what: `web, ${told}`,
      order: { subject, statements: statements(3, roles, authority, at % 2 === 0) },
      wants: null,
    },
    {
      what: `seal, ${told}`,
      order: { ...SEAL, subject, statements: statements(2, roles, authority, at % 2 === 1) },
      wants: null,
    },
  ];
});

/** What can be done to any of them; each breaks a rule of TS 119 495 or of what it builds on. */
const BREAKS: [wants: FindingCode, (type: number, roles: Roles, authority: [string, string]) => Buffer[]][] = [
  [
    'role-mismatch',
    (type, roles, by) =>
      statements(
        type,
        roles.map(([arc]) => [arc, arc === 3 ? 'PSP_PI' : 'PSP_AI']),
        by,
        false,
      ),
  ],
  ['role-unknown', (type, roles, by) => statements(type, [...roles, [9, 'PSP_AI']], by, false)],
  [
    'role-name-unknown',
    (type, roles, by) =>
      statements(
        type,
        roles.map(([arc]) => [arc, 'AISP']),
        by,
        false,
      ),
  ],
  ['role-repeated', (type, roles, by) => statements(type, [...roles, ...roles], by, false)],
  ['role-unspecified-beside', (type, roles, by) => statements(type, [...roles, [0, 'Unspecified']], by, false)],
  ['roles-missing', (type, _roles, by) => statements(type, [], by, false)],
  ['nca-mismatch', (type, roles) => statements(type, roles, ['Other', 'IT-BI'], false)],
  ['nca-id', (type, roles) => statements(type, roles, ['Other', 'de-bafin'], false)],
  ['qc-compliance-missing', (type, roles, by) => statements(type, roles, by, false).slice(1)],
  ['qc-type-missing', (type, roles, by) => statements(type, roles, by, false).filter((_one, at) => at !== 1)],
  ['qc-statement-repeated', (type, roles, by) => [QC.compliance, ...statements(type, roles, by, false)]],
];

const BROKEN: Made[] = ROLE_SETS.flatMap((roles, at) => {
  const authority = AUTHORITIES[at % AUTHORITIES.length] as [string, string];
  const subject = named(`PSD${authority[1]}-${1000 + at}`);
  return BREAKS.map(([wants, change], kind) => {
    const seal = (at + kind) % 2 === 1;
    const order = { ...(seal ? SEAL : {}), subject, statements: change(seal ? 2 : 3, roles, authority) };
    return { what: `${wants}, of ${roles.map(([, name]) => name).join(', ')}`, order, wants };
  });
});

describe('certificates nobody chose', () => {
  let authority: TestAuthority;
  before(async () => {
    authority = await newTestAuthority();
  });
  const errorsOf = (der: Buffer): FindingCode[] =>
    inspect(der, { use: null, psd2: true, now: Date.now() })
      .flatMap(({ findings }) => findings)
      .filter(({ weight }) => weight === 'error')
      .map(({ code }) => code);

  it(`have nothing wrong when they are lawful, in ${LAWFUL.length} ways`, async () => {
    for (const { what, order } of LAWFUL) expect(errorsOf(await authority.issue(order)), what).to.deep.equal([]);
  });

  it(`are told of what is forbidden, in ${BROKEN.length} ways`, async () => {
    for (const { what, order, wants } of BROKEN) expect(errorsOf(await authority.issue(order)), what).to.include(wants);
  });

  it('never end in a crash, whichever byte of one is another', async () => {
    const good = await authority.issue({});
    for (let at = 0; at < good.length; at += 1)
      for (const byte of [0x00, 0xff, (good[at] ?? 0) ^ 1]) {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        try {
          inspect(bytes, { use: 'tls', psd2: true, now: Date.now() });
        } catch (error) {
          expect(error, `byte ${at} is ${byte}`).to.be.instanceOf(Unreadable);
        }
      }
    for (let length = 0; length < good.length; length += 1)
      expect(() => inspect(good.subarray(0, length), { use: null, psd2: true, now: Date.now() })).to.throw(Unreadable);
  });
});
