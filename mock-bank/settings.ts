/** The bank's policy values: defaults, changed by variations and then by defects. */
import { type ApiSettings, apiDefaults } from './api/settings.ts';
import { type AsSettings, asDefaults } from './as/settings.ts';
import type { Behaviour } from './behaviour.ts';
import { type DirectorySettings, directoryDefaults } from './directory/settings.ts';
import { type DpopSettings, dpopDefaults } from './dpop/settings.ts';
import { type ScaSettings, scaDefaults } from './sca/settings.ts';

export type Settings = Readonly<AsSettings & DpopSettings & ApiSettings & ScaSettings & DirectorySettings>;

export const defaults: Settings = {
  ...asDefaults,
  ...dpopDefaults,
  ...apiDefaults,
  ...scaDefaults,
  ...directoryDefaults,
};

/** Defaults, then variations, then defects; later ones win. */
export function buildSettings(variations: readonly Behaviour[], defects: readonly Behaviour[]): Settings {
  return Object.assign({}, defaults, ...[...variations, ...defects].map((one) => one.settings)) as Settings;
}
