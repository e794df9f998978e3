/** An amount in integer minor units. */

export interface Money {
  minor: number;
  currency: string;
}
