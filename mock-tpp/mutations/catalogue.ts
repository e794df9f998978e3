/** The catalogue of mutations: what each changes, where it may stand, and its inputs. */

import { input } from '../inputs.ts';
import { algorithmNames } from '../oauth/algorithm.ts';
import { LEADS } from '../oauth/key-address.ts';
import { PARALLEL } from '../parallel.ts';
import { RESPELLINGS } from '../request/respelling.ts';
import { NEIGHBOURS, SPELLINGS } from '../sender/htu.ts';
import { WRITINGS } from '../sender/written.ts';
import { TLS_OFFERS } from '../transport/tls-offer.ts';
import { DETACHED } from './detached.ts';
import { GENERIC } from './generic.ts';
import { type MutationType, whole } from './mutation.ts';
import { signatureMutations } from './signature-mutations.ts';
import { API, AUTHENTICATED, PARALLEL_STEPS, PROVED } from './steps.ts';

export type { MutationType } from './mutation.ts';

const signing = {
  alg: input('string', 'algorithm in the header; none leaves the signature empty', {
    optional: true,
    allowed: algorithmNames(),
  }),
  key: input(
    'string',
    'own, other-own (the second of the client), stranger, embedded (a stranger that stands in the header), or the name of another client of the target',
    { optional: true },
  ),
  secret: input('string', 'a text that nobody agreed upon, as the secret of HS256', { optional: true }),
  certificate: input('string', 'an identity of the target, whose key signs and whose certificate stands in x5c', {
    optional: true,
  }),
};

const LEAD = 'Names in the header an address of ours where keys are';
const leading = { by: input('string', 'the header parameter', { allowed: LEADS }) };

