// A globalSetup of vitest that builds the admin's page when its sources changed: tests run from sources, and the page needs a bundler.
// All test files share a browser, because starting one for each process takes longer than many of them.
import { buildPageIfStale } from '../packages/admin/ui/build-if-stale.mjs';
import { shareBrowser } from '../packages/testbed/src/index.ts';
import { PATH_VARIABLE } from './services/chromium.mjs';
import { filesOf } from './vitest/files.mjs';
import { PAGE } from './vitest/kinds.mjs';

export default async function setup(project) {
  if (!filesOf(project).some((path) => PAGE.test(path))) return undefined;
  await buildPageIfStale();
  // Without a browser, the tests are skipped. Read here, because `services.mjs` sets it after this file was loaded.
  return process.env[PATH_VARIABLE] === undefined ? undefined : shareBrowser();
}
