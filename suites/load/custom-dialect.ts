/** A dialect that a target file describes. */
import type { Value } from './scenario.ts';

/** A bank's own API as data. Texts hold `{name}` where a value goes; paths are such as `Data.Status`. */
export interface CustomDialect {
  headers: {
    interaction: string | null;
    idempotency: string | null;
    consent: string | null;
    user: { name: string; value: string } | null;
  };
  consent: {
    token: boolean;
    accounts: { post: string; headers: { [name: string]: string }; json: Value };
    request: { [parameter: string]: Value };
    idTokenClaim: string | null;
    id: string;
    status: string;
    states: { [status: string]: string };
    ends: string | null;
    endsWith: 'instant' | 'day';
    permissions: string;
    data: { [set: string]: string[] };
    shown: { [set: string]: string };
  } | null;
  payment: {
    consent: { post: string; headers: { [name: string]: string }; json: Value };
    amount: string;
    payee: string;
    payeeName: string | null;
    read: string | null;
    order: { post: string; json: Value; of: string[] };
    id: string;
    status: string;
    declined: string[];
  } | null;
  data: {
    [set in 'accounts' | 'balances' | 'transactions']: {
      get: string;
      items: string;
      id: string | null;
      number: string | null;
      next: string | null;
    };
  };
  /** Where a refusal has its codes. */
  errors: string | null;
}
