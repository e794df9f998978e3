/** What an address means that the user's browser ended at: the way back to the client, or another address of the client. */
import { hostAllowed } from '../transport/hosts.ts';
import { type Callback, leadsBack, readCallback, redirectsAstray } from './callback.ts';
import { type Stop, sentAstray } from './stop.ts';

export interface Places {
  redirectUri: string;
  /** Of the request; null when it has none. */
  state: string | null;
  /** Another redirect_uri that the browser's request names; nobody goes there. */
  foreignUri: string | null;
  hosts: readonly string[];
}

/** Null for an address that is neither. @param status of the redirect that named it, or null */
export const landing = (
  address: string,
  status: number | null,
  { redirectUri, state, foreignUri, hosts }: Places,
): { kind: 'callback'; callback: Callback } | Stop | null => {
  const callback = readCallback(address, redirectUri, status);
  if (callback !== null) return { kind: 'callback', callback };
  if (foreignUri !== null && leadsBack(address, foreignUri)) return sentAstray(foreignUri);
  const astray = !hostAllowed(address, hosts) && redirectsAstray(address, { redirectUri, state });
  return astray ? sentAstray(address.split(/[?#]/u)[0] ?? '') : null;
};
