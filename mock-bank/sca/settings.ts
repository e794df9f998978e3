/** Policy values of sca/. */

export interface ScaSettings {
  /** Placeholder until the first real setting. */
  scaPlaceholder?: never;
}

export const scaDefaults: ScaSettings = {};
