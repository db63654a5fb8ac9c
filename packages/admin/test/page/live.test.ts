// Changes from elsewhere, and what happens when the server does not answer as before.
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import type { Identity } from '@flagstaff/admin';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, visit } from './support/visit.ts';

const isLive = (page: Page): Promise<void> => page.getByText('Live', { exact: true }).waitFor();

describe.skipIf(CHROMIUM === undefined)('the page', () => {
  it('shows a change from elsewhere in every window, through one stream', async () => {
    const { url, management } = await startDemo();
    const first = await visit(url);
    await isLive(first);
    const streams: string[] = [];
    first.context().on('request', (request) => {
      if (request.url().endsWith('/events')) streams.push(request.url());
    });
    const second = await first.context().newPage();
    await second.goto(url);
    await isLive(second);
    await management.set({ kind: 'flag', key: 'brand-new', type: 'boolean' }, { actor: 'grace' });
    for (const page of [first, second]) await page.getByRole('link', { name: 'brand-new' }).waitFor();
    expect(streams).toEqual([]);

    // The other window takes over when the one that reads the stream closes.
    await first.goto('about:blank');
    await expect.poll(() => streams.length).toBe(1);
    await management.set({ kind: 'flag', key: 'brand-new-too', type: 'boolean' }, { actor: 'grace' });
    await second.getByRole('link', { name: 'brand-new-too' }).waitFor();
  });

  it.each([
    ['the list', '/', 'flags?limit=50'],
    ['a flag', '/flags/new-checkout', 'flags/new-checkout'],
  ])('reads %s once before its scripts run, and again when it hears of changes', async (_name, path, read) => {
    const { url, management } = await startDemo();
    // What this page still reads is not counted.
    const page = await visit(url, '/health');
    await isLive(page);
    const reads: string[] = [];
    page.on('request', (request) => {
      const [, route] = request.url().split('/api/v1/');
      if (route !== undefined) reads.push(route);
    });
    const description = 'Changed before the stream was open.';
    let early: readonly string[] | undefined;
    await page.route('**/api/v1/events', async (route) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      early ??= reads.filter((each) => each === read);
      await management.set({ kind: 'flag', key: 'new-checkout', type: 'boolean', name: 'Newer', description });
      await route.continue();
    });
    await page.goto(`${url}${path}`);
    await page.getByText('Newer', { exact: true }).first().waitFor();
    expect(early).toEqual([read]);
    for (const each of ['me', read])
      await expect.poll(() => reads.filter((one) => one === each).length).toBeGreaterThan(1);
  });

  it('shows a change that happens while the first answer is on its way', async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/health');
    await isLive(page);
    const list = /\/api\/v1\/flags(\?|$)/;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let hold = (): void => undefined;
    const held = new Promise<void>((resolve) => (hold = resolve));
    await page.route(
      list,
      async (route) => {
        const response = await route.fetch();
        hold();
        await released;
        // The page no longer waits for it.
        await route.fulfill({ response }).catch(() => undefined);
      },
      { times: 1 },
    );
    await page.getByRole('link', { name: 'Flags', exact: true }).click();
    await held;
    await management.set({ kind: 'flag', key: 'brand-new', type: 'boolean' }, { actor: 'grace' });
    await page.getByRole('link', { name: 'brand-new' }).waitFor();
    release();
    await page.unrouteAll({ behavior: 'wait' });
    expect(await page.getByRole('link', { name: 'brand-new' }).count()).toBe(1);
  });

  it('says that the session has ended, and keeps what it shows', async () => {
    let identity: Identity | undefined = { actor: 'ada', roles: 'admin' };
    const { url } = await startDemo({ authorize: () => identity });
    const page = await visit(url);
    await page.getByRole('link', { name: 'dark-mode' }).waitFor();
    identity = undefined;
    await page.getByPlaceholder('Search').fill('wallet');
    await page.getByRole('alert').getByText('Your session has ended.').waitFor();
  });

  it('sends visitors without an identity to the sign-in page, and tells it where to come back to', async () => {
    const { url } = await startDemo({ authorize: () => false, ui: { signIn: '/login' } });
    const page = await visit(url, '/flags/new-checkout/history?env=staging', { heading: 'Sign in' });
    const { pathname, searchParams } = new URL(page.url());
    expect(pathname).toBe('/login');
    expect(searchParams.get('next')).toBe('/admin/flags/flags/new-checkout/history?env=staging');
  });

  it('refuses visitors without access', async () => {
    const { url } = await startDemo({ authorize: () => 'forbidden' });
    await visit(url, '/', { heading: 'Forbidden.' });
  });

  it('finds flags, screens and actions in the command bar', async () => {
    const { url } = await startDemo();
    const page = await visit(url);
    // The page listens to keys once it runs, which is after its first paint.
    await isLive(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a flag' }).fill('wallet');
    await page.getByRole('option', { name: 'wallet-payments' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/flags/wallet-payments');
    // The second key must follow the first in time.
    await page.getByRole('heading', { level: 1, name: 'Wallets' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });

  it('keeps the chosen theme and environment', async () => {
    const { url } = await startDemo();
    const page = await visit(url);
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.getByRole('button', { name: /Environment/ }).click();
    await page.getByRole('menuitemradio', { name: /staging/ }).click();
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByRole('button', { name: /Environment: staging/ }).waitFor();
    await page.getByRole('link', { name: 'Health' }).click();
    await expect.poll(() => parametersOf(page)).toMatchObject({ env: 'staging' });
  });
});
