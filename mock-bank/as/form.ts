/** Forms of the interaction pages: same frame, same hidden fields everywhere. */
import { escapeHtml, originOf, page } from '../http/page.ts';
import type { Reply } from '../http/reply.ts';
import type { Interaction } from '../store/authorization.ts';

export interface InteractionPage {
  title: string;
  action: '/login' | '/otp' | '/consent' | '/dashboard/revoke';
  /** What stands above the form, escaped already. */
  lead: string;
  /** Fields and buttons, escaped already. */
  fields: string;
  /** Said when the last try failed. */
  problem: string | null;
}

export function interactionPage(
  interaction: Interaction,
  { title, action, lead, fields, problem }: InteractionPage,
): Reply {
  const body = `${problem === null ? '' : `<p class="problem" id="problem" role="alert">${escapeHtml(problem)}</p>\n`}${lead}
<form method="post" action="${action}">
<input type="hidden" name="interaction" value="${escapeHtml(interaction.id)}">
<input type="hidden" name="csrf" value="${escapeHtml(interaction.csrf)}">
${fields}
</form>`;
  return page({ title, body, formTarget: interaction.request && originOf(interaction.request.redirectUri) });
}
