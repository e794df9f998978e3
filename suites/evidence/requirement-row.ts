/** What a run has shown of a requirement, as a whole and place by place. */
export type Level = 'shall' | 'shall-not' | 'should' | 'may';

export type RequirementStatus = 'proven' | 'partly-proven' | 'violated' | 'unproven' | 'not-applicable';

/** `not-tried`: there is a case, but it did not run, or only recorded; `no-case`: no case that applies here goes there. */
export type PlaceStatus = 'proven' | 'violated' | 'in-doubt' | 'not-tried' | 'no-case';

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
