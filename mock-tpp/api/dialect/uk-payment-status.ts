/** What the words for the status of a payment mean. */

/** Whether the bank executes a payment of this status, or has done so. */
export const EXECUTED: ReadonlyMap<string, boolean> = new Map([
  ['Pending', false],
  ['Rejected', false],
  ['AcceptedSettlementInProcess', true],
  ['AcceptedSettlementCompleted', true],
  ['AcceptedWithoutPosting', true],
  ['AcceptedCreditSettlementCompleted', true],
]);
