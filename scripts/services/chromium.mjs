import { BROWSER_PROGRAMS, findProgram } from '../../packages/testbed/src/index.ts';
import { installDebian, whyNotDebian } from './debian.mjs';

const VARIABLE = 'FLAGSTAFF_TEST_CHROMIUM';
const PACKAGES = ['chromium'];

/**
 * Puts the path of a Chromium into the environment, installed if need be, and says where it is. Without one, the tests that need a
 * browser are skipped; with CI set, it rejects.
 */
export async function provideChromium(say = console.log) {
  if (process.env[VARIABLE]) return;
  const reason = await ensure().catch((error) => String(error?.message ?? error));
  const path = await findProgram(...BROWSER_PROGRAMS);
  if (path !== undefined) {
    process.env[VARIABLE] = path;
    say(`services: chromium ${path}`);
    return;
  }
  const text = `chromium: none is installed; ${reason}. Install it, or set ${VARIABLE}.`;
  if (process.env.CI !== undefined) throw new Error(`${text} In CI nothing is skipped for want of a browser.`);
  say(`services: tests that need it are skipped. ${text}`);
}

async function ensure() {
  if ((await findProgram(...BROWSER_PROGRAMS)) !== undefined) return undefined;
  const reason = await whyNotDebian(PACKAGES);
  if (reason === undefined) await installDebian(PACKAGES);
  return reason;
}
