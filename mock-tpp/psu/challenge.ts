/** The step psu.challenge: how far the bank asks for a second factor, what it says it is for, and the code that it sends. */
import { notPossible, okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { input } from '../inputs.ts';
import { opening } from '../request/opening.ts';
import type { StepContext, StepDefinition } from '../step.ts';
import { agentOf } from './agent.ts';
import { pagesOf } from './authorize-user.ts';
import { askedOf, contains, showsAmount, showsPayees } from './consent-page.ts';
import type { readPage } from './page.ts';
import type { Seen } from './way.ts';

/** Characters of the page that are told; all of it is compared. */
const LONGEST_TOLD = 2000;

export const challenge: StepDefinition = {
  name: 'psu.challenge',
  summary:
    'Signs in up to the page of the second factor, and takes the code that the user is sent; types nothing there.',
  proofPlace: 'authorization',
  inputs: { request: input('string', 'what oauth.request gave') },
  outputs: { code: 'the code; secret' },
  facts: {
    'challenge.text': 'what a person reads on the page',
    'challenge.amount': 'which amount of money it shows: `the order`, `another` alone, or `none`',
    'challenge.currency': 'the same of the currency, when it shows the amount',
    'challenge.payee': 'whether it shows name or account of the payee: `the order` or `none`',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['user-pages', 'sent-codes'],
  requests: 5,
  run: async (context) => {
    const { request, first } = await opening(context);
    const { redirectUri, state } = request;
    const agent = agentOf(context);
    const { walkToPage } = await import('./walk.ts');
    const { end, screenshots = [] } = await walkToPage(
      { first, redirectUri, state },
      'challenge',
      agent,
      await pagesOf(context),
    );
    if (end.kind === 'stopped') return { outcome: end.outcome, screenshots };
    const code = await agent.oneTimeCode(agent.psu.username);
    context.around.taint(code, 'otp');
    if (code === '') return { outcome: notPossible('the hook psu.otp gave an empty code') };
    return {
      outcome: okOutcome('the bank asks for a second factor'),
      outputs: { code },
      facts: factsOf(textOf(end), context, askedOf(context, request)),
    };
  },
};

const textOf = ({ shown, page }: Seen): string => shown?.text ?? readableOf(page);
const readableOf = (page: ReturnType<typeof readPage>): string => page.text;

const MONEY = /(?<![\d.,])\d{1,3}(?:[.,'\u00a0\u202f ]?\d{3})*[.,]\d{2}(?!\d)/u;
const SYMBOLS: { readonly [currency: string]: string } = { EUR: '€', GBP: '£', USD: '$' };
const CURRENCY = /[€£$]|\b(?:EUR|GBP|USD|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN)\b/u;

/** A page may leave all of it to others that the user saw; what it does show has to be that of the order. */
const factsOf = (text: string, { bank }: StepContext, asked: ReturnType<typeof askedOf>): { [name: string]: Json } => {
  const told = { 'challenge.text': text.slice(0, LONGEST_TOLD) };
  if (asked === null || asked.amount === null) return told;
  // Of a batch the total, or what it is made of.
  const parts = asked.lines?.every((line) => showsAmount(text, line.amount)) === true;
  const amount = parts || showsAmount(text, asked.amount) ? 'the order' : MONEY.test(text) ? 'another' : 'none';
  const currency = bank.payment?.currency ?? '';
  const named = [currency, SYMBOLS[currency] ?? ''].some((word) => word !== '' && contains(text, word));
  return {
    ...told,
    'challenge.amount': amount,
    'challenge.currency': named ? 'the order' : CURRENCY.test(text) ? 'another' : 'none',
    'challenge.payee': showsPayees(text, asked) === true ? 'the order' : 'none',
  };
};
