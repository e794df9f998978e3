/** The actions: what happens to the bank between two steps, through the hooks of its operator or the TPP's own API. */
import { deleteConsent } from '../api/consent.ts';
import { CONSENT_KINDS } from '../api/dialect/index.ts';
import type { Json } from '../contract.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { ActionContext, ActionDefinition, ActionResult } from '../step.ts';
import { waitForEnd } from './certificate-end.ts';
import { waitForClock } from './clock.ts';
import { HookFailed } from './hook-failed.ts';

const done = (detail: string, outputs: { [name: string]: Json } = {}): ActionResult => ({ ok: true, detail, outputs });

/** A hook that failed is reported as the action's result; all else is a fault of the harness. */
const action = (
  definition: Omit<ActionDefinition, 'run'>,
  run: (context: ActionContext) => Promise<ActionResult>,
): ActionDefinition => ({
  ...definition,
  run: async (context) => {
    try {
      return await run(context);
    } catch (error) {
      if (error instanceof HookFailed) return { ok: false, detail: error.message };
      throw error;
    }
  },
});

/** A moment as the operator gives it, or null for what is none. */
function momentIn(told: Json | undefined): string | null {
  const moment = typeof told === 'string' || typeof told === 'number' ? new Date(told) : null;
  return moment === null || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

const STATUS = { allowed: ['up', 'down'] };
/** Ways in which an answer is none, or must not be believed. */
const OCSP_WAYS = ['unknown', 'stale', 'not-yet-valid', 'wrong-signer', 'delegate-without-usage', 'wrong-serial'];
const OCSP_ANSWER = {
  allowed: ['up', 'delegated', ...OCSP_WAYS, 'wrong-nonce', 'try-later', 'down', 'error', 'hang', 'page'],
};
const CRL_ANSWER = { allowed: ['up', 'stale', 'not-yet-valid', 'wrong-signer', 'down', 'error', 'hang', 'page'] };

export const operatorActions: ActionDefinition[] = [
  action(
    {
      name: 'clock.wait',
      summary: 'Lets time pass, by moving the clock of bank and harness or by really waiting.',
      inputs: {
        until: input('number', 'milliseconds since 1970 to wait for', { optional: true }),
        plus: input('duration', 'added to that moment, or to now; may be negative', { optional: true }),
      },
      hooks: ['clock.advance'],
      exclusive: true,
    },
    waitForClock,
  ),
  action(
    {
      name: 'consent.revoke',
      summary: 'The PSU revokes the consent at the bank.',
      inputs: { consent: input('string', 'id of the consent') },
      hooks: ['consent.revoke'],
      exclusive: false,
    },
    async (context) => {
      // Its status need not tell: in the UK a consent stays Authorised when the user ends the access at the bank.
      await context.hook('consent.revoke', { consent: textInput(context.inputs, 'consent') });
      return done('the operator says that the PSU revoked the consent at the bank');
    },
  ),
  action(
    {
      name: 'consent.delete',
      summary: 'The TPP deletes the consent at the bank.',
      inputs: {
        consent: input('string', 'id of the consent'),
        token: input('string', 'a client credentials token; none where the certificate says who asks', {
          optional: true,
        }),
        kind: input('string', 'what the consent is for', { optional: true, allowed: [...CONSENT_KINDS] }),
      },
      hooks: [],
      exclusive: false,
    },
    async (context) => {
      const { inputs } = context;
      const kind = CONSENT_KINDS.find((one) => one === optionalText(inputs, 'kind')) ?? 'accounts';
      const token = optionalText(inputs, 'token') ?? null;
      const outcome = await deleteConsent(context, kind, textInput(inputs, 'consent'), token);
      return { ok: outcome.ok, detail: outcome.detail };
    },
  ),
  action(
    {
      name: 'payee.trust',
      summary: 'The PSU puts a payee on the list of trusted payees at the bank, or takes it off.',
      inputs: {
        account: input('string', 'account of the payee'),
        trusted: input('boolean', 'whether it is to be on the list'),
      },
      hooks: ['payee.trust'],
      exclusive: false,
    },
    async (context) => {
      const { inputs, bank, psu, memory } = context;
      const account = textInput(inputs, 'account');
      const trusted = inputs.trusted === true;
      const username = bank.psu.users[psu]?.username ?? '';
      const off = { hook: 'payee.trust', inputs: { username, account, trusted: false } };
      if (trusted) memory.undo.set(`payee.trust ${username} ${account}`, off);
      await context.hook('payee.trust', { username, account, trusted });
      return done(
        `the operator says that ${account} is ${trusted ? 'on' : 'off'} the list of the PSU's trusted payees`,
      );
    },
  ),
  action(
    {
      name: 'fraud.rate',
      summary: 'The bank goes by another rate of fraud, until the end of the case.',
      inputs: {
        type: input('string', 'which payments', { allowed: ['card', 'credit-transfer'] }),
        percent: input('string', 'the rate, as decimal text; none for a bank that has no history'),
      },
      hooks: ['fraud.rate'],
      exclusive: true,
    },
    async (context) => {
      const { inputs, memory } = context;
      const type = textInput(inputs, 'type');
      const percent = textInput(inputs, 'percent');
      await context.waits.alone();
      memory.undo.set(`fraud.rate ${type}`, { hook: 'fraud.rate', inputs: { type, percent: 'none' } });
      await context.hook('fraud.rate', { type, percent });
      return done(`the operator says that the rate of fraud for ${type} is ${percent}`);
    },
  ),
  action(
    {
      name: 'cert.revoke',
      summary: 'The issuer revokes the certificate of an identity.',
      inputs: {
        identity: input('string', 'an identity that was issued for this case'),
        publish: input('string', 'where the revocation shows', { optional: true, allowed: ['ocsp', 'crl', 'both'] }),
      },
      hooks: ['cert.issue', 'cert.revoke'],
      exclusive: false,
    },
    async (context) => {
      const identity = textInput(context.inputs, 'identity');
      const publish = optionalText(context.inputs, 'publish') ?? 'both';
      const told = await context.hook('cert.revoke', { serial: (await context.identity(identity)).serial, publish });
      const by = publish === 'both' ? 'OCSP and CRL' : publish.toUpperCase();
      return {
        ...done(`the operator says that the certificate of ${identity} is revoked, published by ${by}`),
        goodUntil: momentIn(told.good_until),
      };
    },
  ),
  action(
    {
      name: 'cert.outlive',
      summary:
        'Waits in real time until the certificate of an identity has run out, for it goes by the clock of the system.',
      inputs: { identity: input('string', 'an identity that was issued for this case, with little time left') },
      hooks: ['cert.issue'],
      exclusive: false,
      waits: true,
    },
    waitForEnd,
  ),
  action(
    {
      name: 'cert.status-service',
      summary: 'Takes OCSP responder and CRL of one certificate down, or up again.',
      inputs: {
        identity: input('string', 'an identity that was issued for this case'),
        ocsp: input('string', 'state of the OCSP responder', { optional: true, ...STATUS }),
        crl: input('string', 'state of the CRL', { optional: true, ...STATUS }),
      },
      hooks: ['cert.issue', 'cert.status-service'],
      exclusive: false,
    },
    async (context) => {
      const identity = textInput(context.inputs, 'identity');
      const ocsp = optionalText(context.inputs, 'ocsp') ?? 'up';
      const crl = optionalText(context.inputs, 'crl') ?? 'up';
      await context.hook('cert.status-service', { serial: (await context.identity(identity)).serial, ocsp, crl });
      return done(`for the certificate of ${identity} OCSP is ${ocsp} and the CRL is ${crl}`);
    },
  ),
  action(
    {
      name: 'cert.status-answer',
      summary: 'Has OCSP responder and CRL of one certificate answer in a way that tells nothing, or lies.',
      inputs: {
        identity: input('string', 'an identity that was issued for this case'),
        ocsp: input('string', 'how the OCSP responder answers', { optional: true, ...OCSP_ANSWER }),
        crl: input('string', 'how the CRL is answered', { optional: true, ...CRL_ANSWER }),
      },
      hooks: ['cert.issue', 'cert.status-answer'],
      exclusive: false,
      stalls: 'hang',
    },
    async (context) => {
      const identity = textInput(context.inputs, 'identity');
      const ocsp = optionalText(context.inputs, 'ocsp') ?? 'up';
      const crl = optionalText(context.inputs, 'crl') ?? 'up';
      await context.hook('cert.status-answer', { serial: (await context.identity(identity)).serial, ocsp, crl });
      return done(`for the certificate of ${identity} OCSP answers "${ocsp}" and the CRL "${crl}"`);
    },
  ),
  action(
    {
      name: 'session.reconnect',
      summary: 'Drops the connections, so that the next request makes a new one.',
      inputs: {
        version: input('string', 'the only version of TLS that new ones offer, until they are dropped again', {
          optional: true,
          allowed: ['TLSv1.2', 'TLSv1.3'],
        }),
      },
      hooks: [],
      exclusive: false,
    },
    async (context) => {
      const version = optionalText(context.inputs, 'version');
      await context.reconnect(version);
      return done(
        version === undefined
          ? 'the connections were dropped'
          : `the connections were dropped; new ones are ${version}`,
      );
    },
  ),
  action(
    {
      name: 'session.resume',
      summary: 'Drops the connections, so that the next request makes a new one that resumes its TLS session.',
      inputs: {},
      hooks: [],
      exclusive: false,
    },
    async (context) => {
      await context.resume();
      return done('the connections were dropped, and their TLS sessions kept to be resumed');
    },
  ),
];
