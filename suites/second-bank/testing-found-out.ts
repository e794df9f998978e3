/** A second bank for a file of tests, and what cases find of the faults that it is given. */
import { join } from 'node:path';
import { type Prepared, prepare } from '../run/prepare.ts';
import { ROOT } from '../run/project.ts';
import { judged } from '../run/testing-judged.ts';
import type { Fault } from './testing-fault.ts';
import { FAULTS, FURTHER_FAULTS } from './testing-faults.ts';
import { type Belongings, makeBelongings } from './testing-second-bank.ts';

type Target = Fault['target'];

export const targetOf = (name: string): string => join(ROOT, 'suites', 'second-bank', `${name}.yaml`);

/** A case that has to find a fault, the verdict that is due, and what came of it. */
export interface Found {
  id: string;
  verdict: string;
  is: string | undefined;
  why: string | undefined;
}

export interface Standing {
  belongings: Belongings;
  /** What is found of these faults at once. Nobody waits for a revocation to come through. */
  foundOut(faults: readonly Fault[], target: Target): Promise<Found[]>;
  remove(): Promise<void>;
}

export async function standing(): Promise<Standing> {
  const belongings = await makeBelongings();
  process.env.SECOND_BANK_ISSUER = belongings.issuer;
  process.env.SECOND_BANK_HOST = new URL(belongings.issuer).host;
  process.env.SECOND_BANK_FOLDER = belongings.folder;
  /** The cases that find a fault, planned once for each target. */
  const plans = new Map<Target, Promise<Prepared>>();
  function planned(target: Target): Promise<Prepared> {
    const ids = [...FAULTS, ...FURTHER_FAULTS]
      .filter((fault) => fault.target === target)
      .flatMap(({ caught }) => Object.keys(caught));
    const plan = plans.get(target) ?? prepare({ target: targetOf(target), only: [...new Set(ids)] });
    plans.set(target, plan);
    return plan;
  }
  return {
    belongings,
    async foundOut(faults, target) {
      belongings.open(faults);
      const { bank, plan } = await planned(target);
      const due = faults.flatMap(({ caught }) => Object.entries(caught));
      const ids = new Set(due.map(([id]) => id));
      const cases = plan.cases
        .filter(({ id }) => ids.has(id))
        .map((one) => ({ ...one, settle: one.settle && { maxMs: 1, everyMs: 1 } }));
      const found = await judged({ bank, plan: { ...plan, cases } });
      return due.map(([id, verdict]) => {
        const one = found.cases.get(id);
        return { id, verdict, is: one?.verdict, why: one?.reason };
      });
    },
    async remove() {
      for (const name of ['ISSUER', 'HOST', 'FOLDER']) delete process.env[`SECOND_BANK_${name}`];
      await belongings.remove();
    },
  };
}
