import type { Issued } from '../directory/directory.ts';
import type { Flaw } from '../directory/flaws.ts';
import { describeDefects, type Probe } from '../testkit/probe.ts';
import { chainDefects } from './chain-defects.ts';

/** By flaw; whoever issues one makes keys. */
const issued = new Map<Flaw, Issued>();

/** Whether a certificate with this flaw authenticates a client. */
const authenticates =
  (flaw: Flaw): Probe =>
  async ({ mtls, opened: { bank } }) => {
    const own = bank.identities.get('mtls');
    if (!own) throw new Error('the bank has no client that authenticates by certificate');
    const flawed = issued.get(flaw) ?? (await bank.directory.issueFlawed(own, flaw));
    issued.set(flaw, flawed);
    mtls.present(flawed);
    const form = { ...mtls.credentials(), grant_type: 'client_credentials', scope: 'accounts' };
    const { status } = await mtls.post('/token', form);
    mtls.present('mtls');
    return status === 200;
  };

const probes: Record<string, Probe> = {
  'chain-self-signed-accepted': authenticates('self-signed'),
  'chain-by-name': authenticates('look-alike-ca'),
  'chain-unfinished-accepted': authenticates('missing-intermediate'),
  'certificate-end-unchecked': authenticates('expired'),
  'certificate-begin-unchecked': authenticates('not-yet-valid'),
  'chain-purpose-unchecked': authenticates('extended-key-usage'),
  'chain-key-usage-unchecked': authenticates('key-usage'),
  'chain-name-constraints-unchecked': authenticates('name-constraint'),
  'chain-path-length-unchecked': authenticates('path-length'),
  'chain-issuer-unchecked': authenticates('leaf-as-ca'),
  'chain-sha1-accepted': authenticates('sha1'),
  'chain-md5-accepted': authenticates('md5'),
  'chain-weak-key-accepted': authenticates('rsa-1024'),
  'chain-duplicate-extension-accepted': authenticates('duplicate-extension'),
  'chain-critical-extension-ignored': authenticates('unknown-critical-extension'),
};

describeDefects('defects of judging a chain', chainDefects, probes);
