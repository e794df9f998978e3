/** The hooks of a bank's operator, from their text to their typed form. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AXES } from '../../mock-tpp/variant.ts';
import { loadTarget } from './load-target.ts';
import { BARE_TARGET, testFolder } from './testing-files.ts';

const TARGET = `${BARE_TARGET}psu: { users: [{ username: me, password: "x" }], pages: [{ id: sign-in, fields: [user], press: go, means: login }] }
`;

describe('hooks in a target file', () => {
  const folder = testFolder();
  const load = (text: string, env: { [name: string]: string } = {}) =>
    loadTarget(folder.write('target.yaml', `${TARGET}${text}\n`), { env, launch: null, axes: AXES });
  before(() => {
    chmodSync(folder.write('revoke.sh', '#!/bin/sh\n'), 0o700);
    folder.write('words.json', '"words"');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    folder.write('key.jwk', JSON.stringify(privateKey.export({ format: 'jwk' })));
  });

  it('are calls over HTTP, with headers, a token, and a check that does no harm', () => {
    const { target, problems } = load(
      `operator: { clock.advance: { post: "https://admin.example/clock", json: { s: "\${seconds}" }, token: admin, headers: { x-key: "\${env.KEY}" }, timeout: 30s, check: { get: "https://admin.example/clock" } } }
operator-tokens: { admin: { token_endpoint: "https://sso.example/t", client_id: "\${env.ID}", client_secret: "\${env.SECRET}", scope: sandbox } }`,
      { KEY: 'key-of-admin', ID: 'admin', SECRET: 'secret-of-admin' },
    );
    expect(problems).to.deep.equal([]);
    expect(target?.operator['clock.advance']).to.deep.equal({
      call: { kind: 'http', method: 'POST', url: 'https://admin.example/clock', json: { s: '${seconds}' } },
      headers: { 'x-key': 'key-of-admin' },
      token: 'admin',
      timeoutMs: 30_000,
      outputs: {},
      check: { kind: 'http', method: 'GET', url: 'https://admin.example/clock', json: null },
    });
    expect(target?.operatorTokens.admin).to.deep.equal({
      ...{ token_endpoint: 'https://sso.example/t', client_id: 'admin', client_secret: 'secret-of-admin' },
      ...{ scope: 'sandbox', auth: 'client_secret_basic' },
    });
  });

  it('are programs, found beside the target file or where programs are', () => {
    const { target, problems } = load(
      'operator: { consent.revoke: { command: [./revoke.sh, "${consent}"], check: { command: [revoke, --check] } } }',
    );
    expect(problems).to.deep.equal([]);
    expect(target?.operator['consent.revoke']).to.deep.include({
      call: { kind: 'command', argv: [join(folder.path, 'revoke.sh'), '${consent}'], folder: folder.path },
      check: { kind: 'command', argv: ['revoke', '--check'], folder: folder.path },
    });
  });

  it('have secrets from the environment, but for what the file says openly', () => {
    const { target } = load(
      `operator: { clock.reset: { post: "https://\${env.HOST}/clock?k=\${env.KEY}", json: { by: "\${env.ISSUER}", pin: "\${env.PIN}" } }, psu.otp: { command: [otp, "\${env.OTP_KEY}"], outputs: { otp: otp } } }`,
      { HOST: 'admin.example', KEY: 'key-1', ISSUER: 'https://bank.example', PIN: 'pin-2', OTP_KEY: 'key-3' },
    );
    expect(target?.secrets).to.deep.equal(['key-1', 'pin-2', 'key-3']);
  });

  const one = (hook: string): string => `operator: { consent.revoke: { ${hook} } }`;
  // biome-ignore format: one row, one line
  const WRONG: [string, string, string, RegExp][] = [
    ['an address and a command', one('post: "https://a.example", command: [x]'), 'missing-key', /exactly one of .* and command/],
    ['no program', one('command: []'), 'bad-command', /needs the name of a program/],
    ['a program that is filled in', one('command: ["${consent}"]'), 'bad-command', /program of a command cannot be filled in/],
    ['a program that is not there', one('command: [./none.sh]'), 'unreadable-file', /none\.sh cannot be started: /],
    ['a program that may not be executed', one('command: [./words.json]'), 'unreadable-file', /words\.json cannot be started: /],
    ['a check whose program is not there', one('command: [x], check: { command: [./none.sh] }'), 'unreadable-file', /none\.sh cannot be started: /],
    ['a command with a body', one('command: [x], json: { a: b }'), 'bad-command', /takes no json/],
    ['a command with headers', one('command: [x], headers: { a: b }'), 'bad-hook', /takes no headers/],
    ['a command with a token', one('command: [x], token: admin'), 'bad-hook', /takes no headers and no token/],
    ['a header of the connection', one('get: "https://a.example", headers: { Host: b }'), 'bad-name', /"Host" cannot be used/],
    ['a header that breaks off', one('get: "https://a.example", headers: { x-key: "of an admin\\n" }'), 'bad-header', /^this is not a value .* line break/],
    ['two ways to say who calls', one('get: "https://a.example", token: admin, headers: { Authorization: b }'), 'bad-hook', /leave one of both out/],
    ['a token that nobody describes', one('get: "https://a.example", token: admin'), 'undefined-value', /no operator token admin/],
    ['a token that is asked for without encryption', 'operator-tokens: { admin: { token_endpoint: "http://a.example/t", client_id: a, client_secret: b } }', 'bad-url', /https/],
    ['a check that is filled in', one('get: "https://a.example", check: { get: "https://a.example/${consent}" }'), 'undefined-value', /\$\{consent\} has no value/],
  ];
  for (const [what, text, code, says] of WRONG)
    it(`are refused with ${what}`, () => {
      const { target, problems } = load(text);
      expect(target).to.equal(null);
      expect(problems.map((problem) => problem.code)).to.deep.equal([code]);
      expect(problems[0]?.message).to.match(says);
      expect(problems[0]?.place.line).to.be.above(TARGET.split('\n').length - 1);
    });
});
