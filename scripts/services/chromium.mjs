// Imports nothing that has to be installed: `npm test` begins with it.
import { BROWSER_PROGRAMS, WINDOWLESS } from '../../packages/testbed/src/browser/programs.js';
import { installDebian, whyNotDebian } from '../../packages/testbed/src/server/debian.js';
import { findProgram } from '../../packages/testbed/src/server/program.js';

/** The variable with the path of the browser for tests. `provideChromium` sets it. */
export const PATH_VARIABLE = 'FLAGSTAFF_TEST_CHROMIUM';
const PACKAGE = 'chromium';

/**
 * Sets the environment variable with the path of a Chromium, and reports it. Installs one if needed. Without one, tests that need a
 * browser are skipped; with CI set, it rejects.
 */
export async function provideChromium(say = console.log) {
  if (process.env[PATH_VARIABLE]) return;
  const reason = await ensure().catch((error) => String(error?.message ?? error));
  const path = await findProgram(...BROWSER_PROGRAMS);
  if (path !== undefined) {
    process.env[PATH_VARIABLE] = path;
    say(`services: chromium ${path}`);
    return;
  }
  const text = `chromium: none is installed; ${reason}. Install it, or set ${PATH_VARIABLE}.`;
  if (process.env.CI !== undefined) throw new Error(`${text} CI skips no test for a missing browser.`);
  say(`services: tests that need it are skipped. ${text}`);
}

async function ensure() {
  if ((await findProgram(...BROWSER_PROGRAMS)) !== undefined) return undefined;
  const reason = await whyNotDebian([PACKAGE]);
  if (reason === undefined) {
    await installDebian([PACKAGE, WINDOWLESS]).catch(() => installDebian([PACKAGE]));
  }
  return reason;
}
