/** What the TPP throws when its caller is wrong; the bank's behaviour is never thrown. */

/** A call that asks for what the TPP cannot do: a fault of the author or of the harness, never of the bank. */
export class TppFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TppFault';
  }
}
