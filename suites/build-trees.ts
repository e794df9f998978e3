/** Last step of the build: parses the shipped scenarios once, so that commands need not. Without it they parse by themselves. */
import { readFileSync } from 'node:fs';
import { writeKnownTrees, yamlFilesIn } from './load/index.ts';
import { SCENARIOS, TREES } from './run/project.ts';

// Target files stay out: somebody's own may lie beside ours, and hold a password.
const texts = yamlFilesIn(SCENARIOS).files.map((file) => readFileSync(file, 'utf8'));
writeKnownTrees(TREES.file, TREES.yaml, texts);
