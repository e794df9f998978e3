import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { describeDefects, type Kit, type Probe } from '../../testkit/probe.ts';
import { claimsOf, type Tpp } from '../../testkit/tpp.ts';
import { algorithmOf } from '../algorithms.ts';
import { reversedMembers } from '../json-members.ts';
import { jwtConfusionDefects } from './jwt-confusion.ts';

const VERIFIER = 'a'.repeat(43);
const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

const accepted = async ({ primary }: Kit, assertion: string) =>
  (await primary.push({}, assertion)).answer.status === 201;

function macked(header: object, claims: object, secret: string): string {
  const signed = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A JWT of the client whose claims are any text. */
function signText({ alg, key }: Tpp, claims: string | Buffer): string {
  const signed = `${encode(JSON.stringify({ alg }))}.${encode(claims)}`;
  const signature = algorithmOf(alg)?.sign(Buffer.from(signed), key);
  return `${signed}.${encode(signature ?? Buffer.alloc(0))}`;
}

const pushedWith = async ({ primary }: Kit, assertion: string): Promise<boolean> => {
  const answer = await primary.post('/par', { ...primary.credentials(assertion), ...primary.parameters(VERIFIER) });
  return answer.status === 201;
};

/** Whether the bank comes to an address that a request leads to. */
async function fetchedFor(ask: (address: string) => Promise<unknown>): Promise<boolean> {
  let fetched = false;
  const server = createServer((_request, response) => {
    fetched = true;
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  server.closeAllConnections();
  server.close();
  return fetched;
}

const probes: Record<string, Probe> = {
  'jwt-kid-looked-up': (kit) => {
    const claims = claimsOf(kit.primary.assertion());
    return accepted(kit, macked({ alg: 'HS256', kid: '../../dev/null' }, claims, ''));
  },
  'jwt-first-member-counts': (kit) => {
    const { primary } = kit;
    return accepted(kit, signText(primary, `${JSON.stringify(claimsOf(primary.assertion())).slice(0, -1)},"aud":"x"}`));
  },
  'jwt-any-encoding': (kit) => {
    const text = `\ufeff${JSON.stringify(claimsOf(kit.primary.assertion()))}`;
    return accepted(kit, signText(kit.primary, Buffer.from(text, 'utf16le')));
  },
  'large-jwt-unverified': (kit) => {
    const large = kit.primary.assertion({ filling: 'a'.repeat(100_000) });
    return accepted(kit, `${large.slice(0, -8)}AAAAAAAA`);
  },
  'assertion-request-object-accepted': (kit) => {
    const { primary } = kit;
    const { sub: _, ...claims } = claimsOf(primary.assertion());
    return accepted(kit, primary.sign({ ...claims, client_id: primary.clientId }, { typ: 'oauth-authz-req+jwt' }));
  },
  'assertion-key-fetched': (kit) => fetchedFor((jku) => kit.primary.push({}, kit.primary.assertion({}, { jku }))),
  'ro-key-fetched': (kit) =>
    fetchedFor((jku) => {
      const { jarm } = kit;
      const request = jarm.requestObject({}, { jku });
      return jarm.post('/par', { ...jarm.credentials(), request });
    }),
  'dpop-key-fetched': ({ dpop }) =>
    fetchedFor(async (jku) => {
      dpop.bend = () => ({ header: { jku } });
      await dpop.post('/token', dpop.credentials());
      dpop.bend = () => ({});
    }),
  'assertion-id-token-accepted': async (kit) => pushedWith(kit, (await kit.primary.tokens()).id),
  'ro-assertion-accepted': async ({ primary }) => {
    const form = { ...primary.credentials(), ...primary.parameters(VERIFIER), request: primary.assertion() };
    return (await primary.post('/par', form)).status === 201;
  },
  'refresh-token-opens-resources': async ({ primary }) => {
    const { refresh } = await primary.tokens();
    return (await primary.get('/resource', refresh)).status === 200;
  },
  'id-token-opens-resources': async ({ primary }) => {
    const { id } = await primary.tokens();
    return (await primary.get('/resource', id)).status === 200;
  },
};

describeDefects('defects of telling JWTs apart', jwtConfusionDefects, probes);

describe('the members of a JSON object the other way round', () => {
  for (const text of ['{}', '{"a":1}', '{"a":{"b":[1,{"c":2}]},"d":"x,}\\"{"}', '{ "a" : "\\\\" , "b" : [ "," ] }'])
    it(`mean the same: ${text}`, () => {
      expect(JSON.parse(reversedMembers(text))).to.deep.equal(JSON.parse(text));
    });

  it('let the first of two with one name count', () => {
    expect(JSON.parse(reversedMembers('{"a":1,"b":2,"a":3}'))).to.deep.equal({ a: 1, b: 2 });
  });
});
