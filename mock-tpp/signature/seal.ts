/**
 * The seal of a request as Berlin Group has it: a digest of the body, a signature over headers (draft-cavage-http-signatures), and the
 * certificate for seals that it is made with; and the ways to get it wrong.
 */
import { Buffer } from 'node:buffer';
import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { notPossible } from '../answer.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { fieldOf } from './field.ts';
import type { SigningContext } from './sign.ts';

/** Headers that are signed where they are sent. @requirement BG-1.3-SIG-4 */
const COVERED = ['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'date', 'tpp-redirect-uri'];

type SealingContext = SigningContext & Pick<StepContext, 'identity'>;

interface Sealing {
  certificate: X509Certificate;
  key: KeyObject;
}

type Header = [string, string];

/**
 * The draft with its seal, over everything as it stands; the draft itself where the client does not sign, or there is no body.
 * @requirement BG-1.3-SIG-1
 */
export async function sealed(context: SealingContext, draft: HttpDraft): Promise<HttpDraft> {
  // Nothing but the certificates say who asks, so whoever acts is who seals.
  const { client, clientName } = context;
  const { body } = draft;
  if (body === null || !['requests', 'both'].includes(client.variant['message-signatures'][0])) return draft;
  const name = client.messageSignature?.seal ?? null;
  if (name === null) throw new TppFault(`the target file does not say with what the client ${clientName} seals`);
  const { edits } = context;
  const shown = await sealing(context, String(edits?.take('seal.certificate')?.identity ?? name));
  const other = edits?.take('seal.sign')?.identity;
  const { key } = other === undefined ? shown : await sealing(context, String(other));
  const digested = edits?.take('seal.digest-of-another') ? '{}' : body;
  const digest: Header = ['digest', `SHA-256=${createHash('sha256').update(digested).digest('base64')}`];
  const headers = [...draft.headers, digest];
  const covered = coveredIn(context, headers);
  const base = covered.map((one) => `${one}: ${fieldOf(headers, one) ?? ''}`).join('\n');
  const parameters = [
    ['keyId', `SN=${shown.certificate.serialNumber},CA=${shown.certificate.issuer.replaceAll('\n', ',')}`],
    ['algorithm', key.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ecdsa-sha256'],
    ['headers', covered.join(' ')],
    ['signature', sign('sha256', Buffer.from(base), key).toString('base64')],
  ];
  if (edits?.take('seal.reverse')) parameters.reverse();
  const signature = parameters.map(([parameter, value]) => `${parameter}="${value}"`).join(',');
  const made: Header[] = [
    digest,
    [edits?.take('seal.capitals') ? 'SIGNATURE' : 'signature', signature],
    ['tpp-signature-certificate', shown.certificate.raw.toString('base64')],
  ];
  const omitted = edits?.take('seal.omit')?.what;
  return { ...draft, headers: [...draft.headers, ...made.filter(([one]) => omitted !== 'all' && one !== omitted)] };
}

function coveredIn({ edits }: SigningContext, headers: Header[]): string[] {
  const covered = COVERED.filter((name) => fieldOf(headers, name) !== null);
  const left = edits?.take('seal.uncover')?.header;
  const kept = covered.filter((name) => name !== left);
  if (left !== undefined && kept.length === covered.length)
    throw new TppFault(`the request has no ${String(left)} to leave uncovered`);
  return kept;
}

/** Throws TppFault for an identity that the target does not have, and Ended for one whose key stays in a token. */
async function sealing({ identity }: SealingContext, name: string): Promise<Sealing> {
  const { pem, privateKey } = await identity(name);
  const key = privateKey();
  if (key === null)
    throw new Ended(notPossible(`the key of the certificate ${name} is in a token, which seals nothing yet`));
  return { certificate: new X509Certificate(pem), key };
}
