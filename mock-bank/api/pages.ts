/** Long lists in pages: a part of the list, and the address of the next part. */
import type { Context } from '../http/context.ts';

const PAGE = 'page';

/** Counted from 1; what cannot be read is the first. */
const numberOf = ({ request }: Context): number => {
  const sent = request.query.first(PAGE) ?? '';
  return /^[1-9]\d{0,5}$/.test(sent) ? Number(sent) : 1;
};

/** Whether the request goes on with a list that was begun before. */
export const isLaterPage = (context: Context): boolean => numberOf(context) > 1;

/** The items of the page that is asked for, and the address of the next one with the rest of the query as it was; null on the last. */
export function pageOf<T>(context: Context, items: readonly T[]): { items: T[]; next: string | null } {
  const { bank, request, settings } = context;
  const number = numberOf(context);
  const from = (number - 1) * settings.itemsPerPage;
  const address = new URL(request.target, bank.issuer);
  address.searchParams.set(PAGE, String(number + 1));
  const more = items.length > from + settings.itemsPerPage;
  return { items: items.slice(from, from + settings.itemsPerPage), next: more ? address.href : null };
}
