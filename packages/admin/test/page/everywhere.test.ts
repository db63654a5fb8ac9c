// What holds on every screen: drafts outlive the session, messages are kept, and single keys can be turned off.
import type { Identity } from '@flagstaff/admin';
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

const ADA: Identity = { actor: 'ada@example.com', name: 'Ada', roles: 'admin' };

describe.skipIf(CHROMIUM === undefined)('every screen', () => {
  it('keeps the drafts of each flag through the end of a session, until each is saved', async () => {
    let identity: Identity | undefined = ADA;
    const { url, management } = await startDemo({ authorize: () => identity, ui: { signIn: '/login' } });
    const page = await visit(url, '/flags/dark-mode?env=*');
    const off = (flag: string): Promise<void> =>
      page.getByRole('switch', { name: `${flag} in staging` }).uncheck({ force: true });
    await off('dark-mode');
    await page.getByText('1 unsaved change').waitFor();
    await page.goto(`${url}/flags/onboarding-tour?env=*`);
    await off('onboarding-tour');
    await page.getByText('1 unsaved change').waitFor();

    // The save is refused, and says why. The draft stays in the window, and in the browser.
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Review and save' });
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    await expect.poll(() => save.isEnabled()).toBe(true);
    identity = undefined;
    await save.click();
    await page.getByRole('alert').getByText('Your session has ended.').waitFor();
    await page.goto('about:blank');
    await page.goto(`${url}/flags/dark-mode?env=*`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    identity = ADA;
    for (const flag of ['dark-mode', 'onboarding-tour']) {
      await page.goto(`${url}/flags/${flag}?env=*`);
      await page.getByText('1 unsaved change').waitFor();
      expect(await page.getByRole('switch', { name: `${flag} in staging` }).isChecked()).toBe(false);
      await page.keyboard.press('Control+s');
      await save.click();
      await page.getByText(/^Saved version \d+\.$/).waitFor();
      expect(await management.get(`flag:${flag}`)).toMatchObject({ environments: { staging: { status: 'inactive' } } });
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.getByText('unsaved change').count()).toBe(0);
    }
  });

  it('keeps messages in a log, with their way back, once they have disappeared', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/environments/development');
    await page.getByRole('button', { name: 'Change…' }).click();
    await page.getByRole('dialog').getByLabel('Description').fill('For us.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    const message = page.locator('.toast').filter({ hasText: 'Saved.' });
    await message.getByRole('button', { name: 'Dismiss' }).click();
    await message.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByRole('button', { name: 'Messages' }).click();
    await page.getByRole('menuitem', { name: 'Saved.' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Saved.' }).click();
    await expect
      .poll(async () => (await management.history({ limit: 1 })).items[0]?.comment)
      .toMatch(/^(Undo|Revert|Take)/);
  });

  it('follows single keys, and two in a row, until they are turned off', async () => {
    const { url } = await startDemo();
    const page = await visit(url, '/health');
    await page.getByText('Live', { exact: true }).waitFor();
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await page.keyboard.press('?');
    await help.getByLabel('Single-key shortcuts').uncheck({ force: true });
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    const keepsStill = async (): Promise<void> => {
      for (const key of ['?', 'g', 'f', '/', 'e']) await page.keyboard.press(key);
      // Keys with a modifier still work, and come after those.
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find a flag' }).waitFor();
      expect(new URL(page.url()).pathname).toMatch(/\/health$/);
      expect(await help.count()).toBe(0);
      await page.keyboard.press('Escape');
    };
    await keepsStill();
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await keepsStill();
    // On again, by mouse.
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await help.getByLabel('Single-key shortcuts').check({ force: true });
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor();
  });
});
