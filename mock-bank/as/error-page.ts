/** The error page: shows what an earlier answer left there. */
import type { Context } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { escapeHtml, page } from '../http/page.ts';
import type { Reply } from '../http/reply.ts';

export const errorPage: Endpoint = {
  id: 'error-page',
  group: 'browser',
  methods: ['GET'],
  path: '/error',
  surface: 'browser',
  checks: [],
  answer: (context) => showStored(context),
  refuse: (_context, refusal) => render(refusal.code, refusal.message),
};

function showStored({ bank, request }: Context): Reply {
  const shown = bank.store.shownErrors.get(request.query.first('id') ?? '');
  if (!shown || shown.expiresAt <= bank.now()) return render('not_found', 'There is nothing to show here any more.');
  return render(shown.code, shown.description, bank.settings.writtenRaw === 'error');
}

function render(code: string, description: string, raw = false): Reply {
  const body = `<p>Please go back to the application you came from and start again.</p>
<dl>
<dt>Error</dt><dd id="error-code">${escapeHtml(code)}</dd>
<dt>Description</dt><dd id="error-description">${raw ? description : escapeHtml(description)}</dd>
</dl>`;
  return page({ title: 'This did not work', body, status: 400 });
}
