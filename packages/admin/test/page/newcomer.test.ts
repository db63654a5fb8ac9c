// A newcomer's walk through the page, by mouse only and by keyboard only.
import type { FlagDocument } from '@flagstaff/core';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { LONG_WALK_MS, visit } from './support/visit.ts';

type Locator = ReturnType<Page['locator']>;

/** What a hand can do. */
interface Hands {
  readonly press: (target: Locator) => Promise<void>;
  readonly write: (target: Locator, text: string) => Promise<void>;
  /** Chooses an entry of an open menu. */
  readonly pick: (entry: Locator) => Promise<void>;
}

const byMouse = (page: Page): Hands => ({
  press: (target) => target.click(),
  async write(target, text) {
    await target.click({ clickCount: 3 });
    await page.keyboard.type(text);
  },
  pick: (entry) => entry.click(),
});

const MOST_STEPS = 250;

function byKeyboard(page: Page): Hands {
  /** Presses one key until the target has the focus, or the other key where the target precedes the focus. */
  const reach = async (target: Locator, forward: string, back: string): Promise<void> => {
    await target.waitFor();
    for (let step = 0; step < MOST_STEPS; step++) {
      const place = await target.evaluate((element) => {
        if (element.matches(':focus')) return 'focused';
        const order = element.ownerDocument.activeElement?.compareDocumentPosition(element) ?? 0;
        return (order & element.DOCUMENT_POSITION_PRECEDING) === 0 ? 'ahead' : 'behind';
      });
      if (place === 'focused') return;
      await page.keyboard.press(place === 'ahead' ? forward : back);
    }
    throw new Error(`${String(target)} cannot be reached by ${forward}.`);
  };
  return {
    async press(target) {
      await reach(target, 'Tab', 'Shift+Tab');
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      await reach(target, 'Tab', 'Shift+Tab');
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
    async pick(entry) {
      await reach(entry, 'ArrowDown', 'ArrowUp');
      await page.keyboard.press('Enter');
    },
  };
}

const audience = (): readonly { readonly [attribute: string]: string }[] =>
  Array.from({ length: 200 }, (_, index) => ({ targetingKey: `u-${index}`, country: index % 4 === 0 ? 'US' : 'DE' }));

describe.skipIf(CHROMIUM === undefined)('a newcomer', () => {
  it.each([
    ['mouse', byMouse],
    ['keyboard', byKeyboard],
  ] as const)(
    'creates a flag, adds nested conditions, sees who flips, saves, watches another window and reverts, by %s',
    async (_, handsOf) => {
      const { url, management } = await startDemo({ audience });
      const page = await visit(url);
      const { press, write, pick } = handsOf(page);
      const named = (name: string): Locator => page.getByRole('button', { name, exact: true });
      const dialog = page.getByRole('dialog');
      const add = async (kind: string): Promise<void> => {
        // The innermost list comes first.
        await press(named('Add condition').first());
        await pick(page.getByRole('menuitem', { name: kind }));
      };
      const condition = async (index: number, attribute: string, value: string): Promise<void> => {
        await write(page.getByRole('combobox', { name: 'Attribute', exact: true }).nth(index), attribute);
        await write(page.getByRole('textbox', { name: 'Value', exact: true }).nth(index), value);
      };

      await press(named('Create flag'));
      await write(dialog.getByLabel('Name'), 'Night mode');
      await press(dialog.getByRole('button', { name: 'Create flag' }));
      await page.waitForURL('**/flags/night-mode**');
      await page.getByRole('heading', { level: 1, name: 'Night mode' }).waitFor();
      const other = await page.context().newPage();
      await other.goto(page.url());
      await other.getByText('No rules: everyone gets what stands below.').waitFor();
      await page.bringToFront();

      await press(
        page.getByRole('region', { name: 'all environments' }).getByRole('button', { name: 'All environments' }),
      );
      await press(named('Add rule'));
      await add('Group: any of these');
      await condition(0, 'country', 'US');
      await add('Group: all of these');
      await condition(1, 'plan', 'pro');
      await add('Not');
      await condition(2, 'beta', 'no');
      await press(named('Review and save'));
      await dialog.getByRole('row').filter({ hasText: 'production' }).getByText('50 of 200').waitFor();
      await press(dialog.getByRole('button', { name: 'Save' }));
      await page.getByRole('status').getByText('Saved version 2.').waitFor();
      const { rules } = (await management.get('flag:night-mode')) as FlagDocument;
      expect(rules).toEqual([
        {
          when: [
            {
              any: [
                { attribute: 'country', operator: 'eq', value: 'US' },
                {
                  all: [
                    { attribute: 'plan', operator: 'eq', value: 'pro' },
                    { not: { attribute: 'beta', operator: 'eq', value: 'no' } },
                  ],
                },
              ],
            },
          ],
          serve: 'on',
        },
      ]);
      await other.locator('.rule').getByText('country').waitFor();

      await press(page.getByRole('navigation', { name: 'Parts of the flag' }).getByRole('link', { name: 'History' }));
      await press(page.getByRole('button', { name: 'Revert this change of version 2' }));
      await press(named('Review and save'));
      await dialog.getByText('What changes').waitFor();
      await press(dialog.getByRole('button', { name: 'Save' }));
      await page.getByRole('status').getByText('Saved version 3.').waitFor();
      await other.getByText('No rules: everyone gets what stands below.').waitFor();
      expect(((await management.get('flag:night-mode')) as FlagDocument).rules ?? []).toEqual([]);
    },
    LONG_WALK_MS,
  );
});
