// Every component of the page, on one page of their own.
import { CHROMIUM } from '@flagstaff/testbed';
import type { Assets } from '#assets';
import { beforeAll, describe, expect, it } from 'vitest';
import { overflows, violationsOn } from './support/accessibility.ts';
import { bundleGallery, startGallery } from './support/start-gallery.ts';
import { visit } from './support/visit.ts';

describe.skipIf(CHROMIUM === undefined)('components', () => {
  let assets: Assets;
  beforeAll(async () => {
    assets = await bundleGallery();
  });

  it.each(['light', 'dark'] as const)('have no violation of WCAG 2.2 AA in the %s theme', async (theme) => {
    const page = await visit(await startGallery(assets), '/', { theme });
    await page.getByRole('button', { name: 'Toast' }).click();
    await page.getByText('Saved new-checkout.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it('fit a window of 320 pixels', async () => {
    const page = await visit(await startGallery(assets), '/', { width: 320 });
    await expect.poll(() => overflows(page)).toBe(false);
  });

  it('move the focus in a menu by arrow keys, and give it back', async () => {
    const page = await visit(await startGallery(assets), '/');
    const button = page.getByRole('button', { name: 'Actions' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Copy link' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('Copy link');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Actions');
  });
});
