import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { readPem } from '../tls/certificate.ts';
import type { Directory, Subject } from './directory.ts';
import { createDirectory } from './index.ts';

/** As openssl reads it: QcCompliance; QcType web; QcPDS; PSD2 with PSP_PI (arc 2), PSP_AI (arc 3), BaFin, DE-BAFIN. */
const QC_STATEMENTS =
  '30819c3008060604008e4601013013060604008e4601063009060704008e460106033036060604008e46' +
  '0105302c302a162468747470733a2f2f74727573742e6578616d706c652f646973636c6f737572652e70' +
  '64661302656e304306060400819827023039302630110607040081982701020c065053505f5049301106' +
  '07040081982701030c065053505f41490c05426146696e0c0844452d424146494e';

describe('the certificates of the directory', () => {
  let directory: Directory;
  before(async () => {
    directory = await createDirectory({ port: 0 });
  });
  after(() => directory.close());

  const subject: Subject = {
    commonName: 'Zahlung, "GmbH" \\ Co',
    organization: 'Müller+Söhne; O=Other',
    organizationIdentifier: 'PSDDE-BAFIN-123456',
  };

  it('hang together from the leaf to the root', async () => {
    const { certificate, key } = await directory.issueClient(subject);
    const [leaf, issuing, root] = [certificate, directory.issuingPem, directory.rootPem].map(
      (pem) => new X509Certificate(pem),
    );
    expect(leaf?.checkIssued(issuing as X509Certificate) && leaf.verify(issuing?.publicKey as never)).to.equal(true);
    expect(issuing?.checkIssued(root as X509Certificate) && issuing.verify(root?.publicKey as never)).to.equal(true);
    expect([leaf?.ca, issuing?.ca, root?.ca]).to.deep.equal([false, true, true]);
    expect(leaf?.checkPrivateKey(createPrivateKey(key))).to.equal(true);
  });

  it('are like QWACs: names to the letter, roles, and where to ask about them', async () => {
    const { certificate, serial } = await directory.issueClient(subject);
    const read = readPem(certificate);
    expect(read.subject.split('\n')).to.deep.equal([
      'C=DE',
      `O=${subject.organization}`,
      `organizationIdentifier=${subject.organizationIdentifier}`,
      `CN=${subject.commonName}`,
    ]);
    expect(read.organizationIdentifier).to.equal(subject.organizationIdentifier);
    expect(read.der.toString('hex')).to.include(QC_STATEMENTS);
    expect(read.x509.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(read.x509.infoAccess).to.include(`OCSP - URI:${directory.url}/ocsp/${serial}`);
    expect(read.serial).to.equal(serial);
  });

  it('are issued again with the same subject, for the same key or a new one', async () => {
    const first = await directory.issueClient(subject);
    const [renewed, rekeyed] = [await directory.reissue(first, 'same-key'), await directory.reissue(first, 'new-key')];
    const [a, b, c] = [first, renewed, rekeyed].map(({ certificate }) => readPem(certificate));
    expect(new Set([a?.subject, b?.subject, c?.subject])).to.have.length(1);
    expect([b?.keySha256 === a?.keySha256, c?.keySha256 === a?.keySha256]).to.deep.equal([true, false]);
    expect(new Set([a?.serial, b?.serial, c?.serial])).to.have.length(3);
  });

  it('come with the certificates of the authorities, over HTTP', async () => {
    const fetched = async (path: string) => Buffer.from(await (await fetch(directory.url + path)).arrayBuffer());
    expect((await fetched('/ca.pem')).toString()).to.equal(directory.rootPem);
    expect(new X509Certificate(await fetched('/issuing.cer')).raw).to.deep.equal(
      new X509Certificate(directory.issuingPem).raw,
    );
    for (const path of ['/', '/ocsp/ff', '/crl/ff.crl', '/ocsp', '/ca.pem?x'])
      expect((await fetch(directory.url + path)).status, path).to.equal(404);
  });
});
