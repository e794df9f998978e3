import { OpenBanking } from '../testkit/open-banking.ts';
import { describeDefects, type Kit, type Probe } from '../testkit/probe.ts';
import { providerDefects } from './provider-defects.ts';

type Service = 'accounts' | 'payments';

/** Over a certificate of the directory: whether a token is given, and a consent for the service lodged with it. */
async function served({ opened, primary }: Kit, named: string, service: Service): Promise<boolean> {
  const usual = opened.bank.identities.get('primary');
  if (!usual) throw new Error('the primary client has no certificate');
  primary.present(await opened.bank.directory.reissue(usual, 'new-key', named));
  try {
    const bank = new OpenBanking(primary);
    const form = { ...primary.credentials(), grant_type: 'client_credentials', scope: service };
    const { status, json } = await primary.post('/token', form);
    if (status !== 200) return false;
    const app = String(json.access_token);
    const ordered = service === 'accounts' ? await bank.orderAccounts(app) : await bank.orderPayment(app, {});
    return ordered.status === 201;
  } finally {
    primary.present('primary');
  }
}

const serves =
  (named: string, service: Service): Probe =>
  (kit) =>
    served(kit, named, service);

const refuses =
  (named: string, service: Service): Probe =>
  async (kit) =>
    !(await served(kit, named, service));

const probes: Record<string, Probe> = {
  'role-unchecked': serves('cbpii-only', 'accounts'),
  'role-by-name': serves('accounts-named-payments', 'payments'),
  'roles-two-at-most': refuses('every-role', 'accounts'),
  'roles-in-order-only': refuses('roles-reversed', 'payments'),
  'qualified-statements-unneeded': serves('no-statements', 'accounts'),
  'qualified-statements-known-only': refuses('rare-statements', 'accounts'),
  'seal-certificate-for-tls': serves('for-seals', 'accounts'),
  'certificate-authority-unchecked': serves('other-authority', 'accounts'),
  'authorisation-number-unchecked': serves('other-number', 'accounts'),
};

describeDefects('defects of reading certificates of providers', providerDefects, probes);
