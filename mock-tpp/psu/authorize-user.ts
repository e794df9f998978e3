/** Sends the user to the bank, whoever plays the user in this target. */
import type { TppAgent } from '../contract.ts';
import { runProgram } from '../operator/command.ts';
import type { StepContext } from '../step.ts';
import { type AgentContext, agentOf } from './agent.ts';
import { walkByCommand } from './command-agent.ts';
import { walkByHand } from './manual-agent.ts';
import type { WalkPages } from './walk.ts';
import { glance, taintCallback, type Walk, type WalkRequest } from './way.ts';

type Play<K extends TppAgent['kind']> = (
  request: WalkRequest,
  agent: TppAgent & { kind: K },
  context: StepContext,
) => Promise<Walk>;

const AGENTS: { [K in TppAgent['kind']]: Play<K> } = {
  http: overPages,
  browser: overPages,
  command: (request, agent, context) =>
    walkByCommand(request, agent, {
      psu: context.bank.psu.users[context.psu] ?? null,
      hosts: context.bank.hosts,
      run: runProgram,
    }),
  manual: (request, agent, context) =>
    walkByHand(request, agent, { person: context.around.person, hosts: context.bank.hosts }),
};

/** Pages are read by what is loaded for the first walk: whoever only reads scenarios meets none. */
async function overPages(request: WalkRequest, _: TppAgent, context: StepContext): Promise<Walk> {
  const { walkAuthorization } = await import('./walk.ts');
  return walkAuthorization(request, agentOf(context), await pagesOf(context));
}

/** How pages are walked in this target; undefined for the usual way. */
export const pagesOf = async ({ bank, chromium, around }: AgentContext): Promise<WalkPages | undefined> => {
  if (bank.psu.agent.kind !== 'browser') return undefined;
  const { inBrowser } = await import('./browser-walk.ts');
  return inBrowser({ chromium, timeoutMs: bank.psu.agent.timeoutMs, sleep: (ms) => around.sleep(ms) });
};

/**
 * From the authorization address to the redirect_uri, or to where it ends. Throws HookFailed when whoever plays the user
 * does not answer, and TppFault when the target names no user.
 */
export const authorizeUser = async (request: WalkRequest, context: StepContext): Promise<Walk> => {
  const { agent } = context.bank.psu;
  if (agent.kind === 'command' || agent.kind === 'manual') {
    const { browse, bank, around } = context;
    const glanced = await glance(request, {
      ...{ browse, bank },
      now: () => around.now(),
      taint: (value, kind) => around.taint(value, kind),
    });
    if (glanced !== null) return { end: glanced, pages: [], sca: null, decided: null, formRedirects: null };
  }
  // The compiler cannot see that the row is that of the agent.
  const play = AGENTS[agent.kind] as Play<TppAgent['kind']>;
  const walk = await play(request, agent, context);
  if (walk.end.kind === 'callback') taintCallback(walk.end, context.around);
  return walk;
};
