import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

/** Names of browsers that tests can drive. */
export const BROWSER_PROGRAMS: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of the browser for tests; undefined: there is none, and tests that need it are skipped. */
export const CHROMIUM: string | undefined = process.env['FLAGSTAFF_TEST_CHROMIUM'];

/** A headless browser without a profile, which asks nobody but the pages that a test opens. */
export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('There is no browser: FLAGSTAFF_TEST_CHROMIUM is not set.');
  return chromium.launch({
    executablePath: CHROMIUM,
    timeout: 60_000,
    args: [
      // Tests run as root in containers, where the sandbox has no rights and shared memory is small.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
