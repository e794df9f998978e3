/** A tab of a browser that another process drives: what it can be asked to do, and what it asks of us. Plain data goes both ways. */

/** The browser did not start, or its process has ended. */
export class NoBrowser extends Error {}

/** What the tab, or a page in it, wants to load. Nothing but our answer reaches it. */
export interface TabRequest {
  url: string;
  /** Of the address that a document was last asked for at; no request shows its own. Empty for another address. */
  fragment: string;
  method: string;
  headers: { [name: string]: string };
  body: string | null;
  /** Whether it leads somewhere: the tab, a frame in it or a further window. */
  navigates: boolean;
  /** Whether it leads the tab itself somewhere. */
  leads: boolean;
}

export interface TabAnswer {
  status: number;
  headers?: { [name: string]: string };
  body?: string | Uint8Array;
}

/** A request that waits for us. Exactly one of the two is to be called; both reject when the tab is gone. */
export interface TabRoute {
  request: TabRequest;
  fulfill(answer: TabAnswer): Promise<void>;
  abort(why: 'blockedbyclient' | 'failed'): Promise<void>;
}

/** A page can close or crash its window; `lost` is a tab whose browser is gone with its process, which is no doing of a page. */
export type Gone = 'closed' | 'crashed' | 'lost';

/** What is told of a tab while it is open. */
export interface TabKeeper {
  /** One that it throws for is aborted. */
  request(route: TabRoute): Promise<void>;
  /** A page opened a further window, which was closed. */
  popup?(): void;
  gone?(how: Gone): void;
}

export interface TabWishes {
  /** CSS of what can be acted on: counted through the page, from 0. */
  controls: string;
  /** What becomes of dialogs. A prompt is dismissed all the same. */
  dialogs: 'accept' | 'dismiss';
}

/** Something that is done to the control of that number. */
export type Deed = { at: number } & (
  | { do: 'click' }
  | { do: 'fill'; text: string }
  | { do: 'select'; text: string }
  /** A box or radio button. */
  | { do: 'set'; set: boolean }
);

export interface TabCookie {
  name: string;
  value: string;
  /** With a leading dot where hosts below it get the cookie, too. */
  domain: string;
  path: string;
  secure: boolean;
}

export interface TabContent {
  html: string;
  /** Whether each control is to be seen. */
  seen: boolean[];
}

export interface PictureWishes {
  /** Makes the window as high as the page first, within reason. */
  whole: boolean;
  /** Covers all fields. */
  covered: boolean;
  timeoutMs: number;
}

/** Each rejects with what the browser says when it cannot be done, and with NoBrowser when its process is gone. */
export interface Tab {
  /** Until the answer has begun. */
  goto(url: string): Promise<void>;
  /** Until the page has loaded, or that time is over. */
  loaded(timeoutMs: number): Promise<void>;
  /** Null for a page of more elements than that. */
  content(maxElements: number): Promise<TabContent | null>;
  /** What a person sees. */
  shownText(): Promise<string>;
  /** What the document holds, shown or not. */
  wholeText(timeoutMs: number): Promise<string>;
  /** One after the other, each within that time. */
  act(deeds: readonly Deed[], timeoutMs: number): Promise<void>;
  /** PNG, base64. */
  screenshot(wishes: PictureWishes): Promise<string>;
  cookies(): Promise<TabCookie[]>;
  addCookie(cookie: TabCookie): Promise<void>;
  /** To be called for each tab; a browser that does not let go of it is ended with it, and the next tab starts another. */
  close(): Promise<void>;
}
