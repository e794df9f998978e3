import { expect } from 'chai';
import { createAuthority, issueClient, newSerial } from '../directory/authority.ts';
import { ia5, oid, printable, sequence, tlv, utf8 } from '../directory/der.ts';
import { readPem } from './certificate.ts';
import { canonical, isSameName, nameFrom, subjectOf } from './distinguished-name.ts';

describe('the names of certificates', () => {
  let der: Buffer;
  before(async () => {
    const subject = {
      commonName: 'Zahlung, "GmbH" + Co',
      organization: 'Müller  Payments',
      organizationIdentifier: 'PSDDE-BAFIN-123456',
    };
    const authority = await createAuthority();
    const order = { subject, serial: newSerial(), key: null, addresses: null };
    der = readPem((await issueClient(authority, order)).certificate).der;
  });
  const fits = (text: string): boolean => {
    const name = nameFrom(text);
    return name !== null && isSameName(subjectOf(der), canonical(name));
  };

  const CN = String.raw`CN=Zahlung\, \"GmbH\" \+ Co`;
  const ID = 'organizationIdentifier=PSDDE-BAFIN-123456';
  const THE_SAME: [string, string][] = [
    ['RFC 4514', `${CN},${ID},O=Müller  Payments,C=DE`],
    ['the order of the certificate', `C=DE,O=Müller  Payments,${ID},${CN}`],
    ['a type by its number', `${CN},2.5.4.97=PSDDE-BAFIN-123456,O=Müller Payments,C=DE`],
    [
      'a type by its number, as older programs write it',
      `${CN},OID.2.5.4.97=PSDDE-BAFIN-123456,O=Müller Payments,C=DE`,
    ],
    ['a value in hexadecimal', `${CN},2.5.4.97=#0c125053444445${''}2d424146494e2d313233343536,O=Müller Payments,C=DE`],
    ['bytes that are escaped', String.raw`CN=Zahlung\2C \22GmbH\22 \2B Co,${ID},O=M\C3\BCller Payments,C=DE`],
    ['a value in quotes', String.raw`CN="Zahlung, \"GmbH\" + Co",${ID},O=Müller Payments,C=DE`],
    ['another case, of types and values', `cn=${CN.slice(3).toUpperCase()},${ID.toLowerCase()},o=MÜLLER PAYMENTS,c=de`],
    ['spaces around the separators', `${CN} , ${ID} ,  O = Müller Payments , C=DE`],
    ['semicolons', `${CN};${ID};O=Müller Payments;C=DE`],
  ];
  for (const [what, text] of THE_SAME) it(`are known in ${what}`, () => expect(fits(text)).to.equal(true));

  const OTHERS: [string, string][] = [
    ['an attribute less', `${CN},${ID},C=DE`],
    ['an attribute more', `${CN},${ID},OU=x,O=Müller Payments,C=DE`],
    ['an order that is neither', `${ID},${CN},O=Müller Payments,C=DE`],
    ['sets that are one', `${CN}+${ID},O=Müller Payments,C=DE`],
    ['a comma that is not escaped', `CN=Zahlung,${ID},O=Müller Payments,C=DE`],
    ['another value', `${CN},${ID}7,O=Müller Payments,C=DE`],
    ['values that are swapped', `CN=Müller Payments,${ID},O=${CN.slice(3)},C=DE`],
    ['an empty text', ''],
    ['a type without a value', `${CN},${ID},O,C=DE`],
    ['a type that nobody knows', `${CN},${ID},X-O=Müller Payments,C=DE`],
    ['an escape without a sign', `${CN},${ID},O=Müller Payments,C=DE\\`],
    ['hexadecimal that is not whole', `${CN},2.5.4.97=#0c12,O=Müller Payments,C=DE`],
  ];
  for (const [what, text] of OTHERS) it(`are not those with ${what}`, () => expect(fits(text)).to.equal(false));

  it('are sets: the attributes of one may come in any order', () => {
    const [one, other] = ['CN=a+O=b,C=DE', 'O=b+CN=a,C=DE'].map((text) => canonical(nameFrom(text) ?? []));
    expect(one).to.equal(other);
  });

  it('are the same in every kind of text', () => {
    const kinds = [
      utf8('Pay 1'),
      printable('Pay 1'),
      ia5('pay  1'),
      tlv(0x1e, Buffer.from('PAY 1', 'utf16le').swap16()),
    ];
    const names = kinds.map((value) => {
      const name = sequence(tlv(0x31, sequence(oid('2.5.4.3'), value)));
      // A certificate as far as it is read: the subject is the fifth of its fields.
      return canonical(subjectOf(sequence(sequence(sequence(), sequence(), sequence(), sequence(), name))));
    });
    expect(new Set(names)).to.have.length(1);
  });
});
