import type { Browser, BrowserType, LaunchOptions } from 'playwright-core';
import { findProgram } from '../server/program.js';
import { BROWSER_PROGRAMS, WINDOWLESS } from './programs.js';

export type { Browser, Page } from 'playwright-core';

/** The path of the browser for tests. Undefined when there is none; tests that need it are then skipped. */
export const CHROMIUM: string | undefined = process.env['FLAGSTAFF_TEST_CHROMIUM'];

/** Features that no test needs. Chromium reads the last `--disable-features` only, so those that Playwright disables come first. */
const DISABLED_FEATURES: readonly string[] = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  // The popup of the address bar is two pages of its own in each window, which cost more than most pages under test.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
];

/** Loaded with the first browser: most tests of this package's servers need none, and it takes longer than all other drivers. */
const driver = async (): Promise<BrowserType> => (await import('playwright-core')).chromium;

/** Starts a headless browser without a profile, which requests only the pages that a test opens. */
export async function openBrowser(): Promise<Browser> {
  return (await driver()).launch(launchOptions(await findBrowser()));
}

/** The address of a browser that the processes of a test run share. Undefined when each starts its own. */
const SHARED = 'FLAGSTAFF_TEST_BROWSER';

/** Starts a browser for all processes that this one starts, without windows if it can be. Resolves to a function that ends it. */
export async function shareBrowser(): Promise<() => Promise<void>> {
  const program = (await findProgram(WINDOWLESS)) ?? (await findBrowser());
  const server = await (await driver()).launchServer(launchOptions(program));
  process.env[SHARED] = server.wsEndpoint();
  return () => server.close();
}

/** Resolves to the shared browser, or to a new one. Closing it closes the pages of this process. */
export async function joinBrowser(): Promise<Browser> {
  const endpoint = process.env[SHARED];
  return endpoint === undefined ? openBrowser() : (await driver()).connect(endpoint);
}

async function findBrowser(): Promise<string> {
  const path = CHROMIUM ?? (await findProgram(...BROWSER_PROGRAMS));
  if (path === undefined) throw new Error('There is no browser. Install Chromium.');
  return path;
}

function launchOptions(executablePath: string): LaunchOptions {
  return {
    executablePath,
    timeout: 60_000,
    args: [
      // Tests run as root in containers, where the sandbox has no permissions and shared memory is small.
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${DISABLED_FEATURES.join(',')}`,
      // Starting processes takes longer than most tests: pages of a profile share one, and none prepares a GPU.
      '--renderer-process-limit=1',
      '--disable-gpu',
    ],
  };
}
