// The list of flags, by mouse and by keyboard.
import type { Document, FlagDocument } from '@flagstaff/core';
import { count } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, visit } from './support/visit.ts';

const rows = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('rowheader');
/** The demo's flags of the owner `payments`. */
const OWNED = 4;

const flagLink = (page: Page, key: string): ReturnType<Page['getByRole']> =>
  page.getByRole('link', { name: key, exact: true });

describe.skipIf(CHROMIUM === undefined)('the list of flags', () => {
  it('searches while it is typed, and keeps the search in the URL', async () => {
    const { url } = await startDemo();
    const page = await visit(url);
    await flagLink(page, 'dark-mode').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('checkout revenue');
    await expect.poll(() => rows(page).allTextContents()).toEqual(['new-checkoutExpress checkout']);
    // A part of the text has the same rows.
    await expect.poll(() => parametersOf(page)).toMatchObject({ q: 'checkout revenue' });
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
  });

  it('filters by status, state, type, tag and owner, and says how to clear the filters', async () => {
    const { url, management } = await startDemo({ identity: { actor: 'payments', roles: 'admin' } });
    const page = await visit(url);
    await page.getByLabel('Type').selectOption('object');
    await expect.poll(() => rows(page).allTextContents()).toEqual(['holiday-bannerHoliday banner']);
    await page.getByRole('button', { name: 'marketing' }).click();
    await page.getByLabel('State').selectOption('broken');
    await page.getByRole('heading', { name: 'No flag matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await flagLink(page, 'dark-mode').waitFor();

    // One's own, in a link that means the user who opens it.
    await page.getByLabel('Owner').selectOption('Mine');
    await expect.poll(() => rows(page).count()).toBe(OWNED);
    await expect.poll(() => parametersOf(page)).toMatchObject({ mine: 'yes' });
    await page.goto(`${url}/?owner=web`);
    await expect.poll(() => page.getByLabel('Owner').inputValue()).toBe('owner web');
    await expect.poll(() => rows(page).allTextContents()).toEqual(['dark-modeDark mode']);
    await page.getByLabel('Owner').selectOption('Mine');
    await expect.poll(() => rows(page).count()).toBe(OWNED);
    await expect.poll(() => parametersOf(page)).not.toHaveProperty('owner');
    await page.getByLabel('Type').selectOption('object');
    await page.getByText('Yours are the flags whose owner is payments.').waitFor();

    // Any owner that was shown, and what is off in the environment that is shown.
    await page.goto(`${url}/?env=staging`);
    await page.getByLabel('Owner').selectOption('growth');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByLabel('Owner').selectOption('platform');
    await expect.poll(() => parametersOf(page)).toMatchObject({ owner: 'platform' });
    await page.getByLabel('Owner').selectOption('Any owner');
    await page.getByLabel('Status').selectOption('Off');
    await expect.poll(() => rows(page).allTextContents()).toEqual(['two-factor-requiredRequire two factors']);
    await management.set({
      ...((await management.get('flag:dark-mode')) as FlagDocument),
      environments: { staging: { status: 'inactive' } },
    });
    await expect.poll(() => rows(page).count()).toBe(2);
  });

  it('shows what each environment serves', async () => {
    const { url } = await startDemo();
    const page = await visit(url);
    const row = page.getByRole('row').filter({ has: flagLink(page, 'new-checkout') });
    await expect
      .poll(() => row.getByRole('cell').allTextContents())
      .toEqual(expect.arrayContaining(['3 rules', 'express', 'Active']));
    const headers = await page.getByRole('columnheader').allTextContents();
    expect(headers.slice(3, 6)).toEqual(['production', 'development', 'staging']);
  });

  it('creates a flag by keyboard only, as the user of the app', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url);
    await flagLink(page, 'dark-mode').waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Instant refunds');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/flags/instant-refunds');
    expect(await management.get('flag:instant-refunds')).toMatchObject({
      type: 'boolean',
      name: 'Instant refunds',
      version: 1,
      updatedBy: 'ada@example.com',
    });
  });

  it('says that a key exists', async () => {
    const { url } = await startDemo();
    const page = await visit(url);
    await page.getByRole('button', { name: 'Create flag' }).click();
    await page.getByLabel('Key', { exact: true }).fill('dark-mode');
    await page.getByRole('dialog').getByRole('button', { name: 'Create flag' }).click();
    await page.getByText('A flag with this key exists.').waitFor();
  });

  it('archives several flags in one commit', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url);
    await page.getByLabel('Select dark-mode').check();
    await page.getByLabel('Select onboarding-tour').check();
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByLabel('Comment').fill('Not needed');
    await page.getByRole('button', { name: 'Archive 2 flags' }).click();
    await page.getByRole('status').getByText('2 flags changed in one commit.').waitFor();
    const { items } = await management.history({ limit: 1 });
    expect(items[0]).toMatchObject({ actor: 'ada@example.com', comment: 'Not needed' });
    expect(items[0]?.changes.map(({ id, after }) => [id, (after as { status?: string } | null)?.status])).toEqual([
      ['flag:dark-mode', 'archived'],
      ['flag:onboarding-tour', 'archived'],
    ]);
  });

  it('offers no controls to a viewer, and says why', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url);
    await flagLink(page, 'dark-mode').waitFor();
    await page.getByText('Your role is viewer.').waitFor();
    expect(await page.getByRole('button', { name: 'Create flag' }).count()).toBe(0);
  });

  it('teaches what a flag is where there is none', async () => {
    const { url } = await startDemo({ documents: [] });
    const page = await visit(url);
    await page.getByRole('heading', { name: 'Create your first flag' }).waitFor();
  });

  it('offers the flags that the program defines where there is none', async () => {
    const definitions = {
      'new-checkout': { type: 'string', defaultValue: 'classic' },
      'dark-mode': { type: 'boolean', defaultValue: true },
    } as const;
    const { url, management } = await startDemo({ documents: [], definitions });
    const page = await visit(url);
    await page.getByText('This program defines 2 flags').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create 2 flags…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create the defined flags' });
    await dialog.getByText('dark-mode').waitFor();
    await page.keyboard.press('Enter');
    await flagLink(page, 'dark-mode').waitFor();
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(await management.get('flag:dark-mode')).toMatchObject({ updatedBy: 'ada@example.com' });
    const viewer = await startDemo({ documents: [], definitions, identity: { actor: 'vera', roles: 'viewer' } });
    const other = await visit(viewer.url);
    await other.getByText('This program defines 2 flags').waitFor();
    await expect.poll(() => other.getByText('Your role is viewer.').count()).toBe(1);
  });

  it('stays usable with thousands of flags', async () => {
    const documents = Array.from({ length: count(2_000, 10_000) }, (_, index): Document => ({
      kind: 'flag',
      key: `flag-${String(index).padStart(5, '0')}`,
      type: 'boolean',
    }));
    const { url } = await startDemo({ documents });
    const page = await visit(url);
    await flagLink(page, 'flag-00000').waitFor();
    // Far fewer rows than flags: the others load when they are scrolled to.
    expect(await rows(page).count()).toBeLessThan(500);
    const { key: last } = documents.at(-1)!;
    await page.getByPlaceholder('Search').fill(last);
    await expect.poll(() => rows(page).allTextContents()).toEqual([last]);
  });
});
