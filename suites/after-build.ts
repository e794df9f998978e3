/**
 * Last step of the build: parses and checks the shipped scenarios, and asks the bank for its catalogue, so that commands need not.
 * Without it they do so by themselves.
 */
import { readFileSync } from 'node:fs';
import { writeKnownTrees, yamlFilesIn } from './load/index.ts';
import { writeCatalogue } from './run/bank-catalogue.ts';
import { soundLibrary } from './run/prepare.ts';
import { DEFAULT_TARGET, SCENARIOS, TREES } from './run/project.ts';

// Other target files stay out: somebody's own may lie beside ours, and hold a password.
const files = [...yamlFilesIn(SCENARIOS).files, DEFAULT_TARGET];
const texts = files.map((file) => readFileSync(file, 'utf8'));
writeKnownTrees(TREES.file, TREES.yaml, texts);
// A mistake is no affair of the build: commands tell it, and `lint` first of all.
writeKnownTrees(TREES.file, TREES.yaml, texts, soundLibrary());
writeCatalogue();
