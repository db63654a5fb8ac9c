// What a flag depends on, and what depends on it.
import type { Document } from '@flagstaff/core';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { overflows, violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

const on = (key: string, ...needs: readonly string[]): Document => ({
  kind: 'flag',
  key,
  type: 'boolean',
  default: 'on',
  ...(needs.length === 0 ? {} : { prerequisites: needs.map((flag) => ({ flag, variants: ['on'] })) }),
});

const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'production' },
  { ...on('ledger'), environments: { production: { status: 'inactive' } } } as Document,
  on('currency'),
  on('checkout', 'ledger', 'currency'),
  on('wallet', 'checkout'),
  on('vouchers', 'checkout'),
  on('holiday'),
];

const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.getAttribute("aria-label")');

describe.skipIf(CHROMIUM === undefined)('the prerequisites of a flag', () => {
  it('are walked by arrow keys, and say what blocks what in the environment that is shown', async () => {
    const { url, management } = await startDemo({ documents: DOCUMENTS });
    const page = await visit(url, '/flags/checkout/prerequisites?env=production', { theme: 'dark' });
    const graph = page.getByRole('group', { name: 'Dependencies' });
    await graph.getByRole('link', { name: 'wallet' }).waitFor();
    // One of its flags is a stop for the Tab key.
    await expect.poll(() => graph.locator('[tabindex="0"]').count()).toBe(1);
    await page.getByText('As a list').focus();
    await page.keyboard.press('Shift+Tab');
    const walk = [
      [undefined, 'checkout'],
      ['ArrowLeft', 'ledger'],
      ['ArrowDown', 'currency'],
      ['ArrowRight', 'checkout'],
      ['ArrowRight', 'wallet'],
      ['ArrowDown', 'vouchers'],
    ] as const;
    for (const [key, flag] of walk) {
      if (key !== undefined) await page.keyboard.press(key);
      await expect.poll(() => focused(page)).toBe(flag);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const list = page.getByRole('figure').getByRole('listitem');
    const texts = (): Promise<readonly string[]> => list.allTextContents().then((found) => found.toSorted());
    await expect
      .poll(texts)
      .toEqual([
        'checkout needs currency to serve onmet for everyone',
        'checkout needs ledger to serve onblocks everyone',
        'vouchers needs checkout to serve ondepends on the user',
        'wallet needs checkout to serve ondepends on the user',
      ]);
    expect(await violationsOn(page)).toEqual([]);

    // One that is added counts before it is saved.
    await page.getByRole('button', { name: 'Add prerequisite' }).click();
    const added = page.locator('.prerequisite').last();
    await added.getByLabel('Flag', { exact: true }).pressSequentially('holiday');
    await added.getByRole('checkbox', { name: 'on' }).check();
    await added.getByText('met for everyone').waitFor();
    await expect.poll(texts).toContain('checkout needs holiday to serve onmet for everyone');
    await page.getByRole('button', { name: 'Discard' }).click();

    // A change from elsewhere shows at once.
    await management.set(on('ledger'));
    await expect.poll(texts).toContain('checkout needs ledger to serve onmet for everyone');
    await page.setViewportSize({ width: 320, height: 700 });
    await expect.poll(() => overflows(page)).toBe(false);
    await page.getByText('As a list').focus();
    await page.keyboard.press('Shift+Tab');
    await expect.poll(() => focused(page)).toBe('vouchers');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/flags/vouchers/prerequisites?env=production');
    await page.getByRole('heading', { level: 1, name: 'vouchers' }).waitFor();
  });
});
