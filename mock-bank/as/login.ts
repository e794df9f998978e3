/** The login page: name and password, the first factor. */
import { dialectOf } from '../api/index.ts';
import type { Context } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import { samePassword } from '../psu.ts';
import { decideSca } from '../sca/decide.ts';
import { isBlockedPayer, recordTry } from '../sca/tries.ts';
import type { Interaction } from '../store/authorization.ts';
import { refuseAuthorization } from './authorize.ts';
import { giveUp } from './decision.ts';
import { afterSignIn, interactionOf, interactionStage, showChecks, submitChecks } from './interaction.ts';
import { sendOneTimeCode } from './otp.ts';
import { afterFailure, BLOCKED, failedSignIn, loginPage } from './sign-in.ts';

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

function decideFor({ bank }: Context, { request }: Interaction, username: string): boolean {
  const wanted = request && (dialectOf(request)?.wanted(bank, request) ?? null);
  return decideSca(bank, username, wanted).required;
}

/** A payer who is blocked is blocked for exempted payments as well. @requirement RTS-4-1 RTS-4-3b */
function logIn(context: Context): Reply {
  const { bank, request, settings } = context;
  const interaction = interactionOf(context);
  const username = request.form.first('username') ?? '';
  const user = bank.users.get(username);
  const right =
    samePassword(user, request.form.first('password') ?? '') ||
    (user !== undefined && settings.factorsJudged === 'code');
  const together = settings.signInJudged === 'together';
  const scaRequired = (together && !right) || decideFor(context, interaction, username);
  const blockedAll = scaRequired || settings.blockedPayerRefused;
  if (isBlockedPayer(bank, username) && blockedAll) return giveUp(context, BLOCKED);
  if (!right && !together)
    return afterFailure(context, username, 'knowledge') ?? failedSignIn(context, user ? 'password' : 'user');
  interaction.username = username;
  interaction.passwordRight = right;
  interaction.authenticatedAt = bank.now();
  interaction.scaRequired = scaRequired;
  interaction.stage = scaRequired ? 'otp' : afterSignIn(interaction);
  if (scaRequired) sendOneTimeCode(bank, interaction);
  else recordTry(bank, username, 'knowledge', true);
  return seeOther(`/${interaction.stage}?interaction=${interaction.id}`);
}
