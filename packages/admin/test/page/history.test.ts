// The history and one commit, by mouse and by keyboard.
import type { FlagDocument } from '@flagstaff/core';
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, undo, visit } from './support/visit.ts';

describe.skipIf(CHROMIUM === undefined)('the history', () => {
  it('filters in the URL, opens a commit from the list, takes it back and undoes that', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();

    // By keyboard: to the history, and to one document.
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await expect.poll(() => page.getByRole('listitem').filter({ hasText: 'changed' }).count()).toBeGreaterThan(5);
    // A date that does not exist filters nothing.
    await page.goto(`${url}/history?since=2025-13-45&until=2025-13-45`);
    await page.getByLabel('From', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.commit-row').count()).toBeGreaterThan(5);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('dark-mode');
    await expect.poll(() => page.locator('.commit-row').count()).toBe(1);
    await expect.poll(() => parametersOf(page)).toMatchObject({ document: 'dark-mode' });
    await page.reload();
    await expect.poll(() => page.locator('.commit-row').count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('By', { exact: true }).selectOption('mary@example.com');
    await page.getByLabel('When').selectOption('7d');
    await expect
      .poll(() => page.locator('.commit-row').allTextContents())
      .toEqual([
        expect.stringContaining('holiday-banner'),
        expect.stringContaining('onboarding-tour'),
        expect.stringContaining('holiday-banner'),
      ]);
    await page.getByLabel('Kind').selectOption('segment');
    await page.getByRole('heading', { name: 'No commit matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();

    // A commit from elsewhere appears, and opens.
    const before = await management.get('flag:dark-mode');
    const written = await management.commit(
      [{ type: 'set', document: { kind: 'flag', key: 'dark-mode', type: 'boolean', default: 'off' } }],
      { actor: 'grace@example.com', comment: 'Too dark' },
    );
    const { number } = written.revision;
    await page.getByText('Too dark').waitFor();
    await page.getByRole('link', { name: `Revision ${number}` }).click();
    await page.getByRole('heading', { level: 1, name: `Revision ${number}` }).waitFor();
    const panel = page.getByRole('article');
    await expect.poll(() => panel.getByRole('heading', { level: 3 }).allTextContents()).toContain('Default');
    await panel.getByText('JSON', { exact: true }).click();
    await panel.getByRole('region', { name: 'Changes' }).getByText('"default": "off"').waitFor();

    // The preview says where it takes effect. Then it is taken back, by keyboard.
    await page.getByRole('button', { name: 'Take it back…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row').filter({ hasText: 'production' }).getByText('yes').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(`Revision ${number} was taken back.`, { exact: true }).waitFor();
    const { version: _1, updatedAt: _2, updatedBy: _3, ...restored } = (await management.get('flag:dark-mode'))!;
    const { version: _4, updatedAt: _5, updatedBy: _6, ...original } = before!;
    expect(restored).toEqual(original);
    const back = (await management.history({ limit: 1 })).items[0]!;
    expect(back).toMatchObject({ actor: 'ada@example.com', comment: `Take revision ${number} back` });

    // Undo takes the taking back back.
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText('Undone.', { exact: true }).waitFor();
    expect(await management.get('flag:dark-mode')).toMatchObject({ default: 'off' });

    // What was changed since is not overwritten.
    const changed = { kind: 'flag', key: 'dark-mode', type: 'boolean', default: 'off', name: 'Night' } as const;
    await management.commit([{ type: 'set', document: changed }], { actor: 'mary@example.com' });
    await page.getByRole('button', { name: 'Take it back…' }).click();
    await dialog.getByText('mary@example.com changed Name since.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Take it back' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    // Shortcuts wait until the dialog has closed.
    await dialog.waitFor({ state: 'detached' });

    // Earlier and later commits, and the flag of a commit.
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: `Revision ${number + 1}` }).waitFor();
    await page.getByRole('link', { name: 'Explain it as of then' }).click();
    await expect.poll(() => page.getByLabel('As of revision').inputValue()).toBe(String(number + 1));
    await page.goBack();
    await page.getByRole('link', { name: 'dark-mode', exact: true }).click();
    await page.waitForURL('**/flags/dark-mode');
  });

  it('previews a rollback of everything, writes it, and undoes it', async () => {
    const { url, management } = await startDemo({ audience: () => [{ targetingKey: 'u-1', country: 'DE' }] });
    const [last] = (await management.history({ limit: 1 })).items;
    const { number } = last!.revision;
    await management.delete('flag:legacy-import');
    await management.set({ kind: 'flag', key: 'too-early', type: 'boolean' });
    await management.set({ ...(await management.get('flag:dark-mode'))!, default: 'off' } as FlagDocument);
    const page = await visit(url, `/history/${number}`);
    await page.getByRole('button', { name: 'Roll back to here…' }).click();
    const dialog = page.getByRole('dialog', { name: `Roll back to revision ${number}` });
    await dialog.getByText('what 3 later commits changed is undone').waitFor();
    const documents = dialog.getByRole('listitem');
    await expect
      .poll(() => documents.allTextContents())
      .toEqual(['changeddark-mode', 'createdlegacy-import', 'deletedtoo-early']);
    const production = dialog.getByRole('row').filter({ hasText: /dark-mode.*production/ });
    await production.getByText('Default', { exact: true }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Restore 3 documents' }).click();
    await page.getByRole('status').getByText(`Everything is as it was at revision ${number}.`).waitFor();
    expect(await management.get('flag:dark-mode')).toMatchObject({ default: 'on' });
    expect(await management.get('flag:too-early')).toBeUndefined();
    await undo(page, `at revision ${number}`);
    await expect.poll(() => management.get('flag:too-early')).toBeDefined();

    // The newest commit has nothing to roll back to.
    await page.goto(`${url}/history/${number + 4}`);
    await page.getByRole('button', { name: 'Roll back to here…' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('heading', { level: 1, name: `Revision ${number + 5}` }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Roll back to here…' }).count()).toBe(0);
  });

  it('offers a viewer no way to take a commit back, and says what the history is for', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, '/history/3');
    await page.getByText('Your role is viewer.').waitFor();
    expect(await page.getByRole('button', { name: 'Take it back…' }).count()).toBe(0);
    const empty = await startDemo({ documents: [] });
    const other = await visit(empty.url, '/history');
    await other.getByRole('heading', { name: 'Nothing has happened yet' }).waitFor();
  });
});
