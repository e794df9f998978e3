/** One attempt's session: runs steps and actions with its own memory and keeps every exchange as evidence. */
import { isDeepStrictEqual } from 'node:util';
import { type Actor, actorOf, NOBODY } from './actor.ts';
import { notPossible } from './answer.ts';
import type {
  ActionCall,
  ActionReport,
  Difference,
  HookCheck,
  Json,
  Session,
  StepCall,
  StepReport,
  TppExchange,
  TppSurroundings,
  TppWaits,
  VerifierReport,
} from './contract.ts';
import { Ended } from './ended.ts';
import { TppFault } from './fault.ts';
import type { Identity } from './identity/identity.ts';
import type { Companion, IssuedIdentities, Lane, Shared } from './lane.ts';
import { type Memory, newMemory } from './memory.ts';
import { isActor } from './mutations/catalogue.ts';
import { Edits } from './mutations/edits.ts';
import { bankKeys } from './oauth/keys.ts';
import { tryVerifier } from './oauth/verifier-check.ts';
import { checkHook } from './operator/check-hook.ts';
import { waitsOf } from './operator/clock.ts';
import { HookFailed } from './operator/hook-failed.ts';
import { callHook } from './operator/hooks.ts';
import { inParallel, PARALLEL } from './parallel.ts';
import { KEY_SET } from './request/hosting.ts';
import { sessionValue } from './session-values.ts';
import { tryAnswerVerifier } from './signature/verifier-check.ts';
import type { ActionContext, StepContext, StepResult } from './step.ts';
import type { Certificate } from './transport/connections.ts';
import type { HttpDraft } from './transport/http.ts';
import { undo, unregister } from './undo.ts';
import { ACTIONS, STEPS } from './vocabulary.ts';

export interface SessionOptions {
  issued: IssuedIdentities;
  psu: number;
  waits?: Partial<TppWaits> | undefined;
}

/** What a step has come to so far. */
interface Progress {
  /** Whether it made a request of its own; fetching metadata is none. */
  asked: boolean;
  differences: { [fact: string]: Difference };
  /** Addresses to which headers of its JWTs lead. */
  led: string[];
}
const started = (): Progress => ({ asked: false, differences: {}, led: [] });

/** What both steps and actions are given, apart from what is their own. */
type Ground = Omit<StepContext, 'call' | 'edits' | 'certificateSha256'>;

export class LaneSession implements Session {
  readonly #shared: Shared;
  readonly #lane: Lane;
  readonly #options: SessionOptions;
  readonly #memory: Memory = newMemory();
  readonly #around: TppSurroundings;
  readonly #waits: TppWaits;
  #lastId = 0;
  #clientName = 'primary';

  constructor(shared: Shared, lane: Lane, options: SessionOptions) {
    this.#shared = shared;
    this.#lane = lane;
    this.#options = options;
    this.#waits = waitsOf(shared.around, options.waits);
    this.#around = { ...shared.around, sleep: this.#waits.sleep };
  }

