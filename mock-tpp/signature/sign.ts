/** The signature of a resource request (RFC 9421 as FAPI 2.0 HTTP Signatures has it), and the ways to get it wrong. */
import type { Json, TppClient, TppKey, TppSignature } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { algorithmNamed } from '../oauth/algorithm.ts';
import { flipped, signBytes } from '../oauth/jws.ts';
import { describeKey, ownKey, signingKeyFor } from '../oauth/signing.ts';
import { thumbprint } from '../sender/key.ts';
import type { StepContext } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { baseOf, componentValue, type Message, plainName, Uncoverable } from './base.ts';
import { DIGESTS, digestOf } from './digest.ts';
import {
  bytesText,
  type Component,
  componentFrom,
  fieldOf,
  innerListText,
  labelled,
  parameterOf,
  type SignatureInput,
} from './field.ts';

/** What steps and actions have in common; only steps carry mutations and are remembered by their id. */
export type SigningContext = Pick<StepContext, 'around' | 'bank' | 'memory' | 'client' | 'clientName'> &
  Partial<Pick<StepContext, 'edits' | 'call'>>;

/** The parts of a signature that generic mutations may address, at every step that carries one. */
export const SIGNATURE_PARTS = ['signature.param', 'signature.base', 'signed.query', 'signed.header'] as const;

/** The draft with what signs it, and what was signed; null where the client does not sign. */
export interface Signed {
  draft: HttpDraft;
  signature: TppSignature | null;
}

const LABEL = 'sig1';
/** A signature that has nothing to do with FAPI, as a gateway on the way may add one. */
const OTHER = { label: 'gateway', tag: 'gateway-trace', keyid: 'a-gateway' };

export const signsRequests = ({ variant }: Pick<TppClient, 'variant'>): boolean =>
  ['requests', 'both'].includes(variant['http-signatures'][0]);

/**
 * Signs a request with an access token, after everything else of it is settled: whatever a case changes is signed as it
 * stands, unless the change is about the signature. It is the signature of the client that the token belongs to, so that a
 * bank that overlooks another one's certificate has nothing else to refuse.
 * @requirement FAPI2-HSIG-5.3.1.1-1 FAPI2-HSIG-5.3.1.1-8
 */
export async function signRequest(context: SigningContext, plain: HttpDraft): Promise<Signed> {
  const owner = ownerOf(context);
  if (!signsRequests(owner.client)) return { draft: plain, signature: null };
  const { edits, around } = context;
  const draft = { ...plain, headers: [...plain.headers, ...digestHeader(context, plain.body)] };
  const message: Message = { method: draft.method, url: draft.url, status: null, headers: draft.headers };
  const asked = edits?.take('signature.sign') ?? null;
  const own = ownKey({ ...context, ...owner });
  const key = asked === null ? own : signingKeyFor({ ...context, ...owner }, asked);
  const input: SignatureInput = {
    label: LABEL,
    components: covered(context, message),
    parameters: parametersOf(context, key.jwk.kid === undefined ? own : key),
  };
  const claimed: { [component: string]: Json } = {};
  for (const component of input.components) claimed[plainName(component)] = currentValue(message, component);
  const names = Object.keys(claimed);
  edits?.members('signature.base', claimed, around.now());
  const more = Object.keys(claimed).find((name) => !names.includes(name));
  if (more !== undefined)
    throw new TppFault(`the signature does not cover ${more}, so that nothing can be claimed of it`);
  const base = baseOf(input, (component) => String(claimed[plainName(component)] ?? ''));
  const signature = await signBytes(algorithmFor(key), Buffer.from(base), key.jwk);
  const sent = edits?.take('signature.flip') ? flipped(signature) : signature;
  const headers = replayed(context) ?? fieldsOf(context, input, sent);
  if (context.call) context.memory.sender.signatures.set(context.call.id, headers);
  const told = `made with ${describeKey(key)}`;
  return { draft: altered(context, draft, headers), signature: { of: 'request', label: LABEL, base, told } };
}

/** Who signs: of a step in which another client acts, it is still the client that the token belongs to. */
export function ownerOf({
  bank,
  call,
  client,
  clientName,
}: SigningContext): Pick<SigningContext, 'client' | 'clientName'> {
  const owner = call === undefined || call.client === clientName ? undefined : bank.clients[call.client];
  return owner && call ? { clientName: call.client, client: owner } : { clientName, client };
}

function algorithmFor({ alg }: TppKey) {
  const algorithm = algorithmNamed(alg);
  if (algorithm === null) throw new TppFault(`this client does not sign with ${alg}`);
  return algorithm;
}

