/** Sends the user to the bank, whoever plays the user in this target. */
import type { TppAgent } from '../contract.ts';
import { runProgram } from '../operator/command.ts';
import type { StepContext } from '../step.ts';
import { type AgentContext, agentOf } from './agent.ts';
import { inBrowser } from './browser-walk.ts';
import { walkByCommand } from './command-agent.ts';
import { walkByHand } from './manual-agent.ts';
import { type WalkPages, walkAuthorization } from './walk.ts';
import { glance, taintCallback, type Walk, type WalkRequest } from './way.ts';

type Play<K extends TppAgent['kind']> = (
  request: WalkRequest,
  agent: TppAgent & { kind: K },
  context: StepContext,
) => Promise<Walk>;

const AGENTS: { [K in TppAgent['kind']]: Play<K> } = {
  http: (request, _, context) => walkAuthorization(request, agentOf(context)),
  browser: (request, _, context) => walkAuthorization(request, agentOf(context), pagesOf(context)),
  command: (request, agent, context) =>
    walkByCommand(request, agent, {
      psu: context.bank.psu.users[context.psu] ?? null,
      hosts: context.bank.hosts,
      run: runProgram,
    }),
  manual: (request, agent, context) =>
    walkByHand(request, agent, { person: context.around.person, hosts: context.bank.hosts }),
};

/** How pages are walked in this target; undefined for the usual way. */
export const pagesOf = ({ bank, chromium, around }: AgentContext): WalkPages | undefined =>
  bank.psu.agent.kind === 'browser'
    ? inBrowser({ chromium, timeoutMs: bank.psu.agent.timeoutMs, sleep: (ms) => around.sleep(ms) })
    : undefined;

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
