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

/** Returns the text of what reaches over an edge of an element to the left or right. What scrolls by itself may be wider. */
export function cutOffIn(page: Page, selector: string): Promise<readonly string[]> {
  return page.locator(selector).evaluate((container) => {
    const { defaultView: view } = container.ownerDocument;
    const edges = container.getBoundingClientRect();
    const wide = [...container.querySelectorAll('*')].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width <= 1 || (left >= edges.left - 1 && right <= edges.right + 1)) return false;
      for (let parent = element.parentElement; parent !== container; parent = parent.parentElement) {
        if (['auto', 'scroll'].includes(view.getComputedStyle(parent).overflowX)) return false;
      }
      return true;
    });
    const isWindowLeft = edges.left < 0 || edges.right > view.innerWidth;
    return (isWindowLeft ? [container, ...wide] : wide).map(
      (element) => `${element.className}: ${element.textContent}`,
    );
  });
}
