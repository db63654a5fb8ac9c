// Dialogs in the narrowest window, each opened from its screen.
import type { Document } from '@flagstaff/core';
import { count } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { cutOffIn, violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import type { Demo } from './support/start-demo.ts';
import { LONG_WALK_MS, visit } from './support/visit.ts';

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) })
    .first()
    .click();

async function pickFrom(page: Page, menu: string | RegExp, entry: string | RegExp): Promise<void> {
  await press(page, menu);
  await page.getByRole('menuitem', { name: entry }).first().click();
}

async function editOwner(page: Page): Promise<void> {
  await page.getByLabel('Owner').fill('growth-and-retention-engineering');
  await page.getByText('1 unsaved change').waitFor();
}

/** What opens a dialog, and what is in it when it is complete. */
interface Opening {
  readonly path: string;
  readonly open: (page: Page, demo: Demo) => Promise<void>;
  /** Defaults to the dialog itself. */
  readonly complete?: string | RegExp;
}

const DIALOGS: { readonly [name: string]: Opening } = {
  'the command bar': { path: '/', open: (page) => page.keyboard.press('Control+k') },
  'the shortcuts': { path: '/', open: (page) => page.keyboard.press('?') },
  'a new flag': {
    path: '/',
    async open(page) {
      await press(page, 'Create flag');
      await page.getByLabel('Type').last().selectOption('object');
    },
  },
  'an archived flag': {
    path: '/',
    async open(page) {
      await page.getByLabel('Select dark-mode').check();
      await press(page, 'Archive');
    },
  },
  'a save': {
    path: '/flags/new-checkout/settings?env=*',
    async open(page) {
      await editOwner(page);
      await page
        .getByRole('navigation', { name: 'Parts of the flag' })
        .getByRole('link', { name: 'Targeting' })
        .click();
      await page.getByRole('switch', { name: 'new-checkout in staging' }).uncheck({ force: true });
      await press(page, 'Review and save');
    },
    complete: 'staging',
  },
  'a merge': {
    path: '/flags/wallet-payments/settings?env=*',
    async open(page, { management }) {
      await editOwner(page);
      const before = (await management.get('flag:wallet-payments'))!;
      await management.set({ ...before, owner: 'payments-platform' } as Document, { actor: 'grace@example.com' });
      await press(page, 'Show and merge');
    },
  },
  'a deleted flag': {
    path: '/flags/holiday-banner',
    open: (page) => pickFrom(page, 'More actions', 'Delete…'),
  },
  'new overrides': {
    path: '/flags/new-checkout/overrides?env=*',
    open: (page) => press(page, 'Add overrides'),
  },
  'saved contexts': { path: '/playground', open: (page) => press(page, 'Pick') },
  'a commit that is taken back': { path: '/history/21', open: (page) => press(page, 'Take it back…') },
  'a rollback': {
    path: '/history/3',
    open: (page) => press(page, 'Roll back to here…'),
    complete: 'new-checkout',
  },
  'a pin': {
    path: '/subject?value=u-1001',
    async open(page) {
      await press(page, 'Pin dark-mode');
      await page.getByRole('menuitem').first().click();
    },
  },
  'a new environment': { path: '/environments', open: (page) => press(page, 'Create environment') },
  'a promotion': {
    path: '/environments/staging?from=development',
    open: (page) => press(page, /^Promote \d/),
    complete: 'new-checkout',
  },
  'a new segment': { path: '/segments', open: (page) => press(page, 'Create segment') },
  'a deleted segment': { path: '/segments/beta-testers', open: (page) => press(page, 'Delete…') },
};

describe.skipIf(CHROMIUM === undefined)('dialogs', () => {
  it(
    'fit a window of 320 pixels, and have no violation of WCAG 2.2 AA in it',
    async () => {
      const demo = await startDemo({ audience: () => [{ userId: 'u-1' }, { userId: 'u-2' }] });
      const page = await visit(demo.url, '/', { width: 320, height: 640 });
      const problems: string[] = [];
      let theme: 'light' | 'dark' = 'light';
      for (const [name, { path, open, complete }] of Object.entries(DIALOGS)) {
        if (page.url() !== `${demo.url}${path}`) await page.goto(`${demo.url}${path}`);
        await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
        await open(page, demo);
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        if (complete !== undefined) await dialog.getByText(complete).first().waitFor();
        await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
        problems.push(...(await cutOffIn(page, 'dialog[open]')).map((each) => `${name}: ${each}`));
        for (let look = 0; look < count(1, 2); look += 1) {
          theme = theme === 'light' ? 'dark' : 'light';
          await page.emulateMedia({ colorScheme: theme });
          await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
          problems.push(...(await violationsOn(page)).map((each) => `${name}: ${each}`));
        }
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
      }
      expect(problems).toEqual([]);
    },
    LONG_WALK_MS,
  );
});