function digestHeader({ edits }: SigningContext, body: string | null): [string, string][] {
  if (body === null || body === '') return [];
  const how = edits?.take('signature.digest')?.how;
  if (how === 'none') return [];
  const make = how === undefined ? digestOf : DIGESTS[String(how)];
  if (!make) throw new TppFault(`there is no digest ${String(how)}`);
  return [['content-digest', make(body)]];
}

/** @requirement FAPI2-HSIG-5.3.1.1-2 FAPI2-HSIG-5.3.1.1-3 FAPI2-HSIG-5.3.1.1-6 FAPI2-HSIG-5.3.1.1-7 FAPI2-HSIG-5.3.1.1-8 */
function covered({ edits }: SigningContext, { headers }: Message): Component[] {
  const fields = ['authorization', 'dpop', 'content-digest'].filter((name) => fieldOf(headers, name) !== null);
  let components = ['@method', '@target-uri', ...fields].map(componentFrom);
  const left = edits?.take('signature.uncover')?.component;
  if (left !== undefined) {
    const kept = components.filter((one) => plainName(one) !== left);
    if (kept.length === components.length) throw new TppFault(`the request has no ${String(left)} to leave uncovered`);
    components = kept;
  }
  const more = edits?.take('signature.cover')?.components;
  if (more !== undefined) components = [...components, ...[more].flat().map((one) => componentFrom(String(one)))];
  return edits?.take('signature.reverse') ? components.reverse() : components;
}

/** A key of nobody is named as ours. @requirement FAPI2-HSIG-5.3.1.1-4 FAPI2-HSIG-5.3.1.1-5 */
function parametersOf({ edits, around }: SigningContext, { jwk }: TppKey): SignatureInput['parameters'] {
  const now = around.now();
  const parameters: { [name: string]: Json } = {
    created: Math.floor(now / 1000),
    keyid: typeof jwk.kid === 'string' ? jwk.kid : thumbprint(jwk),
    tag: 'fapi-2-request',
  };
  edits?.members('signature.param', parameters, now);
  return new Map(Object.entries(parameters).map(([name, value]) => [name, parameterOf(value)]));
}

/** What a component is in this message; one that it does not have is signed as if it were empty. */
function currentValue(message: Message, component: Component): string {
  try {
    return componentValue(message, component);
  } catch (error) {
    if (error instanceof Uncoverable) return '';
    throw error;
  }
}

type Fields = [string, string][];

function replayed({ edits, memory }: SigningContext): Fields | null {
  const step = edits?.take('signature.replay')?.of;
  if (step === undefined) return null;
  const fields = memory.sender.signatures.get(String(step));
  if (fields === undefined) throw new TppFault(`nothing was signed at ${String(step)} that could be sent again`);
  return fields;
}

/** The two fields as they are sent: other labels, other signatures beside ours, or one of them alone. */
function fieldsOf({ edits }: SigningContext, input: SignatureInput, signature: Buffer): Fields {
  const own = labelled(LABEL, innerListText(input));
  const bytes = labelled(edits?.take('signature.relabel') ? `${LABEL}-other` : LABEL, bytesText(signature));
  const beside = edits?.take('signature.beside')?.what;
  const inputs = [own];
  const signatures = [bytes];
  if (beside === 'another-first') {
    inputs.unshift(labelled(OTHER.label, innerListText(foreign(input))));
    signatures.unshift(labelled(OTHER.label, bytesText(Buffer.alloc(signature.length, 1))));
  }
  // The last one counts, and it is not the one that was signed.
  if (beside === 'same-label') inputs.push(labelled(LABEL, innerListText({ ...input, components: [] })));
  const omitted = edits?.take('signature.omit')?.what ?? null;
  const fields: Fields = [
    ['signature-input', inputs.join(', ')],
    ['signature', signatures.join(', ')],
  ];
  if (omitted === null) return fields;
  return omitted === 'both' ? [] : fields.filter(([name]) => name !== omitted);
}

const foreign = (input: SignatureInput): SignatureInput => ({
  label: OTHER.label,
  components: input.components.filter(({ name }) => name === '@method'),
  parameters: new Map([...input.parameters, ['keyid', OTHER.keyid], ['tag', OTHER.tag]]),
});

/** What somebody on the way changes after it was signed. */
function altered({ edits, around }: SigningContext, draft: HttpDraft, fields: Fields): HttpDraft {
  const headers: [string, string][] = [...draft.headers, ...fields];
  edits?.pairs('signed.header', headers, around.now());
  const url = new URL(draft.url);
  const query: [string, string][] = [...url.searchParams];
  edits?.pairs('signed.query', query, around.now());
  if (JSON.stringify(query) !== JSON.stringify([...url.searchParams]))
    url.search = new URLSearchParams(query).toString();
  // The same JSON in other bytes.
  const body = draft.body !== null && edits?.take('signature.other-body') ? `${draft.body} ` : draft.body;
  return { ...draft, url: url.href, headers, body };
}
