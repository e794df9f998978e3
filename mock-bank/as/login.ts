/** The login page: name and password, the first factor. */
import { dialectOf } from '../api/index.ts';
import type { Context } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import { samePassword } from '../psu.ts';
import { decideSca } from '../sca/decide.ts';
import { refuseAuthorization } from './authorize.ts';
import { giveUp } from './decision.ts';
import { interactionPage } from './form.ts';
import { interactionOf, interactionStage, showChecks, submitChecks } from './interaction.ts';
import { sendOneTimeCode } from './otp.ts';

const MAX_FAILURES = 5;

export const showLogin: Endpoint = {
  id: 'login-page',
  group: 'browser',
  methods: ['GET'],
  path: '/login',
  surface: 'browser',
  checks: [...showChecks, interactionStage('login')],
  answer: (context) => loginPage(context, null),
};

export const submitLogin: Endpoint = {
  id: 'login',
  group: 'browser',
  methods: ['POST'],
  path: '/login',
  surface: 'browser',
  checks: [...submitChecks, interactionStage('login')],
  answer: logIn,
  refuse: refuseAuthorization,
};

function loginPage(context: Context, problem: string | null): Reply {
  return interactionPage(interactionOf(context), {
    title: 'Sign in',
    action: '/login',
    problem,
    // Other banks bring parameters of the request along in their forms.
    lead:
      context.settings.writtenRaw === 'sign-in' ? `<i hidden title="${interactionOf(context).request.state}"></i>` : '',
    fields: `<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button id="login-submit" type="submit">Sign in</button>`,
  });
}

/** @requirement RTS-4-1 */
function logIn(context: Context): Reply {
  const { bank, request } = context;
  const interaction = interactionOf(context);
  const username = request.form.first('username') ?? '';
  const user = bank.users.get(username);
  if (!samePassword(user, request.form.first('password') ?? '') || !user) {
    interaction.failures += 1;
    if (interaction.failures >= MAX_FAILURES) return giveUp(context, 'sign-in failed too often');
    return loginPage(context, 'The user name or password is not correct.');
  }
  interaction.username = user.username;
  interaction.authenticatedAt = bank.now();
  interaction.failures = 0;
  const wanted = dialectOf(interaction.request)?.wanted(bank, interaction.request) ?? null;
  interaction.scaRequired = decideSca(bank, user.username, wanted).required;
  interaction.stage = interaction.scaRequired ? 'otp' : 'consent';
  if (interaction.scaRequired) sendOneTimeCode(bank, interaction);
  return seeOther(`/${interaction.stage}?interaction=${interaction.id}`);
}
