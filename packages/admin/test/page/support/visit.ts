import { openBrowser } from '@flagstaff/testbed';
import type { Browser, Page } from '@flagstaff/testbed';
import { afterAll, expect, onTestFinished } from 'vitest';

/** How a window looks. */
export interface Look {
  /** Defaults to `light`. */
  readonly theme?: 'light' | 'dark';
  /** CSS pixels. Defaults to 1280. */
  readonly width?: number;
  /** CSS pixels. Defaults to 800. */
  readonly height?: number;
}

let browser: Promise<Browser> | undefined;

afterAll(async () => {
  const opened = await browser;
  browser = undefined;
  await opened?.close();
});

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
  { theme = 'light', width = 1_280, height = 800 }: Look = {},
): Promise<Page> {
  browser ??= openBrowser();
  const page = await (await browser).newPage({ viewport: { width, height }, colorScheme: theme });
  const problems = watch(page, new URL(url).origin);
  onTestFinished(async () => {
    await page.close();
    expect(problems).toEqual([]);
  });
  await page.goto(`${url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

function watch(page: Page, origin: string): readonly string[] {
  const problems: string[] = [];
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
  return problems;
}
