/** Policy values of api/. */

export interface ApiSettings {
  /** Placeholder until the first real setting. */
  apiPlaceholder?: never;
}

export const apiDefaults: ApiSettings = {};
