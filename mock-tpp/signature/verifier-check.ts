/** Verifier checks of HTTP signatures: a captured answer is altered in our own hands, to see that our verifier notices. */
import type { TppExchange, VerifierReport } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { flipped } from '../oauth/jws.ts';
import { type VerifyingContext, verifyAnswer } from './verify.ts';

type Answer = NonNullable<TppExchange['response']>;

interface Alteration {
  summary: string;
  /** Null where the answer has nothing to alter so. */
  run(answer: Answer): Answer | null;
}

/** What stands in place of a body: as long as that lets nobody take it for the same. */
const OTHER_BODY = '{"altered":true}';

/** Of each signature in the field, which holds bytes between colons (RFC 9651, 3.3.5). */
const signatureFlipped = (field: string): string =>
  field.replaceAll(/:([A-Za-z0-9+/=]+):/g, (_, bytes: string) => {
    return `:${Buffer.from(flipped(Buffer.from(bytes, 'base64'))).toString('base64')}:`;
  });

const without = ({ headers }: Answer, name: string): [string, string][] =>
  headers.filter(([one]) => one.toLowerCase() !== name);

export const ANSWER_ALTERATIONS: ReadonlyMap<string, Alteration> = new Map<string, Alteration>([
  [
    'answer.flip-signature',
    {
      summary: 'One bit of the signature of the answer is turned.',
      run: (answer) => {
        const headers = answer.headers.map(([name, value]): [string, string] => {
          return [name, name.toLowerCase() === 'signature' ? signatureFlipped(value) : value];
        });
        return headers.every(([, value], index) => value === answer.headers[index]?.[1])
          ? null
          : { ...answer, headers };
      },
    },
  ],
  [
    'answer.drop-signature',
    {
      summary: 'The answer loses its signature.',
      run: (answer) => ({ ...answer, headers: without(answer, 'signature') }),
    },
  ],
  [
    'answer.set-status',
    { summary: 'The answer has another status.', run: (answer) => ({ ...answer, status: answer.status + 1 }) },
  ],
  [
    'answer.set-body',
    {
      summary: 'The answer has another body, and its digest is kept.',
      run: (answer) => (answer.body ? { ...answer, body: OTHER_BODY } : null),
    },
  ],
]);

/**
 * Alters a captured answer and says whether our verifier takes it for signed all the same. Throws TppFault for an alteration
 * that is unknown.
 */
export async function tryAnswerVerifier(
  context: VerifyingContext,
  exchange: TppExchange,
  call: { do: string },
): Promise<VerifierReport> {
  const alteration = ANSWER_ALTERATIONS.get(call.do);
  if (!alteration) throw new TppFault(`the verifier check ${call.do} is none of a signed answer`);
  const altered = exchange.response && alteration.run(exchange.response);
  if (!altered) return { noticed: null, detail: `${call.do} leaves the captured answer as it is` };
  const noticed = !(await isSigned(context, { ...exchange, response: altered }));
  const genuine = (await isSigned(context, exchange)) ? '' : ', and the genuine one too';
  return { noticed, detail: `our verifier ${noticed ? 'refused' : 'accepted'} the altered answer${genuine}` };
}

/** By a key of the bank, and of the body that came. @requirement FAPI2-HSIG-5.3.2.2-2 */
async function isSigned(context: VerifyingContext, exchange: TppExchange): Promise<boolean> {
  const facts = (await verifyAnswer(context, exchange))?.facts ?? {};
  const { 'signature.valid': valid, 'signature.covers_digest': covered, 'signature.digest_matches': digest } = facts;
  return valid === true && covered !== false && digest !== false;
}
