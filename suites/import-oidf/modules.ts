/** Which of our cases look at what a module of the suite looks at; the rows are in `scenarios/_profiles/oidf-coverage.yaml`. */
import type { SuiteModule } from '../load/scenario.ts';

/** What names of modules begin with; the rest is the same in every plan. */
const PLANS =
  /^(?:fapi1-advanced-final|fapi2-security-profile-(?:final|id2)|fapi2-message-signing-(?:final|id1)|oidcc)-/;

/** Modules by name, as the library has them; one of FAPI 1.0 Advanced has a row of its own where it asks otherwise. */
export function casesOf(module: string, modules: ReadonlyMap<string, SuiteModule>): readonly string[] {
  const name = module.replace(PLANS, '');
  const own = module.startsWith('fapi1-') ? modules.get(`fapi1:${name}`) : undefined;
  return (own ?? modules.get(name))?.cases ?? [];
}
