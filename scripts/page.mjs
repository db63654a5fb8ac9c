// A globalSetup of vitest that builds the admin's page when its sources changed: tests run from sources, and the page needs a bundler.
// All test files share a browser, because starting one for each process takes longer than many of them.
import { buildPageIfStale } from '../packages/admin/ui/build-if-stale.mjs';
import { CHROMIUM, shareBrowser } from '../packages/testbed/src/index.ts';

export default async function setup() {
  await buildPageIfStale();
  // Without a browser, the tests are skipped.
  return CHROMIUM === undefined ? undefined : shareBrowser();
}
