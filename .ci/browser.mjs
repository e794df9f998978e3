// Puts a Chromium on machines where that is allowed and possible; without one the browser cases are skipped, not failed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './steps.mjs';

/** Says which browser there is, and gives whether there is one; without one nothing fails. */
export async function browser() {
  const { findBrowser } = await import(pathToFileURL(join(root, 'dist', 'mock-tpp', 'index.js')).href);
  const found = () => findBrowser(process.env);
  if (found()) return say(`Chromium: ${found()}`, true);
  const asRoot = process.getuid?.() === 0;
  if (asRoot && existsSync('/usr/bin/apt-get')) {
    const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    process.stdout.write('No Chromium yet: installing the Debian package\n');
    run('apt-get', ['update'], quiet);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
  } else if (process.env.ASSAY_INSTALL_BROWSER === '1') {
    run(process.execPath, [join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  }
  if (found()) return say(`Chromium: ${found()}`, true);
  return say(
    'No Chromium: the consent page cases will be skipped. Install one with `npx playwright-core install chromium`,' +
      ' or set ASSAY_BROWSER to an executable.',
    false,
  );
}

function say(text, there) {
  process.stdout.write(`${text}\n`);
  return there;
}
