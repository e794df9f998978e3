/** A batch of payments in words: its total, and the payees of it. */
import type { WantedPayment } from '../api/dialect.ts';
import { decimal } from '../sca/money.ts';
import type { Settings } from '../settings.ts';
import type { Money } from '../store/money.ts';

export const inWords = ({ minor, currency }: Money): string => `${decimal(minor)} ${currency}`;

type Batch = NonNullable<WantedPayment['batch']>;

const payeesOf = (batch: Batch): string[] => batch.map(({ payee, payeeAccount }) => `${payee}, ${payeeAccount}`);

/** What a code for it is good for; a faulty bank forgets the one or the other. @requirement RTS-5-3b */
export function batchLinked(amount: Money, batch: Batch, { batchCodes }: Settings): string {
  const total = batchCodes === 'payees' ? 'all' : inWords(amount);
  const payees = batchCodes === 'total' ? '' : ` to ${payeesOf(batch).join('; ')}`;
  return `${total} in ${batch.length} payments${payees}`;
}

/** Its payments one by one, as the consent page lists them. @requirement RTS-5-1a */
export function batchLines(batch: Batch, { batchShown }: Settings): string[] {
  const shown = batchShown === 'first-payee' ? batch.slice(0, 1) : batch;
  return shown.map((line) => `${inWords(line.amount)} to ${line.payee}, ${line.payeeAccount}`);
}
