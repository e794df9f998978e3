import { ask } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { payment, RichRequests } from '../../testkit/rich-requests.ts';
import type { Tpp } from '../../testkit/tpp.ts';
import { pageDefects } from './pages.ts';

const errorPage = async ({ primary }: Kit) => {
  const { headers } = await ask(primary.browser, `${primary.issuer}/authorize`);
  return ask(primary.browser, new URL(headers.location ?? '', primary.issuer).href);
};

const pages: Record<string, Probe> = {
  'pages-framable': async (kit) => (await errorPage(kit)).headers['x-frame-options'] === undefined,
  'pages-without-hsts': async (kit) => (await errorPage(kit)).headers['strict-transport-security'] === undefined,
  'pages-with-third-party': async (kit) => (await errorPage(kit)).text.includes('statistics.example'),
  'authorize-with-cors': async ({ primary }) =>
    (await ask(primary.browser, `${primary.issuer}/authorize`)).headers['access-control-allow-origin'] === '*',
  'sign-in-page-raw': async ({ primary }) => (await shown(primary, '/login', { state: RAW })).includes(RAW),
  'consent-page-raw': async ({ rar }) => {
    const { pages: seen } = await new RichRequests(rar).authorise([payment({ creditorName: RAW })]);
    return seen.get('/consent')?.includes(RAW) ?? false;
  },
  'form-post-raw': async ({ openid }) => {
    const { requestUri } = await openid.push({ response_mode: 'form_post', state: RAW });
    return (await openid.authorize(requestUri)).searchParams.get('state') !== RAW;
  },
  'error-page-raw': async ({ primary }) => {
    const { headers } = await ask(primary.browser, `${primary.issuer}/authorize?client_id=${encodeURIComponent(RAW)}`);
    return (await ask(primary.browser, new URL(headers.location ?? '', primary.issuer).href)).text.includes(RAW);
  },
  'error-page-raw-reference': async ({ primary }) => {
    const { headers } = await primary.open(RAW);
    return (await ask(primary.browser, new URL(headers.location ?? '', primary.issuer).href)).text.includes(RAW);
  },
  'unknown-client-answered': async ({ primary }) => {
    const { requestUri } = await primary.push();
    const { headers } = await primary.open(requestUri, { clientId: 'nobody' });
    return headers.location?.startsWith('https:') ?? false;
  },
};

const RAW = '"><b>';

async function shown(tpp: Tpp, at: string, change: Record<string, string>): Promise<string> {
  let text = '';
  const see = (path: string, html: string) => {
    if (path === at) text = html;
  };
  await tpp.authorize((await tpp.push(change)).requestUri, { see });
  return text;
}

describeDefects('defects of pages', pageDefects, pages);
