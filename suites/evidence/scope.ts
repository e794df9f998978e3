/** What a run was asked to cover, and what of the cases that apply to this bank it has not run. */

export interface RunScope {
  /** Options that narrow the run or change what it is about, as they are written: `--only pkce.*`, `--shard 1/4`. */
  asked: string[];
  /** Cases there are, whether they apply or not; those of this run are in it. */
  catalogue: number;
  planned: number;
  /** Cases that apply and were not run. Without options, and when it came to its end, a run has none. */
  notRun: NotRun[];
}

/** A case that would show something of these requirements at these places. */
export interface NotRun {
  id: string;
  /** Such as `--only pkce.*`, or `the run was broken off`. */
  because: string;
  requirements: string[];
  places: string[];
}
