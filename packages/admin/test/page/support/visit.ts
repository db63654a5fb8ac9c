import { joinBrowser } from '@flagstaff/testbed';
import type { Browser, Page } from '@flagstaff/testbed';
import { expect, onTestFinished } from 'vitest';

/** A walk through many screens takes minutes on a busy machine. */
export const LONG_WALK_MS = 300_000;

/** How a window looks. */
export interface Look {
  /** Defaults to `light`. */
  readonly theme?: 'light' | 'dark';
  /** CSS pixels. Defaults to 1280. */
  readonly width?: number;
  /** CSS pixels. Defaults to 800. */
  readonly height?: number;
  /** Pixels of the screen for each CSS pixel. Defaults to 1. */
  readonly scale?: number;
  /** The browser's time zone. Defaults to that of the machine. */
  readonly zone?: string;
  /** The heading to wait for. Defaults to any of level 1. */
  readonly heading?: string;
}

let browser: Promise<Browser> | undefined;

/** Returns the browser of all test files of this process. Playwright ends it with the process. */
export function sharedBrowser(): Promise<Browser> {
  return (browser ??= joinBrowser());
}

/**
 * Opens a screen, and waits for its heading. Fails the test for any console message of level error or warning, error of a script,
 * violation of the policy, request to another origin, or response of 500 and above.
 *
 * @param url The mount of the page.
 * @param path A path below the mount, such as `/flags/checkout`.
 */
export async function visit(
  url: string,
  path: string = '/',
  { theme = 'light', width = 1_280, height = 800, scale = 1, zone, heading }: Look = {},
): Promise<Page> {
  const context = await (
    await sharedBrowser()
  ).newContext({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
    ...(zone === undefined ? {} : { timezoneId: zone }),
  });
  const problems: string[] = [];
  context.on('page', (page) => watch(page, new URL(url).origin, problems));
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  const page = await context.newPage();
  await page.goto(`${url}${path}`);
  await page.getByRole('heading', { level: 1, ...(heading === undefined ? {} : { name: heading }) }).waitFor();
  return page;
}

/** Returns the parameters of a window's URL. They may follow what the window shows: poll for them. */
export function parametersOf(page: Page): Readonly<Record<string, string>> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Takes a write back with the button of its message. Other messages may have one too. */
export async function undo(page: Page, message: string | RegExp): Promise<void> {
  await page.locator('.toast').filter({ hasText: message }).getByRole('button', { name: 'Undo' }).click();
}

function watch(page: Page, origin: string, problems: string[]): void {
  page.on('console', (message) => {
    // A refused write is a part of some tests; the browser reports its status as an error.
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      problems.push(`foreign: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()}: ${response.url()}`);
  });
}
