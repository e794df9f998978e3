/** What a fault of the second bank is, and the ways to give it one by its configuration. */
import type { ServerResponse } from 'node:http';
import type { Configuration } from './testing-configuration.ts';
import type { Storage } from './testing-storage.ts';
import type { Members, Tampering } from './testing-tampering.ts';

export interface Fault {
  name: string;
  /** The target that shows it, and each case that has to find it with its verdict. */
  target: 'mtls' | 'dpop';
  caught: { [caseId: string]: 'fail' | 'warn' };
  /** Cannot be seen beside many others: it ends the plain flow of some case, or undoes another fault. */
  alone?: true;
  configure?: (plain: Configuration) => Configuration;
  handle?: Tampering;
  /** Changes the answer to a form of the user before it is made. */
  decided?: (response: ServerResponse) => void;
  /** Changes a page that the user is shown. */
  shown?: (response: ServerResponse) => void;
}

export const set = (members: Members) => (plain: Configuration) => ({ ...plain, ...members });
export const feature = (name: string, members: Members) => (plain: Configuration) => ({
  ...plain,
  features: { ...plain.features, [name]: { ...plain.features[name], ...members } },
});
export const everyClient = (members: Members) => (plain: Configuration) => ({
  ...plain,
  clients: plain.clients.map((client) => ({ ...client, ...members })),
});

/** Changes how the bank remembers one kind of thing. */
export const remembers = (kind: string, change: (storage: Storage) => Partial<Storage>) => (plain: Configuration) => {
  const { adapter } = plain as unknown as { adapter: (kind: string) => Storage };
  return {
    ...plain,
    adapter: (wanted: string) =>
      wanted === kind ? { ...adapter(wanted), ...change(adapter(wanted)) } : adapter(wanted),
  };
};