export const MUTATIONS: readonly MutationType[] = [
  ...[...GENERIC].map(
    ([name, { summary, inputs }]): MutationType => ({ name, summary, steps: [], address: 'part', inputs }),
  ),
  whole('pkce.method', 'Uses another challenge method; with plain the challenge is the verifier.', ['oauth.request'], {
    value: input('string', 'the method', { allowed: ['plain', 'S256'] }),
  }),
  whole('pkce.omit', 'Leaves challenge and method out.', ['oauth.request']),
  whole('pkce.verifier', 'Sends another verifier: a fresh random one, or the one given.', ['oauth.token'], {
    value: input('string', 'the verifier to send', { optional: true }),
  }),
  whole(
    'client.use',
    'Acts as another registered client, with its own credentials and certificate.',
    [...AUTHENTICATED, ...API, 'oauth.authorize'],
    {
      client: input('string', 'name of a client of the target'),
    },
  ),
  whole('client.no-auth', 'Sends no client credentials, only the client_id.', AUTHENTICATED),
  whole(
    'http.method',
    'Uses another HTTP method; with GET the form of an OAuth step travels in the query.',
    ['oauth.request', 'oauth.token', 'http.request'],
    {
      value: input('string', 'the method', { allowed: ['GET', 'POST', 'PUT', 'DELETE'] }),
    },
  ),
  whole(
    'request.in-browser',
    'Sends the request in the browser instead of pushing it: signed when it would be signed anyway.',
    ['oauth.request'],
  ),
  whole('request.bind-code', 'Names the thumbprint of our DPoP key in dpop_jkt.', ['oauth.request']),
  whole(
    'redirect.respell',
    'Writes the redirect_uri otherwise, so that a browser or a careless comparison finds it.',
    ['oauth.request'],
    {
      how: input('string', 'what is other about it', { allowed: [...RESPELLINGS.keys()] }),
    },
  ),
  whole('redirect.of', 'Asks for the answer at the redirect_uri of another client.', ['oauth.request'], {
    client: input('string', 'name of a client of the target'),
  }),
  whole('form.reverse', 'Sends the parameters of the form the other way round.', AUTHENTICATED),
  whole('claims.demand', 'Demands of the ID token a claim with one of these values, as essential.', ['oauth.request'], {
    claim: input('string', 'such as acr'),
    values: input('list', 'those that will do'),
  }),
  whole('request.reverse-scopes', 'Names the scopes the other way round.', ['oauth.request']),
  whole('request.elsewhere', 'Hosts the request object at a path outside of that of the target.', ['oauth.request']),
  whole('request.unsigned', 'Sends the parameters as they are instead of signing them.', ['oauth.request']),
  whole('assertion.replay', 'Sends a client assertion a second time.', AUTHENTICATED, {
    of: input('string', 'the step at which it was sent first'),
  }),
  whole('assertion.sign', 'Signs the client assertion with another algorithm or key.', AUTHENTICATED, signing),
  whole('assertion.lead', `${LEAD}, and signs the client assertion with one of those.`, AUTHENTICATED, leading),
  whole('request_object.lead', `${LEAD}, and signs the request object with one of those.`, ['oauth.request'], leading),
  whole('dpop.lead', `${LEAD}; the DPoP proof is right in itself.`, PROVED, leading),
  whole('assertion.flip', 'Turns one bit of the signature of the client assertion.', AUTHENTICATED),
  whole('assertion.utf-16', 'Writes the claims of the client assertion in UTF-16.', AUTHENTICATED),
  whole('request_object.utf-16', 'Writes the claims of the request object in UTF-16.', ['oauth.request']),
  whole(
    'request_object.assertion',
    'Sends a client assertion where the request object is due, and the parameters beside it.',
    ['oauth.request'],
  ),
  whole('request_object.sign', 'Signs the request object with another algorithm or key.', ['oauth.request'], signing),
  whole('request_object.flip', 'Turns one bit of the signature of the request object.', ['oauth.request']),
  whole('registration_jwt.sign', 'Signs the registration with another algorithm or key.', ['oauth.register'], signing),
  whole('registration_jwt.flip', 'Turns one bit of the signature of the registration.', ['oauth.register']),
  whole(
    'tls.offer',
    'Offers these versions or suites of TLS, and nothing else; the browser too, in the steps that have one.',
    [...AUTHENTICATED, ...API, 'discovery.fetch', 'oauth.authorize'],
    {
      offer: input('string', 'a version, or suites of TLS 1.2 by what is wrong with them', {
        allowed: Object.keys(TLS_OFFERS),
      }),
    },
  ),
  whole(
    'tls.present',
    'Presents another TLS client certificate, or none with the identity nobody.',
    [...AUTHENTICATED, ...API, 'oauth.register', 'oauth.client-configuration'],
    {
      identity: input('string', 'name of an identity of the target, or nobody'),
    },
  ),
  whole('alias.pass', 'Goes to the endpoint itself, past its alias for clients with certificates.', AUTHENTICATED),
  whole(
    PARALLEL,
    'Sends the request several times at once, each over a connection of its own; what else may be used once is fresh.',
    PARALLEL_STEPS,
    {
      times: input('number', 'how many at once, from 2 to 64; more than 16 in an aggressive case', { harmless: 16 }),
      same: input('string', 'what all of them share beside what the step is given', {
        optional: true,
        allowed: ['assertion', 'proof', 'order'],
      }),
    },
  ),
  whole('dpop.omit', 'Sends no DPoP proof.', PROVED),
  whole(
    'dpop.sign',
    'Signs the DPoP proof with another algorithm, and shows a key that fits it; or with another key than it shows.',
    PROVED,
    {
      alg: input('string', 'algorithm in the header; none leaves the signature empty', {
        optional: true,
        allowed: algorithmNames(({ kty, asymmetric }) => kty === 'RSA' || !asymmetric),
      }),
      key: input(
        'string',
        'stranger: another key signs than the header shows; own: HS256 with our public key as its secret',
        {
          optional: true,
          allowed: ['own', 'stranger'],
        },
      ),
    },
  ),
  whole('dpop.flip', 'Turns one bit of the signature of the DPoP proof.', PROVED),
  whole('dpop.key', 'Proves another key than everywhere else in the session.', PROVED),
  whole('dpop.expose', 'Shows the whole key in the DPoP proof, its private half as well.', PROVED),
  whole('dpop.replay', 'Sends a DPoP proof a second time.', PROVED, {
    of: input('string', 'the step at which it was sent first'),
  }),
  whole('dpop.date', 'Sends a DPoP proof of another time: with another iat, and without a nonce.', PROVED, {
    offset: input('duration', 'how far from now, such as -10m or 90s'),
  }),
  whole('dpop.respell', 'Spells the address in the DPoP proof otherwise, so that it is the same address.', PROVED, {
    how: input(
      'string',
      'capitals of scheme and host, and the port, by default; a letter of the path as percent; dots, for a segment of one dot',
      { optional: true, allowed: [...SPELLINGS.keys()] },
    ),
  }),
  whole('dpop.elsewhere', 'Writes another address into the DPoP proof, that is nearly the right one.', PROVED, {
    how: input('string', 'what is other about it', { allowed: [...NEIGHBOURS.keys()] }),
  }),
  whole('dpop.write', 'Writes the DPoP proof, which is right in itself, otherwise into the header.', PROVED, {
    how: input('string', 'as what', { allowed: [...WRITINGS.keys()] }),
  }),
  whole(
    'dpop.borrow-nonce',
    'Shows the nonce of the authorization server in the DPoP proof, or one that nobody gave.',
    API,
  ),
  whole('dpop.add-query', 'Adds a query and a fragment to the address in the DPoP proof.', PROVED),
  whole('dpop.twice', 'Sends a second DPoP proof beside the first, just as good.', PROVED),
  whole(
    'token.present',
    'Presents another access token, in its own scheme and with a proof made for it.',
    [...API, 'oauth.client-configuration'],
    {
      token: input('string', 'the token'),
    },
  ),
  ...signatureMutations(API),
  ...DETACHED,
  whole('grant.password', 'Asks for tokens with name and password of the user, and with no code.', ['oauth.token']),
  whole('details.widen', 'Asks for authorization_details beyond those that were approved.', ['oauth.token']),
  whole('consent.ask', 'Asks for something else in an account consent.', ['consent.create'], {
    data: input('list', 'of accounts, balances, transactions', { optional: true }),
    frequency: input('number', 'reads a day without the user', { optional: true }),
    expires_in: input('duration', 'its lifetime; may be negative', { optional: true }),
  }),
  whole('payment.product', 'Names another product of payments in the address.', ['consent.create', 'payment.read'], {
    to: input('string', 'the product'),
  }),
  whole('payment.amount', 'Orders another amount than was approved.', ['payment.submit'], {
    to: input('money', 'the amount'),
  }),
  whole('payment.payee', 'Orders a payment to another account than was approved.', ['payment.submit'], {
    to: input('string', 'account of the payee'),
  }),
  whole('token.scheme', 'Presents the access token under another scheme.', API, {
    value: input('string', 'the scheme', { allowed: ['Bearer', 'DPoP'] }),
  }),
  whole('browser.open-twice', 'Opens the authorization URL in a browser that is closed again, then in a fresh one.', [
    'oauth.authorize',
  ]),
  whole('browser.other-method', 'The browser posts what it would bring in the address, or the other way round.', [
    'oauth.authorize',
  ]),
  whole(
    'psu.code',
    'The user types a one-time code that was sent for something else, or was used before.',
    ['oauth.authorize'],
    {
      code: input('string', 'the code'),
    },
  ),
  whole('psu.wrong', 'The user types a password or a one-time code that is wrong.', ['oauth.authorize'], {
    what: input('string', 'what is wrong', { allowed: ['password', 'code'] }),
  }),
  whole('psu.deny', 'The user declines on the consent page.', ['oauth.authorize']),
];

/** Mutations that choose who acts; they are taken before the step begins. */
export const ACTOR_MUTATIONS: readonly string[] = ['client.use', 'tls.present', 'tls.offer'];

export const isActor = (mutation: { do: string }): boolean => ACTOR_MUTATIONS.includes(mutation.do);
