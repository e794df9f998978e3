// `npm pack`: what is packed is what the sources say today.
import { build, install } from './steps.mjs';

process.exitCode = install() || build();
