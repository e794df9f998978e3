/** What a run left behind at the bank, told once at its end, however many cases tell it. */
import { oneLine } from '../evidence/hygiene.ts';
import type { CaseTrace } from '../evidence/index.ts';

/** Told in full; the traces have the rest. */
const TOLD = 3;

/** By sentence, the first case that tells it. */
export class LeftBehind {
  readonly #cases = new Map<string, string>();

  /** Neighbouring cases share a control, and so what it left. */
  add({ id, attempts }: Pick<CaseTrace, 'id' | 'attempts'>): void {
    this.tell(
      id,
      attempts.flatMap(({ leftBehind = [] }) => leftBehind),
    );
  }

  /** The bank's own words stand in the sentences. */
  tell(caseId: string, sentences: readonly string[]): void {
    for (const sentence of sentences.map(oneLine)) if (!this.#cases.has(sentence)) this.#cases.set(sentence, caseId);
  }

  notices(): string[] {
    const all = [...this.#cases].map(([sentence, id]) => `${id}: ${sentence}`);
    if (all.length === 0) return [];
    const more = all.length - TOLD;
    const rest = more > 0 ? ` And ${more} more, in the traces of their cases.` : '';
    return [
      `The run may have left something at the bank that is to be removed there. ${all.slice(0, TOLD).join(' ')}${rest}`,
    ];
  }
}
