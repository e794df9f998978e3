/** The little of oidc-provider's interface that its launcher uses; the package ships no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** A request and its answer, as the framework below the provider hands them to a middleware. */
  export interface Context {
    method: string;
    path: string;
    status: number;
    body: unknown;
    query: { [name: string]: string };
    req: IncomingMessage;
    res: ServerResponse;
    redirect(address: string): void;
    set(header: string, value: string): void;
    get(header: string): string;
    remove(header: string): void;
    oidc?: { route: string };
  }

  export type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: { client_id: string; scope: string };
    session?: { accountId: string };
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    Grant: new (of: {
      accountId: string;
      clientId: string;
    }) => Grant;
    use(middleware: Middleware): void;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
