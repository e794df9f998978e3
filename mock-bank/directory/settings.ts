/** Policy values of directory/. */

export interface DirectorySettings {
  /** Placeholder until the first real setting. */
  directoryPlaceholder?: never;
}

export const directoryDefaults: DirectorySettings = {};
