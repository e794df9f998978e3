/** What management can do with certificates; a directory that runs alone offers the same. */
import type { Directory, Issued, Publication } from '../directory/directory.ts';
import { flaws, isFlaw } from '../directory/flaws.ts';
import { crlStates, ocspStates } from '../directory/service-states.ts';
import { type Call, Mistake, type Route, text, word } from './call.ts';

export interface Certified {
  readonly directory: Directory;
  /** Certificates handed out at the start, by name. */
  readonly identities: ReadonlyMap<string, Issued>;
}

function known(bank: Certified, serial: string): string {
  const lower = serial.toLowerCase();
  if (!bank.directory.isKnown(lower)) throw new Mistake(`the directory issued no certificate ${serial}`);
  return lower;
}

async function issueLike(bank: Certified, { body }: Call): Promise<unknown> {
  const like = text(body, 'like');
  // A target calls the first client of a family primary, as in fapi1-primary, and the family has its name of it.
  const model = bank.identities.get(like) ?? bank.identities.get(like.replace(/-primary$/, ''));
  if (!model)
    throw new Mistake(`there is no client or identity ${like}; there are ${[...bank.identities.keys()].join(', ')}`);
  if (!bank.directory.canReissue(model.serial))
    throw new Mistake(`${like} did not get its certificate of the directory`);
  const named = body.identity === undefined ? '' : text(body, 'identity');
  const flaw = body.flaw ?? '';
  if (flaw !== '' && (typeof flaw !== 'string' || !isFlaw(flaw)))
    throw new Mistake(`flaw is one of ${flaws.join(', ')}`);
  const { certificate, key, serial } = await (flaw === ''
    ? bank.directory.reissue(model, 'new-key', named)
    : bank.directory.issueFlawed(model, flaw, named));
  return { certificate, key, serial };
}

const PUBLICATIONS: readonly Publication[] = ['ocsp', 'crl', 'both'];

function setStatusService(bank: Certified, { body }: Call): unknown {
  const serial = known(bank, text(body, 'serial'));
  bank.directory.setStatusService(serial, {
    ...(body.ocsp === undefined ? {} : { ocsp: word(body.ocsp, ocspStates, 'ocsp') }),
    ...(body.crl === undefined ? {} : { crl: word(body.crl, crlStates, 'crl') }),
  });
  return { serial };
}

export const certificateRoutes: readonly Route<Certified>[] = [
  { method: 'POST', path: /^\/certificates\/issue$/, run: issueLike },
  {
    method: 'POST',
    path: /^\/certificates\/revoke$/,
    run: (bank, { body }) => {
      const serial = known(bank, text(body, 'serial'));
      const publish = word(body.publish ?? 'both', PUBLICATIONS, 'publish');
      bank.directory.revoke(serial, publish);
      // What was handed out before counts on; nothing, when it named no end.
      return { serial, good_until: new Date(bank.directory.goodUntil(serial, publish)).toISOString() };
    },
  },
  { method: 'POST', path: /^\/certificates\/status-service$/, run: setStatusService },
];
