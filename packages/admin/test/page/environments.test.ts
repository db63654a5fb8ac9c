// Environments: the tree, the matrix, and promotion, by mouse and by keyboard.
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { undo, visit } from './support/visit.ts';

describe.skipIf(CHROMIUM === undefined)('the screens of environments', () => {
  it('show what differs, create an environment, and promote into it in one commit that can be undone', async () => {
    const { url, management } = await startDemo({ audience: () => [{ userId: 'u-1' }, { userId: 'u-2' }] });
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Environments' }).waitFor();

    // The tree and the matrix.
    const tree = page.getByRole('list', { name: 'Environments' });
    await expect
      .poll(() => tree.getByRole('listitem').allTextContents())
      .toEqual([
        expect.stringMatching(/^development.*4 flags differ/),
        expect.stringMatching(/^production.*protected.*no differences/),
        expect.stringMatching(/^staging.*Inherits from production.*1 flag differs/),
      ]);
    const matrix = page.getByRole('table');
    await expect.poll(() => matrix.getByRole('rowheader').count()).toBe(4);
    await page.getByText('Only what differs').click();
    await expect.poll(() => matrix.getByRole('rowheader').count()).toBe(12);

    // An environment, by keyboard.
    await page.getByRole('button', { name: 'Create environment' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key').fill('preview');
    await dialog.getByLabel('Inherits from').selectOption('staging');
    await dialog.getByLabel('Comment').fill('For pull requests');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'preview' }).waitFor();
    expect(await management.get('environment:preview')).toMatchObject({
      parent: 'staging',
      updatedBy: 'ada@example.com',
    });

    // Compared with another one, and some of it taken over.
    await page.getByLabel('With').selectOption('development');
    const flags = page.getByRole('region', { name: 'Compare and promote' }).getByRole('checkbox');
    await expect.poll(() => flags.count()).toBe(3);
    await page.getByLabel('Promote wallet-payments').uncheck();
    await page.getByRole('button', { name: 'Promote 2 flags…' }).click();
    // What it does, and to how many of the application's users.
    const effect = dialog.getByRole('table', { name: 'Effect by environment' });
    await effect.getByText('new-checkout').waitFor();
    await effect.getByText(/of 2/).first().waitFor();
    await dialog.getByRole('button', { name: 'Promote 2 flags' }).click();
    await expect.poll(() => flags.count()).toBe(1);
    const { items } = await management.history({ limit: 1 });
    expect(items[0]).toMatchObject({ comment: 'Promote development to preview' });
    expect(items[0]?.changes.map(({ id }) => id)).toEqual(['flag:new-checkout', 'flag:search-ranking']);
    await undo(page, '2 flags were promoted into preview.');
    await expect.poll(() => flags.count()).toBe(3);

    // Flags that were selected in the list, and no others.
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByLabel('Select dark-mode').check();
    await page.getByLabel('Select new-checkout').check();
    await page.getByRole('button', { name: 'Promote' }).click();
    await page.getByRole('menuitem', { name: 'preview' }).click();
    await page.waitForURL('**/environments/preview?flags=dark-mode%2Cnew-checkout');
    await page.getByText('There is nothing to take over from 1 selected flag.').waitFor();
    await expect.poll(() => flags.count()).toBe(1);
    // The variants have their colors.
    await page.locator('.promotion .swatch.variant-2').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Promote 1 flag…' }).click();
    await effect.getByText('new-checkout').waitFor();
    await dialog.getByRole('button', { name: 'Promote 1 flag' }).click();
    await page.getByRole('heading', { name: 'They serve the same' }).waitFor();
    await page.getByRole('button', { name: 'only 2 selected flags' }).click();
    await expect.poll(() => flags.count()).toBe(2);
    await undo(page, '1 flag was promoted into preview.');
    await expect.poll(() => flags.count()).toBe(3);

    // Deleted, and that is undone.
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete environment' }).click();
    await page.waitForURL('**/environments');
    expect(await management.get('environment:preview')).toBeUndefined();
    await undo(page, 'preview was deleted.');
    await tree.getByText('preview').waitFor();
  });

  it('let an editor promote where nothing is protected only', async () => {
    const { url } = await startDemo({ identity: { actor: 'eve', roles: 'editor' } });
    const page = await visit(url, '/environments/production');
    await page.getByText('Your role is editor in production.').waitFor();
    expect(await page.getByRole('button', { name: /^Promote/ }).count()).toBe(0);
    await page.goto(`${url}/environments/staging?from=development`);
    await page.getByRole('button', { name: /^Promote/ }).waitFor();
  });
});
