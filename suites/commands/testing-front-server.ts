/** Real servers in front of the bundled bank, for tests: nginx and HAProxy with a configuration each, started and stopped on loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

export type Program = 'nginx' | 'haproxy';

export const installed = (program: Program): boolean =>
  spawnSync(program, [program === 'nginx' ? '-v' : '-vv'], { stdio: 'ignore' }).error === undefined;

/** One that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface Front {
  /** Where the server listens. */
  port: number;
  /** Host and port of the bank. */
  bank: string;
  /** The bank's folder with certificate, key and authorities. */
  files: string;
  /** For its own files. */
  folder: string;
}

/** `server` and `location` are lines put into these blocks; `paths` are locations of their own. */
export interface Nginx {
  server: string;
  location: string;
  paths?: string;
}

export function nginxConfiguration({ port, bank, files, folder }: Front, given: Nginx): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join(' ');
  return `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr;
events {}
http {
  access_log off; ${temporary}
  server {
    listen 127.0.0.1:${port} ssl; server_name localhost;
    ssl_certificate ${files}/server.pem; ssl_certificate_key ${files}/server.key;
    ssl_client_certificate ${files}/authorities.pem; ssl_verify_depth 2;
    large_client_header_buffers 8 32k;
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
    ${given.server}
    location / { ${given.location} proxy_pass https://${bank}; }
    ${given.paths?.replaceAll('@bank', `https://${bank}`) ?? ''}
  }
}
`;
}

export function haproxyConfiguration({ port, bank, files }: Front, given: { verify: string; rules: string }): string {
  return `global
  ssl-server-verify none
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
frontend front
  bind 127.0.0.1:${port} ssl crt ${files}/server-and-key.pem ca-file ${files}/authorities.pem ${given.verify}
${given.rules.replace(/^ */gm, '  ')}
  default_backend bank
backend bank
  server bank ${bank} ssl verify none
`;
}

/** Starts a server and waits until it takes connections. Throws with what it said when it does not. */
export async function startFront(program: Program, configuration: string, front: Front): Promise<() => Promise<void>> {
  mkdirSync(front.folder, { recursive: true });
  const file = join(front.folder, `${program}.conf`);
  writeFileSync(file, configuration);
  const args = program === 'nginx' ? ['-p', front.folder, '-c', file, '-e', 'stderr'] : ['-db', '-f', file];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = gone.then(() => {
    throw new Error(`${program} ended: ${said}`);
  });
  ended.catch(() => undefined);
  await Promise.race([listening(front.port, child), ended]);
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      socket.once('connect', () => socket.end());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
