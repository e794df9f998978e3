/** What an endpoint answers, before it is written to the wire. */

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Reply {
  status: number;
  headers: readonly (readonly [string, string])[];
  body: /** `twice` is a member that is written a second time, and `type` another media type, as no honest bank does. */
    | { kind: 'json'; value: Json; twice?: string; type?: string }
    | { kind: 'html'; text: string }
    /** As it is: a JWT that is the whole answer, a style sheet. */
    | { kind: 'text'; type: string; text: string }
    | { kind: 'none' }
    /** The connection is closed without an answer. */
    | { kind: 'close' };
}

type Headers = readonly (readonly [string, string])[];

export function json(status: number, value: Json, headers: Headers = []): Reply {
  return { status, headers, body: { kind: 'json', value } };
}

/** `type` is its media type. */
export function jwt(status: number, type: string, text: string, headers: Headers = []): Reply {
  return { status, headers, body: { kind: 'text', type, text } };
}

export function styleSheet(text: string, headers: Headers = []): Reply {
  return { status: 200, headers, body: { kind: 'text', type: 'text/css; charset=utf-8', text } };
}

/** The same answer, with a member of its JSON written twice. */
export function repeating(reply: Reply, member: string): Reply {
  return reply.body.kind === 'json' ? { ...reply, body: { ...reply.body, twice: member } } : reply;
}

/** The same answer, called by another media type. */
export function called(reply: Reply, type: string): Reply {
  return reply.body.kind === 'json' ? { ...reply, body: { ...reply.body, type } } : reply;
}

export function html(status: number, text: string, headers: Headers = []): Reply {
  return { status, headers, body: { kind: 'html', text } };
}

export function empty(status: number, headers: Headers = []): Reply {
  return { status, headers, body: { kind: 'none' } };
}

/** Redirects of the browser are always 303. @requirement FAPI2-SP-5.3.2.2-11 */
export function seeOther(location: string, headers: Headers = []): Reply {
  return { status: 303, headers: [['location', location], ...headers], body: { kind: 'none' } };
}

export const closed: Reply = { status: 0, headers: [], body: { kind: 'close' } };
