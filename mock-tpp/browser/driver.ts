/** The process that drives the browser, as it is seen from here: orders go there, answers and requests of pages come back. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Order, RemoteCalls, Told } from './messages.ts';
import { NoBrowser, type Tab, type TabKeeper, type TabWishes } from './tab.ts';
import { within } from './within.ts';

const PROGRAM = fileURLToPath(new URL('./program.js', import.meta.url));
/** For a browser that does not let go of a tab, the process takes twice five seconds. */
const CLOSE_MS = 15_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Driver {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #keepers = new Map<number, TabKeeper>();
  readonly #exit: Promise<void>;
  #asked = 0;
  #opened = 0;
  #ended: NoBrowser | null = null;

  /** Starts it. `executable` is the browser's program; `program` is another than that of the process in tests. */
  constructor(executable: string, program = PROGRAM) {
    this.#child = fork(program, [executable], {
      // It waits for pages most of the time: memory counts, and speed does not.
      execArgv: ['--max-semi-space-size=2'],
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
      serialization: 'advanced',
      // Of a process group of its own: Ctrl-C is for us. What its library prints is no part of our output.
      detached: true,
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child.on('message', (message: Answer | Told) => {
      if ('id' in message) this.#answered(message);
      else this.#told(message);
    });
    this.#exit = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#end(error.message);
        // What was never started does not exit either.
        if (this.#child.pid === undefined) resolve();
      });
      this.#child.on('exit', (code, signal) => {
        this.#end(`its process ended with ${signal ?? code}`);
        resolve();
      });
    });
  }

  /** No more tabs can be opened. */
  get ended(): boolean {
    return this.#ended !== null;
  }

  /** Throws NoBrowser. */
  async open(wishes: TabWishes, keeper: TabKeeper): Promise<Tab> {
    this.#opened += 1;
    const tab = this.#opened;
    this.#keepers.set(tab, keeper);
    try {
      await this.#ask(tab, 'open', wishes);
    } catch (error) {
      this.#keepers.delete(tab);
      throw error;
    }
    return {
      goto: (url) => this.#ask(tab, 'goto', url),
      loaded: (timeoutMs) => this.#ask(tab, 'loaded', timeoutMs),
      content: (maxElements) => this.#ask(tab, 'content', maxElements),
      shownText: () => this.#ask(tab, 'shownText'),
      wholeText: (timeoutMs) => this.#ask(tab, 'wholeText', timeoutMs),
      act: (deeds, timeoutMs) => this.#ask(tab, 'act', deeds, timeoutMs),
      screenshot: (picture) => this.#ask(tab, 'screenshot', picture),
      cookies: () => this.#ask(tab, 'cookies'),
      addCookie: (cookie) => this.#ask(tab, 'addCookie', cookie),
      close: () => this.#close(tab),
    };
  }

  /** Ends browser and process, at worst by force. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if (await within(CLOSE_MS, this.#exit)) return;
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  async #close(tab: number): Promise<void> {
    this.#keepers.delete(tab);
    if (this.ended) return;
    if (!(await within(CLOSE_MS, this.#ask(tab, 'close')))) await this.close();
  }

  #ask<Call extends keyof RemoteCalls>(
    tab: number,
    call: Call,
    ...given: Parameters<RemoteCalls[Call]>
  ): ReturnType<RemoteCalls[Call]> {
    const answer = new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#asked += 1;
      this.#waiting.set(this.#asked, { resolve, reject });
      // What cannot be sent is told by the end of the process.
      this.#child.send({ id: this.#asked, tab, call, given } as Order, () => undefined);
    });
    // The process answers what was asked for: both are built together.
    return answer as ReturnType<RemoteCalls[Call]>;
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failed' in answer) waiting?.reject(answer.noBrowser ? new NoBrowser(answer.failed) : new Error(answer.failed));
    else waiting?.resolve(answer.value);
  }

  #told(told: Told): void {
    const keeper = this.#keepers.get(told.tab);
    if (keeper === undefined) return;
    if (told.tells === 'popup') keeper.popup?.();
    else if (told.tells === 'request') this.#asks(told, keeper);
    else keeper.gone?.(told.tells);
  }

  /** The keeper may throw, and the tab may be gone by the time it answers: neither is anybody else's concern. */
  #asks({ tab, route, request }: Extract<Told, { tells: 'request' }>, keeper: TabKeeper): void {
    const abort = (why: 'blockedbyclient' | 'failed'): Promise<void> => this.#ask(tab, 'abort', route, why);
    keeper
      .request({ request, fulfill: (answer) => this.#ask(tab, 'fulfill', route, answer), abort })
      .catch(() => abort('failed'))
      .catch(() => undefined);
  }

  #end(why: string): void {
    this.#ended ??= new NoBrowser(`the browser is gone: ${why}`);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    for (const keeper of this.#keepers.values()) keeper.gone?.('lost');
    this.#keepers.clear();
  }
}
