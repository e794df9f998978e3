/** An authority for time stamps that openssl plays, for tests. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const OPENSSL = spawnSync('openssl', ['version']).status === 0;

const CONFIG = `
[root]
basicConstraints = critical, CA:TRUE
[stamp]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

/** Makes its keys and certificates in a folder, root.pem among them; gives what answers a request. */
export function authority(folder: string): (request: Buffer) => Buffer {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  writeFileSync(join(folder, 'config'), CONFIG);
  writeFileSync(join(folder, 'serial'), '01\n');
  openssl('req', '-x509', ...key, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Example Root', '-days', '2');
  openssl('req', '-new', ...key, '-keyout', 'stamp.key', '-out', 'stamp.csr', '-subj', '/CN=Example Time');
  const issued = [
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-extfile',
    'config',
    '-extensions',
    'stamp',
  ];
  openssl('x509', '-req', '-in', 'stamp.csr', ...issued, '-out', 'stamp.pem', '-days', '2');
  return (request) => {
    writeFileSync(join(folder, 'request.tsq'), request);
    const signer = ['-inkey', 'stamp.key', '-signer', 'stamp.pem'];
    openssl('ts', '-reply', '-config', 'config', '-queryfile', 'request.tsq', ...signer, '-out', 'answer.tsr');
    return readFileSync(join(folder, 'answer.tsr'));
  };
}
