/** `npm run bench -- handshakes [count]`: handshakes that are refused, ten thousand of them: neither side may crash, and each is told as a refusal. */

import { setTimeout as pause } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { createDirectory } from '../mock-bank/directory/index.ts';
import { loadIdentity } from '../mock-tpp/identity/identity.ts';
import { Connections } from '../mock-tpp/transport/connections.ts';
import { send } from '../mock-tpp/transport/http.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const SIDE_BY_SIDE = 8;

const directory = await createDirectory({ port: 0 });
const own = await directory.issueServer('localhost', 'sound');
const subject = { commonName: 'A TPP', organization: 'A', organizationIdentifier: 'PSDDE-BAFIN-1' };
const untrusted = await directory.selfSigned(subject);
const seen = new Map<string, number>();
const begun = process.cpuUsage();

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const server = createServer({
    ...{ cert: own.certificate, key: own.key, ca: directory.rootPem, minVersion: version, maxVersion: version },
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `https://localhost:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const identity = loadIdentity('untrusted', { ...untrusted, passphrase: null }, directory.rootPem);
  let left = COUNT / 2;
  let id = 0;
  const lane = async (): Promise<void> => {
    const connections = new Connections(10_000, { next: 1 });
    while (left > 0) {
      left -= 1;
      const { failure, response } = await send(
        { method: 'GET', url: `${origin}/`, headers: [], body: null, label: 'refused' },
        {
          ...{ connections, certificate: identity, hosts: [new URL(origin).host], now: Date.now },
          limits: { requestMs: 10_000, bodyBytes: 1000 },
          nextId: () => ++id,
        },
      );
      const ended = `${version} ${failure?.class ?? `answered ${response?.status}`}`;
      seen.set(ended, (seen.get(ended) ?? 0) + 1);
    }
    await connections.drop();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  server.close();
  await pause(0);
}
await directory.close();
const { user, system } = process.cpuUsage(begun);
for (const [ended, times] of seen) process.stdout.write(`${String(times).padStart(6)}  ${ended}\n`);
process.stdout.write(`${((user + system) / 1000 / COUNT).toFixed(1)} ms of processor time for each, both sides\n`);
const refused = [...seen].filter(([ended]) => /tls/.test(ended)).reduce((sum, [, times]) => sum + times, 0);
if (refused !== COUNT) {
  process.stderr.write(`${COUNT - refused} of ${COUNT} were not refused in the handshake\n`);
  process.exitCode = 1;
}
