/** What a run has shown of a requirement, as a whole and place by place. */
export type Level = 'shall' | 'shall-not' | 'should' | 'may';

/** `not-run`: cases that would show it were left out, so that nothing is known of it, or not all. */
export type RequirementStatus = 'proven' | 'partly-proven' | 'violated' | 'not-run' | 'unproven' | 'not-applicable';

/**
 * `not-run`: cases for it were left out of the run, all or some; `not-tried`: there is a case, but it could not run here, or only
 * recorded; `no-case`: no case that applies here goes there.
 */
export type PlaceStatus = 'proven' | 'violated' | 'in-doubt' | 'not-run' | 'not-tried' | 'no-case';

/** A requirement at one endpoint or artefact. */
export interface PlaceRow {
  place: string;
  status: PlaceStatus;
  cases: string[];
}

export interface RequirementRow {
  id: string;
  spec: string;
  clause: string;
  level: Level;
  text: string;
  source: 'verified' | 'recalled';
  testable: 'blackbox' | 'config' | 'manual';
  /** Where it can be read; null for rules of our own. */
  url: string | null;
  /** Where it has to hold at this bank; empty when nobody has said so. */
  places: PlaceRow[];
  status: RequirementStatus;
  /** It is violated, and each case that shows it is a known deviation. */
  accepted?: boolean;
  cases: string[];
}
