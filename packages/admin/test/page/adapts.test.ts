// The page follows what the browser asks for: zoom, print, forced colors, less motion.
import { SOAKING } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { overflows, violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { LONG_WALK_MS, visit } from './support/visit.ts';
import type { Look } from './support/visit.ts';

/** Screens that have every kind of part between them. */
const ALL: readonly string[] = [
  '/flags/new-checkout',
  '/environments',
  '/playground?context=%7B%22userId%22%3A%22u-7%22%7D&flag=new-checkout',
  '/',
  '/segments/beta-testers',
  '/health',
];
const SCREENS = SOAKING ? ALL : ALL.slice(0, 3);

/** Returns the share of a window's height that parts cover which do not scroll. Runs in the browser. */
const COVERED = `[...document.querySelectorAll('body *')]
  .filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position))
  .map((element) => element.getBoundingClientRect())
  .filter(({ width, height }) => width > innerWidth / 2 && height < innerHeight)
  .reduce((sum, { height }) => sum + height, 0) / innerHeight`;

/** Returns what moves for longer than a blink. Runs in the browser. */
const MOVING = `[...document.querySelectorAll('body *')]
  .filter((element) => {
    const { transitionDuration, animationDuration } = getComputedStyle(element);
    return [transitionDuration, animationDuration].join().split(',').some((each) => parseFloat(each) > 0.01);
  })
  .map(({ className }) => String(className))`;

/** Returns the parts that forced colors erase: neither their colors are kept, nor do they have an edge. Runs in the browser. */
const ERASED = `[...document.querySelectorAll(
    '.swatch, .split-part, .strip-part, .switch-track, .chip, .chip-dot, .live-dot, .panel')]
  .filter((element) => {
    const { forcedColorAdjust, borderTopWidth } = getComputedStyle(element);
    return element.checkVisibility() && forcedColorAdjust !== 'none' && parseFloat(borderTopWidth) === 0;
  })
  .map(({ className }) => className)`;

/** Visits the screens one after another. */
async function visitEach(look: Look, check: (page: Page) => Promise<void>): Promise<void> {
  const { url } = await startDemo();
  const page = await visit(url, '/', look);
  for (const path of SCREENS) {
    await page.goto(`${url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.panel').first().waitFor();
    await check(page);
  }
}

describe.skipIf(CHROMIUM === undefined)('every screen', () => {
  it(
    'can be used at a zoom of 400 percent in a window of 1,280 by 1,024 pixels',
    () =>
      visitEach({ width: 320, height: 256 }, async (page) => {
        await expect.poll(() => overflows(page)).toBe(false);
        // Below what does not scroll, the focus must be seen.
        await page.mouse.wheel(0, 400);
        await expect.poll(() => page.evaluate<number>(COVERED)).toBeLessThan(0.3);
      }),
    LONG_WALK_MS,
  );

  it(
    'prints its content in dark text, without the parts that are for screens',
    () =>
      visitEach({ theme: 'dark', width: 794 }, async (page) => {
        await page.evaluate("document.documentElement.dataset.theme = 'dark'");
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('.sidebar, .topbar, .button, .skip').filter({ visible: true }).count()).toBe(0);
        expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
        const { left, width } = await page.locator('main').evaluate((main) => main.getBoundingClientRect());
        expect({ left, width }).toEqual({ left: 0, width: 794 });
        expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('light');
        const faint =
          "[...document.querySelectorAll('.split-part, .swatch')].filter((part) => getComputedStyle(part).printColorAdjust !== 'exact').length";
        expect(await page.evaluate(faint)).toBe(0);
        await page.emulateMedia({ media: 'screen' });
      }),
    LONG_WALK_MS,
  );

  it(
    'keeps its parts apart in forced colors, and moves nothing when less motion is asked for',
    () =>
      visitEach({}, async (page) => {
        expect(await page.evaluate(MOVING)).toEqual([]);
        await page.emulateMedia({ reducedMotion: 'no-preference' });
        expect(await page.evaluate<readonly string[]>(MOVING)).not.toEqual([]);
        await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
        expect(await page.evaluate(ERASED)).toEqual([]);
        expect(SOAKING ? await violationsOn(page) : []).toEqual([]);
        await page.emulateMedia({ forcedColors: 'none' });
      }),
    LONG_WALK_MS,
  );
});
