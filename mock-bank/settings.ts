/** The bank's policy values: defaults, changed by variations and then by defects. */
import { type ApiSettings, apiDefaults } from './api/settings.ts';
import { type AsSettings, asDefaults } from './as/settings.ts';
import { type DcrSettings, dcrDefaults } from './dcr/settings.ts';
import { type DirectorySettings, directoryDefaults } from './directory/settings.ts';
import { type DpopSettings, dpopDefaults } from './dpop/settings.ts';
import { type ScaSettings, scaDefaults } from './sca/settings.ts';
import { type SignatureSettings, signatureDefaults } from './signatures/settings.ts';
import { type TlsSettings, tlsDefaults } from './tls/settings.ts';

export type Settings = Readonly<
  AsSettings &
    DcrSettings &
    DpopSettings &
    ApiSettings &
    ScaSettings &
    DirectorySettings &
    SignatureSettings &
    TlsSettings
>;

export const defaults: Settings = {
  ...asDefaults,
  ...dcrDefaults,
  ...dpopDefaults,
  ...apiDefaults,
  ...scaDefaults,
  ...directoryDefaults,
  ...signatureDefaults,
  ...tlsDefaults,
};

/** Whatever changes policy values: a behaviour, as far as settings see it. */
interface Changes {
  readonly settings?: Partial<Settings>;
}

/** Defaults, then variations, then defects; later ones win. */
export function buildSettings(variations: readonly Changes[], defects: readonly Changes[]): Settings {
  return Object.assign({}, defaults, ...[...variations, ...defects].map((one) => one.settings)) as Settings;
}
