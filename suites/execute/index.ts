/** The door of executing: the only code that drives the mock TPP. */
export { blankTrace, type Lane, type Means, type Opinions, runCase } from './controls.ts';
export { Interrupted } from './guard.ts';
export { type RunOptions, runSchedule } from './runner.ts';
export { createSurroundings, type Surroundings } from './surroundings.ts';
