/** Starts oidc-provider, a certified authorization server that nobody here wrote, as a second bank beside the bundled one. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';
import { newAuthority } from '../testing-authority.ts';
import { configuration, type Registered } from './testing-configuration.ts';
import type { Fault } from './testing-fault.ts';
import { answerPage, type Person } from './testing-pages.ts';
import { type Keys, privateKey } from './testing-tampering.ts';

const REDIRECT_URI = 'https://tpp.example/callback';
const PEOPLE: readonly Person[] = ['ada', 'grace'].map((name) => ({
  username: name,
  password: `pass-phrase-of-${name}`,
}));

/** A client as registered, and how its target files call it. */
const CLIENTS = ['mtls', 'mtls-second', 'dpop', 'dpop-second'] as const;

/** What stays while banks come and go: their address, and the keys and certificates of bank and clients, in a folder that target files name. */
export interface Belongings {
  issuer: string;
  folder: string;
  /** Puts a bank with all of these faults in the place of the one before. */
  open(faults?: readonly Fault[]): void;
  remove(): Promise<void>;
}

export async function makeBelongings(): Promise<Belongings> {
  const authority = await newAuthority();
  const [server, ...issued] = await Promise.all(['localhost', ...CLIENTS].map((name) => authority.issue(name)));
  if (!server) throw new Error('no certificate');
  const folder = mkdtempSync(join(tmpdir(), 'assay-second-bank-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('root.pem', authority.root);
  write('users.json', JSON.stringify(PEOPLE));
  const { privateKey: bank } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: proofs } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  write('dpop-proof.jwk', JSON.stringify(proofs.export({ format: 'jwk' })));
  const keys: Keys = { bank, proofs, clients: {} };
  const clients = CLIENTS.flatMap((name, at) => {
    const of = issued[at];
    if (!of) return [];
    keys.clients[name] = privateKey(of.jwk);
    write(`${name}.pem`, of.certificate);
    write(`${name}.key`, of.key);
    write(`${name}.jwk`, JSON.stringify({ ...of.jwk, kid: name }));
    const { d, ...open } = of.jwk;
    return [registration(name, { ...open, kid: name })];
  });
  const jwks = { keys: [{ ...bank.export({ format: 'jwk' }), kid: 'bank', alg: 'PS256', use: 'sig' }] };
  const tls = { cert: server.certificate, key: server.key, ca: authority.root };
  const address = await listen(tls);
  return {
    folder,
    issuer: address.issuer,
    open: (faults = []) => address.give(bankOf(address.issuer, { clients, jwks }, keys, faults)),
    remove: async () => {
      rmSync(folder, { recursive: true, force: true });
      await address.close();
    },
  };
}

function registration(name: string, key: object): object {
  const bound = name.startsWith('mtls')
    ? { tls_client_certificate_bound_access_tokens: true }
    : {
        dpop_bound_access_tokens: true,
        require_signed_request_object: true,
        request_object_signing_alg: 'ES256',
        response_modes: ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
      };
  return {
    client_id: name,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'PS256',
    authorization_signed_response_alg: 'PS256',
    introspection_signed_response_alg: 'PS256',
    jwks: { keys: [key] },
    ...bound,
  };
}

type Tls = { cert: string; key: string; ca: string };

/** Opens a port for one bank after the other. */
async function listen(tls: Tls) {
  // By itself Node takes suites with CBC as well.
  const ciphers = 'TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256';
  const server = createServer({ ...tls, ciphers, requestCert: true, rejectUnauthorized: false });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    issuer: `https://localhost:${(server.address() as AddressInfo).port}`,
    give(answer: RequestListener): void {
      server.removeAllListeners('request');
      server.on('request', answer);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The server leaves these to whoever deploys it. */
const PROTECTION = [
  ['strict-transport-security', 'max-age=31536000'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
] as const;

function bankOf(issuer: string, registered: Registered, keys: Keys, faults: readonly Fault[]): RequestListener {
  const configured = faults.reduce((so, { configure }) => configure?.(so) ?? so, configuration(registered));
  const provider = new Provider(issuer, configured);
  for (const { handle } of faults) if (handle) provider.use(handle(keys));
  const answer = provider.callback();
  return (request, response) => {
    for (const [name, value] of PROTECTION) response.setHeader(name, value);
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    for (const { decided, shown } of faults) (request.method === 'POST' ? decided : shown)?.(response);
    answerPage(provider, PEOPLE, request, response).catch((error: Error) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message);
    });
  };
}
