/** What whoever starts the bank has to put right first: nothing is opened, and the message says what to do. */

export class OperatorProblem extends Error {
  override readonly name: string = 'OperatorProblem';
}
