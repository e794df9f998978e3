/** A configuration of the OpenID Foundation suite for the bundled bank, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchedBank } from '../run/launch-bank.ts';

export interface SuiteClients {
  clients?: [string, string];
  scope?: string;
  resource?: { [member: string]: string };
}

/**
 * A configuration with the suite's documented members, whose clients are those of the bundled bank.
 * `clients` names two of them, as their folders are called; `resource` is the suite's member of that name.
 */
export function configurationOf(bank: LaunchedBank, around: SuiteClients = {}): { [member: string]: unknown } {
  const { clients = ['primary', 'second'], scope = 'openid resource', resource } = around;
  const kept = (name: string): string => readFileSync(join(bank.state, name), 'utf8');
  const client = (name: string) => ({
    client_id: `tpp-${name}`,
    scope,
    jwks: { keys: [JSON.parse(kept(`clients/${name}/signing.jwk`))] },
    // The bundled bank knows another address than that of a suite.
    redirect_uri: 'https://tpp.example/callback',
  });
  const mtls = (name: string) => ({
    cert: kept(`clients/${name}/transport.pem`),
    key: kept(`clients/${name}/transport.key`),
  });
  const [user] = JSON.parse(kept('psu.json'));
  const any = `${bank.issuer}/*`;
  return {
    alias: 'Bundled Bank',
    description: 'the bundled bank, as the suite knows it',
    publish: 'everything',
    server: { discoveryUrl: `${bank.issuer}/.well-known/openid-configuration` },
    client: { ...client(clients[0]), client_secret: 'not-for-any-file-1' },
    client2: client(clients[1]),
    mtls: mtls(clients[0]),
    mtls2: mtls(clients[1]),
    resource: resource ?? { resourceUrl: `${bank.issuer}/resource`, resourceMethod: 'GET' },
    browser: [
      {
        match: any,
        tasks: [
          {
            task: 'Login',
            match: any,
            commands: [
              ['wait', 'id', 'username', 10],
              ['text', 'id', 'username', user.username],
              ['text', 'css', 'input[name=password]', user.password],
              ['click', 'xpath', '//button[@id="login-submit"]'],
            ],
          },
          {
            task: 'Second factor',
            optional: true,
            match: any,
            commands: [
              ['text', 'name', 'otp', ''],
              ['click', 'id', 'otp-submit'],
            ],
          },
          {
            task: 'Consent',
            match: any,
            commands: [
              ['click', 'id', 'approve'],
              ['click', 'class', 'big-button'],
            ],
          },
          { task: 'Verify', match: '*/test/a/*/callback*', commands: [['wait', 'id', 'submission_complete', 10]] },
        ],
      },
    ],
    override: {
      'fapi2-security-profile-final-user-rejects-authentication': {
        browser: [{ match: any, tasks: [{ task: 'Decline', match: any, commands: [['click', 'id', 'deny']] }] }],
      },
      'fapi2-security-profile-final-happy-flow': { client: { scope: 'openid' } },
    },
  };
}
