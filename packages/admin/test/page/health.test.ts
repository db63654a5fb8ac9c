// Health: the state, and flags that need attention.
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

describe.skipIf(CHROMIUM === undefined)('the screen of health', () => {
  it('shows the state of the client and the flags that need attention, each with a link', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { level: 1, name: 'Health' }).waitFor();
    const state = page.getByRole('region', { name: 'State' });
    await state.getByText('ready', { exact: true }).waitFor();
    await state.getByText('12 flags, 2 segments, 3 environments').waitFor();
    await state.getByText('Last read').waitFor();
    await page.getByText('No error holds now').waitFor();
    const report = page.getByRole('region', { name: 'Flags that need attention' });
    await expect.poll(() => report.getByRole('heading', { level: 3 }).allTextContents()).toContain('Overdue 1');
    // The variants of settled flags have their colors.
    await report.locator('.swatch').first().waitFor();
    await expect.poll(() => report.locator('.swatch.variant-none').count()).toBe(0);

    // A commit from elsewhere changes it at once.
    await management.commit([
      { type: 'set', document: { kind: 'flag', key: 'forgotten', type: 'boolean', removeBy: '2024-01-01' } },
    ]);
    await expect.poll(() => report.getByRole('heading', { level: 3 }).allTextContents()).toContain('Overdue 2');
    await state.getByText('13 flags').waitFor();

    // The next step, for the clipboard.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await report.getByRole('button', { name: 'Copy a prompt that removes forgotten' }).click();
    await expect.poll(copied).toContain('Remove the feature flag "forgotten" from this code.');
    await report.getByRole('button', { name: 'Copy as CSV: Overdue' }).click();
    await expect.poll(copied).toContain('forgotten,"remove by 2024-01-01"');
    await report.getByRole('link', { name: 'forgotten' }).click();
    await page.waitForURL('**/flags/forgotten');
  });
});
