import { ask, formText, POST_FORM, postAtOnce } from '../../testkit/https.ts';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { s256, type Tpp } from '../../testkit/tpp.ts';
import { parDefects, pkceDefects, responseDefects } from './authorization.ts';
import { letterDefects } from './pages.ts';
import { redirectUriDefects } from './redirect-uri.ts';

const VERIFIER = 'a'.repeat(43);

/** Whether the authorization URL leads to a login page. */
async function opens(tpp: Tpp, requestUri: string, clientId = tpp.clientId): Promise<boolean> {
  const { headers } = await tpp.open(requestUri, { clientId });
  return headers.location?.startsWith('/login') ?? false;
}

const pushes = (change: Record<string, string | undefined>): Probe => {
  return async ({ primary }) => (await primary.push(change)).answer.status === 201;
};

/** Whether a code comes to the registered address though another was asked for. */
function answeredAt(redirect_uri: string): Probe {
  return async ({ primary }) => {
    const { answer, requestUri } = await primary.push({ redirect_uri });
    if (answer.status !== 201) return false;
    const { href, searchParams } = await primary.authorize(requestUri).catch(() => new URL('about:blank'));
    return /^https:\/\/tpp\.example\/callback\?[^#]*$/.test(href) && searchParams.has('code');
  };
}

const par: Record<string, Probe> = {
  'par-uri-never-consumed': async ({ primary }) => {
    const { requestUri } = await primary.push();
    await primary.authorize(requestUri);
    return opens(primary, requestUri);
  },
  'par-uri-raced': async ({ primary }) => {
    const { requestUri } = await primary.push();
    const posts: { headers: Record<string, string>; form: Record<string, string> }[] = [];
    const keep = (path: string, sent: (typeof posts)[number]) => path === '/consent' && posts.push(sent) > 0;
    await primary.authorize(requestUri, { keep });
    await primary.authorize(requestUri, { keep });
    const answers = await postAtOnce(primary.browser, `${primary.issuer}/consent`, posts);
    return answers.length === 2 && answers.every(({ headers }) => headers.location?.includes('code='));
  },
  'par-uri-consumed-at-first-load': async ({ primary }) => {
    const { requestUri } = await primary.push();
    await primary.open(requestUri);
    return !(await opens(primary, requestUri));
  },
  'authorize-post-unread': async ({ primary }) => {
    const { requestUri } = await primary.push();
    const body = formText({ client_id: primary.clientId, request_uri: requestUri });
    const address = `${primary.issuer}/authorize`;
    const { headers } = await ask(primary.browser, address, { method: 'POST', headers: POST_FORM, body });
    return !headers.location?.startsWith('/login');
  },
  'par-uri-never-expires': async ({ primary, opened }) => {
    const { requestUri, answer } = await primary.push();
    opened.bank.clock.advance(Number(answer.json.expires_in) + 1);
    return opens(primary, requestUri);
  },
  'par-uri-any-client': async ({ primary }) => opens(primary, (await primary.push()).requestUri, 'tpp-second'),
  'par-outer-params-win': async ({ primary }) => {
    const { requestUri } = await primary.push();
    const back = await primary.authorize(requestUri, { query: { state: 'other' } });
    return back.searchParams.get('state') === 'other';
  },
  'par-unauthenticated': async ({ primary }) => {
    const answer = await primary.post('/par', { client_id: primary.clientId, ...primary.parameters(VERIFIER) });
    return answer.status === 201;
  },
  'par-over-get': async ({ primary }) => {
    const query = formText({ ...primary.credentials(), ...primary.parameters(VERIFIER) });
    return (await primary.get(`/par?${query}`)).status === 201;
  },
  'par-redirect-uri-unchecked': pushes({ redirect_uri: 'https://attacker.example/callback' }),
  'redirect-uri-normalised': pushes({ redirect_uri: 'https://user@tpp.example/callback' }),
  'redirect-uri-beginning': pushes({ redirect_uri: 'https://tpp.example/callback/more' }),
  'redirect-uri-any-case': pushes({ redirect_uri: 'https://tpp.example/CALLBACK' }),
  'redirect-uri-any-port': pushes({ redirect_uri: 'https://tpp.example:8444/callback' }),
  'redirect-uri-over-http': pushes({ redirect_uri: 'http://tpp.example/callback' }),
  'redirect-uri-by-path': answeredAt('/callback'),
  'redirect-uri-fragment-overlooked': answeredAt('https://tpp.example/callback#more'),
  'redirect-uri-of-any-client': pushes({ redirect_uri: 'https://second-tpp.example/callback' }),
  'open-redirector': async ({ primary }) => {
    const { headers } = await primary.open('urn:unknown', { query: { redirect_uri: 'https://attacker.example/' } });
    return headers.location?.startsWith('https://attacker.example/') ?? false;
  },
  'unpushed-open-redirector': async ({ primary }) => {
    const { headers } = await primary.ask({ redirect_uri: 'https://attacker.example/', response_type: 'unheard-of' });
    return headers.location?.startsWith('https://attacker.example/') ?? false;
  },
  'redirect-uri-path-parameters-overlooked': pushes({ redirect_uri: 'https://tpp.example/callback;attacker=1' }),
  'request-uri-last-when-unknown': async ({ primary }) => {
    await primary.push();
    return (await primary.open('urn:unknown')).headers.location?.startsWith('/login') ?? false;
  },
  'redirect-uri-optional': async ({ primary }) =>
    (await primary.push({ redirect_uri: undefined })).answer.status === 201,
  'par-not-required': async ({ primary }) => {
    const query = formText({ client_id: primary.clientId, ...primary.parameters(VERIFIER) });
    const { headers } = await ask(primary.browser, `${primary.issuer}/authorize?${query}`);
    return headers.location?.startsWith('/login') ?? false;
  },
  'par-uri-long-lived': async ({ primary }) => Number((await primary.push()).answer.json.expires_in) >= 600,
  'par-request-uri-inside': pushes({ request_uri: 'https://tpp.example/request' }),
};

/** Pushes, approves, and redeems with another verifier. */
function redeems(verifier: (pushed: string) => string | undefined): Probe {
  return async ({ primary }) => {
    const { requestUri, verifier: pushed } = await primary.push();
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    const sent = verifier(pushed);
    const answer = await primary.redeem(code, sent ?? '', sent === undefined ? { code_verifier: '' } : {});
    return answer.status === 200;
  };
}

const HYBRID_WITHOUT_CHALLENGE = {
  response_type: 'code id_token',
  code_challenge: undefined,
  code_challenge_method: undefined,
};

const pkce: Record<string, Probe> = {
  'pkce-plain-accepted': async ({ primary }) => {
    const shown: boolean[] = [];
    for (const method of ['plain', undefined]) {
      const { requestUri, answer } = await primary.push({ code_challenge: VERIFIER, code_challenge_method: method });
      if (answer.status !== 201) continue;
      const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
      shown.push((await primary.redeem(code, VERIFIER)).status === 200);
    }
    return shown.length === 2 && shown.every(Boolean);
  },
  'pkce-optional': async ({ primary }) => {
    const { requestUri, answer } = await primary.push({ code_challenge: undefined, code_challenge_method: undefined });
    if (answer.status !== 201) return false;
    const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
    return (await primary.redeem(code, VERIFIER)).status === 200;
  },
  'pkce-duplicate-accepted': async ({ primary }) => {
    const once = Object.entries({ ...primary.credentials(), ...primary.parameters(VERIFIER) });
    const answer = await primary.post('/par', [...once, ['code_challenge', s256('other')]]);
    return answer.status === 201;
  },
  'pkce-verifier-unchecked': redeems(() => 'z'.repeat(43)),
  'pkce-verifier-optional': redeems(() => undefined),
  'pkce-verifier-is-challenge': redeems((pushed) => s256(pushed)),
  'pkce-verifier-without-challenge': async ({ fapi1 }) => {
    const request = fapi1.requestObject({ ...fapi1.parameters(VERIFIER), ...HYBRID_WITHOUT_CHALLENGE });
    const back = new URLSearchParams((await fapi1.request({ request })).hash.slice(1));
    return (await fapi1.redeem(back.get('code') ?? '', VERIFIER)).status === 200;
  },
  'fapi1-pkce-optional-at-par': async ({ fapi1 }) => {
    const request = fapi1.requestObject({ ...fapi1.parameters(VERIFIER), ...HYBRID_WITHOUT_CHALLENGE });
    return (await fapi1.post('/par', { ...fapi1.credentials(), request })).status === 201;
  },
};

/** What comes back in the query after approval or denial. */
async function returned({ primary }: Kit, decision: 'approve' | 'deny' = 'approve'): Promise<URLSearchParams> {
  return (await primary.authorize((await primary.push()).requestUri, { decision })).searchParams;
}

const response: Record<string, Probe> = {
  'iss-missing': async (kit) => !(await returned(kit)).has('iss'),
  'iss-missing-in-errors': async (kit) => !(await returned(kit, 'deny')).has('iss'),
  'iss-wrong': async (kit) => ![null, kit.primary.issuer].includes((await returned(kit)).get('iss')),
  'state-missing': async (kit) => !(await returned(kit)).has('state'),
  'state-missing-in-errors': async (kit) => !(await returned(kit, 'deny')).has('state'),
  'code-tells-challenge': async (kit) => ((await returned(kit)).get('code') ?? '').length > 60,
  'response-member-twice': async ({ primary }) => {
    const back = await primary.authorize((await primary.push()).requestUri);
    return [...back.searchParams.keys()].length > new Set(back.searchParams.keys()).size;
  },
  'response-astray': async ({ primary }) =>
    (await primary.authorize((await primary.push()).requestUri)).pathname.endsWith('/below'),
  'deny-issues-code': async (kit) => (await returned(kit, 'deny')).has('code'),
  'prompt-none-ignored': async ({ primary }) => {
    const { requestUri } = await primary.push({ prompt: 'none' });
    return (await primary.authorize(requestUri)).searchParams.has('code');
  },
  'consent-page-hides-permissions': async ({ primary }) => {
    const { requestUri } = await primary.push();
    let page = '';
    const see = (path: string, html: string) => {
      if (path === '/consent') page = html;
    };
    await primary.authorize(requestUri, { see });
    return !page.includes('id="consent-permissions"');
  },
};

const letters: Record<string, Probe> = {
  'codes-beyond-ascii': async (kit) => (await returned(kit)).get('code')?.endsWith('\u00e9') === true,
  'error-description-quoted': async (kit) =>
    (await returned(kit, 'deny')).get('error_description')?.startsWith('"') === true,
  'token-type-missing': async ({ primary }) => {
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    return (await primary.post('/token', form)).json.token_type === undefined;
  },
};

describeDefects('defects of letters', letterDefects, letters);
describeDefects('defects of PAR', [...parDefects, ...redirectUriDefects], par);
describeDefects('defects of PKCE', pkceDefects, pkce);
describeDefects('defects of the authorization response', responseDefects, response);
