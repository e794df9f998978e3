/** Starts oidc-provider, a certified authorization server that nobody here wrote, as a second bank beside the bundled one. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';
import { newAuthority } from '../testing-authority.ts';
import { configuration, type Registered } from './testing-configuration.ts';
import type { Fault } from './testing-faults.ts';
import { answerPage, type Person } from './testing-pages.ts';

const REDIRECT_URI = 'https://tpp.example/callback';
const PEOPLE: readonly Person[] = ['ada', 'grace'].map((name) => ({
  username: name,
  password: `pass-phrase-of-${name}`,
}));

/** A client as registered, and how its target files call it. */
const CLIENTS = ['mtls', 'mtls-second', 'dpop', 'dpop-second'] as const;

export interface SecondBank {
  issuer: string;
  close(): Promise<void>;
}

/** What outlives one bank: the keys and certificates of the bank and of its clients, in a folder that target files name. */
export interface Belongings {
  folder: string;
  open(fault?: Fault): Promise<SecondBank>;
  remove(): void;
}

export async function makeBelongings(): Promise<Belongings> {
  const authority = await newAuthority();
  const [server, ...issued] = await Promise.all(['localhost', ...CLIENTS].map((name) => authority.issue(name)));
  if (!server) throw new Error('no certificate');
  const folder = mkdtempSync(join(tmpdir(), 'assay-second-bank-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('root.pem', authority.root);
  write('users.json', JSON.stringify(PEOPLE));
  const clients = CLIENTS.flatMap((name, at) => {
    const of = issued[at];
    if (!of) return [];
    write(`${name}.pem`, of.certificate);
    write(`${name}.key`, of.key);
    write(`${name}.jwk`, JSON.stringify({ ...of.jwk, kid: name }));
    const { d, ...open } = of.jwk;
    return [registration(name, { ...open, kid: name })];
  });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = [{ ...privateKey.export({ format: 'jwk' }), kid: 'bank', alg: 'PS256', use: 'sig' }];
  const tls = { cert: server.certificate, key: server.key, ca: authority.root };
  return {
    folder,
    open: (fault) => openBank(tls, { clients, jwks: { keys } }, fault),
    remove: () => rmSync(folder, { recursive: true, force: true }),
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

async function openBank(tls: Tls, registered: Registered, fault?: Fault): Promise<SecondBank> {
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
  const plain = configuration(registered);
  const provider = new Provider(issuer, fault?.configure?.(plain) ?? plain);
  if (fault?.handle) provider.use(fault.handle);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    answerPage(provider, PEOPLE, request, response).catch((error: Error) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message);
    });
  });
  return { issuer, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
