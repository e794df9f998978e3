/** The form to sign in with, and what becomes of a sign-in that failed at it or at the code behind it. */
import type { Context } from '../http/context.ts';
import type { Reply } from '../http/reply.ts';
import { isBlockedPayer, recordTry } from '../sca/tries.ts';
import { giveUp } from './decision.ts';
import { interactionPage } from './form.ts';
import { interactionOf } from './interaction.ts';

export function loginPage(context: Context, problem: string | null): Reply {
  return interactionPage(interactionOf(context), {
    title: 'Sign in',
    action: '/login',
    problem,
    // Other banks bring parameters of the request along in their forms.
    lead:
      context.settings.writtenRaw === 'sign-in'
        ? `<i hidden title="${interactionOf(context).request?.state}"></i>`
        : '',
    fields: `<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button id="login-submit" type="submit">Sign in</button>`,
  });
}

/** What is said of a sign-in that failed: never what was wrong with it. @requirement RTS-4-3a */
export function failedSignIn(context: Context, wrong: 'user' | 'password' | 'code'): Reply {
  const interaction = interactionOf(context);
  interaction.stage = 'login';
  interaction.authenticatedAt = null;
  const { signInAnswer } = context.settings;
  const told = {
    alike: SIGN_IN_FAILED,
    'tells-user': wrong === 'user' ? 'There is no user of this name.' : SIGN_IN_FAILED,
    'tells-factor': `The ${wrong === 'code' ? 'code' : 'password'} is not correct.`,
  };
  return loginPage(context, told[signInAnswer]);
}

const SIGN_IN_FAILED = 'That did not work. Please check what you typed and try again.';

export const BLOCKED = 'sign-in failed too often, and is blocked';

/** Counts a failure; who is blocked by it is sent away. @requirement RTS-4-3b */
export function afterFailure(context: Context, username: string, factor: 'knowledge' | 'possession'): Reply | null {
  recordTry(context.bank, username, factor, false);
  return isBlockedPayer(context.bank, username) ? giveUp(context, BLOCKED) : null;
}