  async run(call: StepCall): Promise<StepReport> {
    this.#clientName = call.client;
    const exchanges: TppExchange[] = [];
    const changed: string[] = [];
    const progress = started();
    const { differences } = progress;
    try {
      const result = await this.#runStep(call, exchanges, changed, progress);
      const { outcome, outputs = {}, screenshots = [] } = result;
      const facts = { ...result.facts, ...this.#fetched(progress) };
      return { outcome, outputs, facts, differences, changed, exchanges, screenshots };
    } catch (error) {
      const outcome =
        error instanceof HookFailed ? notPossible(error.message) : error instanceof Ended ? error.outcome : null;
      if (outcome === null) throw error;
      const facts = { ...(error instanceof Ended ? error.facts : {}), ...this.#fetched(progress) };
      return { outcome, outputs: {}, facts, differences, changed, exchanges, screenshots: [] };
    }
  }

  /** Told only of a step whose JWTs lead somewhere. */
  #fetched({ led }: Progress): { [fact: string]: Json } {
    return led.length === 0
      ? {}
      : { 'header.fetched': led.some((one) => this.#shared.hosting.wasFetched(one)) || null };
  }

  async #runStep(call: StepCall, exchanges: TppExchange[], changed: string[], progress: Progress): Promise<StepResult> {
    const definition = STEPS.get(call.use);
    if (!definition) throw new TppFault(`unknown step type ${call.use}`);
    const actor = await actorOf(call, {
      client: (name) => this.#client(name),
      certificate: (name) => this.#certificate(name, exchanges),
      lane: this.#lane,
    });
    const edits = new Edits(
      call.id,
      call.mutations.filter((mutation) => !isActor(mutation)),
    );
    for (const mutation of call.mutations.filter(isActor))
      edits.tell(`${call.id}: ${mutation.do} ${String(Object.values(mutation.with)[0])}`);
    const run = (by?: Companion) => {
      const ground = this.#ground(actor, exchanges, progress, by);
      return definition.run({ ...ground, call, edits, certificateSha256: actor.certificate.sha256 });
    };
    const parallel = edits.take(PARALLEL);
    try {
      const result = await (parallel ? inParallel(this.#lane, parallel.times, run) : run());
      edits.close();
      this.#shared.samples.collect(call.use, actor.clientName, result.outputs ?? {});
      return result;
    } catch (error) {
      // A bank whose metadata cannot be had ends a step before its request is made, and with it the changes to it.
      if (error instanceof Ended && progress.asked) edits.close();
      throw error;
    } finally {
      changed.push(...edits.changed);
    }
  }

  #client(name: string) {
    const client = this.#shared.bank.clients[name];
    if (!client) throw new TppFault(`the target has no client ${name}`);
    return client;
  }

  #certificate(name: string, exchanges: TppExchange[]): Promise<Certificate | Identity> {
    return this.#lane.certificate(name, this.#options.issued, (order) =>
      this.#hook('cert.issue', { ...order, identity: name }, exchanges),
    );
  }

  #ground(actor: Actor, exchanges: TppExchange[], progress: Progress = started(), by?: Companion): Ground {
    const { bank } = this.#shared;
    const over = (certificate: Certificate, by?: Companion) => async (draft: HttpDraft) => {
      const exchange = await this.#lane.exchange(draft, certificate, this.#nextId, by);
      exchanges.push(exchange);
      return exchange;
    };
    const asking = (way: (draft: HttpDraft) => Promise<TppExchange>) => (draft: HttpDraft) => {
      progress.asked = true;
      return way(draft);
    };
    // Metadata are fetched once for all, so that nobody is to be waited for.
    const fetching = over(this.#lane.nobody);
    return {
      bank,
      around: this.#around,
      memory: this.#memory,
      usedCodes: this.#shared.usedCodes,
      samples: this.#shared.samples,
      chromium: this.#shared.chromium,
      client: this.#client(actor.clientName),
      clientName: actor.clientName,
      psu: this.#options.psu % Math.max(1, bank.psu.users.length),
      asAnother: (work) => this.#asAnother(work),
      send: asking(over(actor.certificate, by)),
      browse: asking(over(actor.browser, by)),
      reconnect: (version) => this.#lane.connections.drop(version),
      resume: () => this.#lane.connections.resume(),
      metadata: () => this.#lane.metadata(fetching),
      identity: async (name) => {
        const certificate = await this.#certificate(name, exchanges);
        if (!('serial' in certificate)) throw new TppFault(`the identity ${name} has no certificate`);
        return certificate;
      },
      hook: (name, inputs) => this.#hook(name, inputs, exchanges),
      publish: (jwt) => this.#shared.hosting.publish(jwt),
      lead: async (keys) => {
        const address = await this.#shared.hosting.publish(keys, KEY_SET);
        progress.led.push(address);
        return address;
      },
      compare: (fact, seen, due) => {
        const same = isDeepStrictEqual(seen ?? null, due);
        if (!same) progress.differences[fact] = { seen: seen ?? null, due };
        return same;
      },
      inner: (use, inputs) => this.#inner(use, inputs, actor, exchanges),
      companion: by?.turn ?? null,
    };
  }

  #asAnother<T>(work: (psu: number) => Promise<T>): Promise<T> {
    const { users } = this.#shared.bank.psu;
    if (users.length < 2) throw new TppFault('the target names no second user');
    const mine = this.#shared.anotherUser.then(() => work(users.length - 1));
    this.#shared.anotherUser = mine.catch(() => undefined);
    return mine;
  }

