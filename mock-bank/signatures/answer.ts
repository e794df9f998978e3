/** The signature of an answer to a client that is registered for signatures. */
import { keyFor, type SigningKey } from '../as/keys.ts';
import { algorithmFor } from '../as/sign.ts';
import type { Context } from '../http/context.ts';
import type { Sealed } from '../http/render.ts';
import { covering, type Message, signatureBase } from './base.ts';
import { contentDigest } from './digest.ts';
import { type Item, type List, memberText, type Value } from './field.ts';
import { headerOf, requestMessage } from './request.ts';

const LABEL = 'bank';

type Header = [string, string];

/** Headers that sign what goes out; none for other clients, and none before the client of a token is known. */
export function signAnswer(context: Context, sealed: Sealed): Header[] {
  const { access, settings } = context;
  if (!access?.client.registration.httpSignatures) return [];
  const digest = digestHeader(context, sealed.text);
  if (settings.answerSignature === 'none') return digest;
  const message: Message = {
    ...requestMessage(context),
    status: sealed.status,
    header: (name) => digest.find(([one]) => one === name)?.[1],
    request: requestMessage(context),
  };
  const key = keyFor(context.bank.keys, algorithmFor(context.bank, access.client));
  const covered: List = { items: partsOf(context, digest), parameters: parametersOf(context, key) };
  const base = signatureBase(message, covered) ?? '';
  const by = settings.answerSignature === 'by-nobody' ? context.bank.keys.spare : key;
  const signature = by.algorithm.sign(Buffer.from(base), by.privateKey);
  if (settings.answerSignature === 'broken') signature[8] = (signature[8] ?? 0) ^ 1;
  return [
    ...digest,
    ['signature-input', `${LABEL}=${memberText(covered)}`],
    ['signature', `${LABEL}=${memberText({ value: signature, parameters: new Map() })}`],
  ];
}

/** @requirement FAPI2-HSIG-5.3.2.1-7 */
function digestHeader({ settings }: Context, text: string): Header[] {
  if (text === '' || settings.answerDigest === 'none') return [];
  return [['content-digest', contentDigest(settings.answerDigest === 'of-another' ? `${text} ` : text)]];
}

/** @requirement FAPI2-HSIG-5.3.2.1-2 FAPI2-HSIG-5.3.2.1-3 FAPI2-HSIG-5.3.2.1-4 FAPI2-HSIG-5.3.2.1-7 */
function partsOf(context: Context, digest: readonly Header[]): Item[] {
  const { settings } = context;
  const sent = ['content-digest', 'signature', 'signature-input'].filter(
    (name) => headerOf(context, name) !== undefined,
  );
  const names = [
    '@status',
    ...digest.map(([name]) => name),
    ...['@method', '@target-uri', ...sent].map((name) => `${name};req`),
  ].filter((name) => name !== settings.answerSignatureWithout);
  const items = [...covering(names)];
  const label = context.signatures.chosen?.label;
  if (settings.answerSignatureNames === 'fields' || label === undefined) return items;
  return items.map((item) => {
    const named = item.value === 'signature' || item.value === 'signature-input';
    return named ? { ...item, parameters: new Map([...item.parameters, ['key', label]]) } : item;
  });
}

/** @requirement FAPI2-HSIG-5.3.2.1-5 FAPI2-HSIG-5.3.2.1-6 */
function parametersOf({ bank, settings }: Context, { kid }: SigningKey): List['parameters'] {
  const all: [string, Value][] = [
    ['created', Math.floor(bank.now() / 1000)],
    ['keyid', kid],
    ['tag', settings.answerSignatureTag],
  ];
  return new Map(all.filter(([name]) => name !== settings.answerSignatureWithout));
}
