/** Policy values of signatures over messages. */

export interface SignatureSettings {
  /** How old a signature may be. @requirement FAPI2-HSIG-5.3.1.2-6 */
  signatureSeconds: number;
  /** How far ahead of our clock it may have been made. */
  signatureAheadSeconds: number;
  /** The status of a refusal for a signature. @requirement FAPI2-HSIG-5.3.1.2-3 */
  signatureRefusal: 400 | 401;
  /** How answers are signed. */
  answerSignature: 'good' | 'none' | 'broken' | 'by-nobody';
  /** Something that the signature of an answer leaves out. */
  answerSignatureWithout:
    | 'nothing'
    | '@status'
    | '@method;req'
    | '@target-uri;req'
    | 'content-digest;req'
    | 'signature;req'
    | 'signature-input;req'
    | 'content-digest'
    | 'created'
    | 'tag';
  /** What an answer says of its body. */
  answerDigest: 'good' | 'none' | 'of-another';
  /** How the signature of an answer names that of the request: the whole field, or the member with its label. */
  answerSignatureNames: 'fields' | 'members';
  answerSignatureTag: string;
}

export const signatureDefaults: SignatureSettings = {
  signatureSeconds: 60,
  signatureAheadSeconds: 30,
  signatureRefusal: 401,
  answerSignature: 'good',
  answerSignatureWithout: 'nothing',
  answerDigest: 'good',
  answerSignatureNames: 'fields',
  answerSignatureTag: 'fapi-2-response',
};
