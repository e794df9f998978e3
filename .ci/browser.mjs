// Finds a Chromium, and installs one only when ASSAY_INSTALL_BROWSER=1 asks for it; without one the browser cases are skipped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './steps.mjs';

/** Says which browser there is, and gives whether there is one; without one nothing fails. */
export async function browser() {
  const { findBrowser } = await import(pathToFileURL(join(root, 'dist', 'mock-tpp', 'index.js')).href);
  const found = () => findBrowser(process.env);
  if (found()) return say(`Chromium: ${found()}`, true);
  if (process.env.ASSAY_INSTALL_BROWSER === '1') {
    process.stdout.write('No Chromium yet: installing one, as ASSAY_INSTALL_BROWSER=1 asks\n');
    if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
      const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
      run('apt-get', ['update'], quiet);
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
    } else run(process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
  }
  if (found()) return say(`Chromium: ${found()}`, true);
  return say(
    'No Chromium: the tests and cases of the consent page are skipped. Install one with `npx playwright install chromium`,' +
      ' set ASSAY_BROWSER to an executable, or let this command install one with ASSAY_INSTALL_BROWSER=1.',
    false,
  );
}

function say(text, there) {
  process.stdout.write(`${text}\n`);
  return there;
}
