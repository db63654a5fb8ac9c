// What one subject gets, by mouse and by keyboard.
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, undo, visit } from './support/visit.ts';

const rowOf = (page: Page, flag: string): ReturnType<Page['getByRole']> =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: flag, exact: true }) });
const cellsOf = async (page: Page, flag: string): Promise<readonly string[]> =>
  (await rowOf(page, flag).getByRole('cell').allTextContents()).slice(1, 3);

describe.skipIf(CHROMIUM === undefined)('the screen of a subject', () => {
  it('looks a subject up by keyboard, pins and unpins a variant with a comment, and says why', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { name: 'Look a user up' }).waitFor();
    await page.getByLabel('Value', { exact: true }).focus();
    await page.keyboard.type('u-2000');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'u-2000' }).waitFor();
    await expect
      .poll(() => cellsOf(page, 'search-ranking'))
      .toEqual([expect.stringContaining('A split chose it.'), '–']);
    await expect.poll(() => parametersOf(page)).toMatchObject({ value: 'u-2000' });

    // A further attribute, which a rule asks for.
    await page.getByText('More attributes').click();
    await page.getByLabel('Value of country').fill('NZ');
    await expect.poll(() => cellsOf(page, 'new-checkout')).toEqual([expect.stringContaining('A split chose it.'), '–']);

    // The segments that the subject is in, with what else is known about it.
    const segments = page.getByRole('region', { name: 'Segments' });
    await segments.getByText('In none of 2 segments, with these attributes.').waitFor();
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await page.getByLabel('Attribute', { exact: true }).last().fill('email');
    await page.getByLabel('Value of email').fill('u@example.com');
    await segments.getByRole('link', { name: 'beta-testers' }).waitFor();

    // Pinned by keyboard, from the menu of the row.
    await rowOf(page, 'new-checkout').getByRole('button', { name: 'Pin new-checkout' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Variant').selectOption('express-wallet');
    await dialog.getByLabel('Comment').fill('For the demo');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => cellsOf(page, 'new-checkout'))
      .toEqual([expect.stringContaining('An override pins this subject.'), 'express-wallet']);
    expect((await management.history({ limit: 1 })).items[0]).toMatchObject({
      actor: 'ada@example.com',
      comment: 'For the demo',
    });

    // Only what is pinned. Then it is unpinned, and that is undone.
    await page.getByText('Only pinned').click();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Unpin all…' }).click();
    await dialog.getByRole('button', { name: 'Unpin 1 flag' }).click();
    await page.getByRole('heading', { name: 'Nothing is pinned' }).waitFor();
    expect(await management.overridesOf({ attribute: 'userId', value: 'u-2000' })).toEqual([]);
    await undo(page, 'u-2000 gets what the rules say.');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(await management.overridesOf({ attribute: 'userId', value: 'u-2000' })).toMatchObject([
      { flag: 'new-checkout', serve: 'express-wallet' },
    ]);

    // Why: the playground explains the same context.
    await page.getByRole('link', { name: 'Why new-checkout' }).click();
    await page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor();
    await page.getByText('An override pins this subject.').waitFor();
  });

  it('offers a viewer no pins, and says why', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, '/subject?value=u-1001');
    await page.getByText('Your role is viewer.').waitFor();
    await rowOf(page, 'new-checkout').waitFor();
    expect(await page.getByRole('button', { name: /^Pin/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Unpin all…' }).count()).toBe(0);
  });
});
