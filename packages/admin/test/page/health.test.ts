// Health: the state, and flags that need attention.
import { CHROMIUM } from '@flagstaff/testbed';
import { memoryStorage } from '@flagstaff/memory';
import { describe, expect, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { undo, visit } from './support/visit.ts';

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
    await state.getByText(/^None: the store .*, and was read just now$/).waitFor();
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

    // Overrides that are ignored, in one commit.
    const gone = { attribute: 'userId', value: 'u-1', serve: 'on', expires: '2024-01-01' };
    const document = {
      kind: 'flag',
      key: 'pinned',
      type: 'boolean',
      overrides: [gone, { ...gone, value: 'u-2' }],
    } as const;
    await management.commit([
      { type: 'set', document: { ...document, environments: { staging: { overrides: [gone] } } } },
    ]);
    await report.getByRole('button', { name: 'Remove 3 expired overrides…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove 3 expired overrides' }).click();
    await page.getByText('3 expired overrides removed.').waitFor();
    await expect.poll(() => report.getByText('Expired overrides').count()).toBe(0);
    expect(await management.get('flag:pinned')).toMatchObject({
      overrides: [],
      environments: { staging: { overrides: [] } },
    });
    await undo(page, '3 expired overrides removed.');
    await report.getByRole('heading', { name: 'Expired overrides 1' }).waitFor();

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

  it('says by itself how old the documents are when the store is lost', async () => {
    const storage = memoryStorage();
    let isLost = false;
    const losing = new Proxy(storage, {
      get(target, name: keyof typeof storage) {
        const own = target[name];
        if (typeof own !== 'function') return own;
        return (...args: unknown[]): unknown => {
          if (isLost) return Promise.reject(new Error('connection refused'));
          return (own as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const { url } = await startDemo({ storage: losing, documents: [] });
    const page = await visit(url, '/health');
    const state = page.getByRole('region', { name: 'State' });
    await state.getByText(/^None: the store/).waitFor();
    isLost = true;
    await state.getByText('stale', { exact: true }).waitFor();
    await state.getByText(/^The store was last read/).waitFor();
  });
});
