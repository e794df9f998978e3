/** The dialects by the name a target file gives; a new one is a new row. */
import type { TppBank } from '../../contract.ts';
import { TppFault } from '../../fault.ts';
import { berlinGroup } from './berlin-group.ts';
import { customDialect } from './custom.ts';
import type { Dialect } from './dialect.ts';
import { plain } from './plain.ts';
import { rar } from './rar.ts';
import { ukDialect } from './uk.ts';
import { ukVersions } from './uk-versions.ts';

export { customDialect } from './custom.ts';
export type * from './dialect.ts';
export { ALIGNMENTS, CONSENT_KINDS, CONSENT_MODELS, CONSENT_STATES, PERIODS } from './dialect.ts';

const rows: readonly Dialect[] = [...ukVersions.map(ukDialect), berlinGroup, rar, plain];

export const dialects: ReadonlyMap<string, Dialect> = new Map(rows.map((row) => [row.name, row]));

/** The dialect that a target describes itself. */
export const CUSTOM = 'custom';

/** The dialect of a bank; throws TppFault. */
export const dialectOf = ({ bank }: { bank: Pick<TppBank, 'dialect' | 'custom'> }): Dialect => {
  if (bank.dialect === CUSTOM && bank.custom) return customDialect(bank.custom);
  const dialect = dialects.get(bank.dialect);
  if (dialect === undefined) throw new TppFault(`the TPP does not speak the dialect ${bank.dialect}`);
  return dialect;
};
