import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import type { Tpp } from '../testkit/tpp.ts';
import { subjectDefects } from './subject-defects.ts';

/** Whether a client gets a token of its own over the certificate that the directory makes by this name. */
async function known({ opened }: Kit, tpp: Tpp, client: string, named: string): Promise<boolean> {
  const usual = opened.bank.identities.get(client);
  if (!usual) throw new Error(`${client} has no certificate`);
  tpp.present(await opened.bank.directory.reissue(usual, 'new-key', named));
  return ownToken(tpp, client);
}

async function ownToken(tpp: Tpp, client: string): Promise<boolean> {
  try {
    const form = { ...tpp.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    return (await tpp.post('/token', form)).status === 200;
  } finally {
    tpp.present(client);
  }
}

const mtls =
  (named: string): Probe =>
  (kit) =>
    known(kit, kit.mtls, 'mtls', named);

const probes: Record<string, Probe> = {
  'tls-subject-as-text': mtls('mtls-name-in-name'),
  'tls-subject-to-the-letter': async (kit) => !(await mtls('mtls-other-strings')(kit)),
  'tls-certificate-pinned': async (kit) => !(await mtls('mtls-rekeyed')(kit)),
  'mtls-certificate-optional': ({ mtls: tpp }) => ownToken(tpp.present(null), 'mtls'),
  'self-signed-by-subject': (kit) => known(kit, kit.selfSigned, 'self-signed', 'self-signed-rekeyed'),
};

describeDefects('defects of knowing a client by its certificate', subjectDefects, probes);