  readonly #nextId = (): number => {
    this.#lastId += 1;
    return this.#lastId;
  };

  async #inner(
    use: string,
    inputs: { [name: string]: Json },
    actor: Actor,
    exchanges: TppExchange[],
  ): Promise<Required<StepResult>> {
    const definition = STEPS.get(use);
    if (!definition) throw new TppFault(`unknown step type ${use}`);
    const call: StepCall = { id: use, use, with: inputs, mutations: [], client: actor.clientName, identity: null };
    const context = {
      ...this.#ground(actor, exchanges),
      call,
      edits: new Edits(use, []),
      certificateSha256: actor.certificate.sha256,
    };
    const { outcome, outputs = {}, facts = {}, screenshots = [] } = await definition.run(context);
    this.#shared.samples.collect(use, actor.clientName, outputs);
    return { outcome, outputs, facts, screenshots };
  }

  async #hook(
    name: string,
    inputs: { [name: string]: Json },
    exchanges: TppExchange[],
  ): Promise<{ [name: string]: Json }> {
    const hook = this.#shared.bank.operator[name];
    if (!hook) throw new TppFault(`the target has no operator hook ${name}`);
    return callHook(hook, inputs, this.#lane.hookWire(exchanges, this.#nextId));
  }

  async checkHook(name: string): Promise<HookCheck> {
    const hook = this.#shared.bank.operator[name];
    if (!hook) throw new TppFault(`the target has no operator hook ${name}`);
    return checkHook(hook, this.#lane.hookWire([], this.#nextId), { path: process.env.PATH ?? '' });
  }

  async perform(call: ActionCall): Promise<ActionReport> {
    const exchanges: TppExchange[] = [];
    if (call.do === 'clock.reset') {
      await this.#hook(call.do, {}, exchanges);
      return { ok: true, detail: 'the clock of the bank was set back', outputs: {}, exchanges };
    }
    const definition = ACTIONS.get(call.do);
    if (!definition) throw new TppFault(`unknown action ${call.do}`);
    const client = this.#client(this.#clientName);
    const actor = {
      clientName: this.#clientName,
      certificate: await this.#certificate(client.identity ?? NOBODY, exchanges),
      browser: this.#lane.nobody,
    };
    const context: ActionContext = { ...this.#ground(actor, exchanges), inputs: call.with, waits: this.#waits };
    try {
      return { outputs: {}, ...(await definition.run(context)), exchanges };
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return { ok: false, detail: error.outcome.detail, outputs: {}, exchanges };
    }
  }

  async checkVerifier(call: Parameters<Session['checkVerifier']>[0]): Promise<VerifierReport | null> {
    const artefact = this.#memory.artefacts.get(call.at);
    const signed = this.#memory.signedAnswers.get(call.at);
    const { nobody } = this.#lane;
    const actor = { clientName: this.#clientName, certificate: nobody, browser: nobody };
    if (signed) return tryAnswerVerifier(this.#ground(actor, []), signed, call);
    if (!artefact) return null;
    const keys = await bankKeys(this.#ground(actor, []));
    return tryVerifier(artefact, call, keys, { issuer: this.#shared.bank.issuer, nowMs: this.#shared.around.now() });
  }

  value(path: string): Json | undefined {
    return sessionValue(path, this.#shared, this.#clientName, this.#lane);
  }

  readonly left = (): string[] => [...this.#memory.staying.values()];

  async close(): Promise<void> {
    await unregister(this.#memory, async (draft, name) =>
      this.#lane.exchange(draft, await this.#certificate(this.#client(name).identity ?? NOBODY, []), this.#nextId),
    );
    await undo(this.#memory.undo, (name, inputs) => this.#hook(name, inputs, []));
    await this.#lane.connections.endUnusual();
  }
}
