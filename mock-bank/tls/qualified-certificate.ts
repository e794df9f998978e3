/** What the statements of a qualified certificate say, as the bank reads them. */
import { dotted, elementsOf, OBJECT_IDENTIFIER, only, SEQUENCE, UTF8_STRING } from '../directory/der.ts';
import { PSD2_STATEMENT, QC_STATEMENTS, QC_TYPE, ROLE_ARC, ROLE_NUMBERS, type Role } from '../directory/qualified.ts';
import type { PeerCertificate } from './certificate.ts';
import { parsedCertificate } from './parsed-certificate.ts';

export interface RoleEntry {
  /** What its object identifier says; null for one that was never given out. */
  identifier: Role | null;
  name: string;
}

export interface QualifiedStatements {
  /** Object identifiers of all statements, in their order. */
  statements: readonly string[];
  /** Object identifiers of what the certificate is for. */
  types: readonly string[];
  roles: readonly RoleEntry[];
  /** Id of the authority that authorised the provider. */
  authority: string;
}

/** A certificate never changes, and is asked about at every request of its connection. */
const known = new WeakMap<PeerCertificate, QualifiedStatements | null>();

/** Null when there are no statements, none of a payment service provider, or none that can be read. */
export function qualifiedStatements(certificate: PeerCertificate): QualifiedStatements | null {
  const kept = known.get(certificate);
  if (kept !== undefined) return kept;
  const found = read(certificate);
  known.set(certificate, found);
  return found;
}

function read({ x509 }: PeerCertificate): QualifiedStatements | null {
  try {
    const extension = parsedCertificate(x509).getExtension(QC_STATEMENTS);
    return extension ? statementsFrom(Buffer.from(extension.value)) : null;
  } catch {
    return null;
  }
}

function statementsFrom(value: Buffer): QualifiedStatements | null {
  const all = elementsOf(only(value, SEQUENCE)).map(({ content }) => {
    const [id, information] = elementsOf(content);
    return { id: dotted(id?.content ?? Buffer.alloc(0)), information: information?.content ?? Buffer.alloc(0) };
  });
  const statements = all.map(({ id }) => id);
  if (new Set(statements).size < statements.length) return null;
  const about = (id: string) => all.find((one) => one.id === id)?.information;
  const psd2 = about(PSD2_STATEMENT);
  if (!psd2) return null;
  const [roles, name, authority, ...more] = elementsOf(psd2);
  if (!roles || name?.tag !== UTF8_STRING || authority?.tag !== UTF8_STRING || more.length > 0) return null;
  return {
    statements,
    types: elementsOf(about(QC_TYPE) ?? Buffer.alloc(0)).map(({ content }) => dotted(content)),
    roles: elementsOf(roles.content).map(({ content }) => roleFrom(content)),
    authority: authority.content.toString(),
  };
}

const ROLES = Object.keys(ROLE_NUMBERS) as Role[];

function roleFrom(content: Buffer): RoleEntry {
  const [id, name] = elementsOf(content);
  if (id?.tag !== OBJECT_IDENTIFIER || name?.tag !== UTF8_STRING) throw new RangeError('a role that cannot be read');
  const said = dotted(id.content);
  const identifier = ROLES.find((role) => said === `${ROLE_ARC}.${ROLE_NUMBERS[role]}`) ?? null;
  return { identifier, name: name.content.toString() };
}
