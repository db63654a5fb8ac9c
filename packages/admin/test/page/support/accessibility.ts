import type { Page } from '@flagstaff/testbed';
import axe from 'axe-core';

const OPTIONS = JSON.stringify({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
  // Describing elements that pass takes longer than all checks.
  resultTypes: ['violations'],
  preload: false,
});

const FORMAT = `({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, failureSummary = '' }) => id + ' at ' + String(target) + ': ' + failureSummary))`;

/** Returns the violations of WCAG 2.2 AA on a page, each with the elements that have it. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  if (await page.evaluate('globalThis.axe === undefined')) await page.evaluate(axe.source);
  return page.evaluate<readonly string[]>(`axe.run(document, ${OPTIONS}).then(${FORMAT})`);
}

/** Whether a page is wider than its window. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** Returns the controls of a bar that reach over the next one. */
export function overlapsIn(page: Page, selector: string): Promise<readonly string[]> {
  return page
    .locator(selector)
    .locator('button:visible')
    .evaluateAll((buttons) =>
      buttons
        .filter((each, index) => {
          const next = buttons[index + 1];
          return next !== undefined && each.getBoundingClientRect().right > next.getBoundingClientRect().left;
        })
        .map(({ textContent }) => textContent ?? ''),
    );
}
