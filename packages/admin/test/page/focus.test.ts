// The control with the focus is in sight, whatever bars float above the page. @see WCAG 2.4.11
import { count, SOAKING } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

/** Controls that the Tab key reaches. */
const STEPS = count(30, 60);

/** Every day, the window whose bars covered most. */
const WINDOWS = [
  [320, 640] as const,
  ...(SOAKING
    ? ([
        [320, 256],
        [1_280, 700],
      ] as const)
    : []),
];

/** Returns the control with the focus, and whether something else is above all of it. Null when no control has the focus. */
const focusedControl = (page: Page): Promise<{ readonly name: string; readonly isCovered: boolean } | null> =>
  page.evaluate(`(() => {
    const control = document.activeElement;
    if (control === document.body) return null;
    const { left, top, width, height } = control.getBoundingClientRect();
    const above = [0.1, 0.5, 0.9].flatMap((x) =>
      [0.1, 0.5, 0.9].map((y) => document.elementFromPoint(left + width * x, top + height * y)));
    const isSeen = above.some((each) => each !== null
      && (control.contains(each) || each.contains(control) || each.closest('label')?.contains(control)));
    return { name: control.getAttribute('aria-label') ?? control.textContent, isCovered: !isSeen };
  })()`);

describe.skipIf(CHROMIUM === undefined)('the focus', () => {
  it.each(WINDOWS)(
    'is in sight in a window of %i by %i pixels while a flag has unsaved changes',
    async (width, height) => {
      const { url } = await startDemo();
      const page = await visit(url, '/flags/new-checkout?env=*', { width, height });
      await page.getByRole('button', { name: 'Edit North America, not our own people' }).click();
      await page.getByLabel('Share as a number').fill('32.5');
      await page.getByText('1 unsaved change').waitFor();
      await page.getByRole('button', { name: /^Move Beta testers/ }).focus();
      const controls: Awaited<ReturnType<typeof focusedControl>>[] = [];
      for (let step = 0; step < STEPS; step += 1) {
        await page.keyboard.press('Tab');
        controls.push(await focusedControl(page));
      }
      const reached = controls.flatMap((control) => control ?? []);
      expect(reached.length).toBeGreaterThan(STEPS / 2);
      expect(reached.filter(({ isCovered }) => isCovered).map(({ name }) => name)).toEqual([]);
    },
  );
});
