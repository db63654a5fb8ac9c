// What every screen must hold. A new screen is one line in `SCREENS`.
import type { Identity } from '@flagstaff/admin';
import { SOAKING } from '@flagstaff/spec';
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { findScreen, SCREENS as ROUTES } from '../../src/page/routes.ts';
import { overflows, overlapsIn, violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

/** A path of each screen, with data of the demo. */
const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['flags', '/'],
  ['a flag', '/flags/new-checkout'],
  ["a flag's overrides", '/flags/new-checkout/overrides'],
  ["a flag's schedule", '/flags/holiday-banner/schedule?env=*'],
  ["a flag's prerequisites", '/flags/wallet-payments/prerequisites'],
  ["a flag's JSON", '/flags/new-checkout/json'],
  ["a flag's history", '/flags/new-checkout/history'],
  ["a flag's settings", '/flags/new-checkout/settings'],
  ['the history', '/history'],
  ['a commit', '/history/21'],
  ['the playground', '/playground?context=%7B%22userId%22%3A%22u-7%22%7D&in=development'],
  ['an explanation', '/playground?context=%7B%22userId%22%3A%22u-7%22%7D&flag=new-checkout&in=development'],
  ['a subject', '/subject?value=u-1001'],
  ['environments', '/environments?env=*'],
  ['an environment', '/environments/production'],
  ['health', '/health'],
  ['segments', '/segments'],
  ['a segment', '/segments/beta-testers'],
];

const ADMIN: Identity = { actor: 'ada@example.com', name: 'Ada', roles: 'admin' };
const VIEWER: Identity = { actor: 'vera', roles: 'viewer' };

it('names every screen of the page', () => {
  const paths = SCREENS.map(([, path]) => new URL(path, 'http://page.example').pathname.slice(1));
  const named = new Set(paths.map((path) => findScreen(path)?.screen));
  expect(named).toEqual(new Set(Object.keys(ROUTES)));
});

describe.skipIf(CHROMIUM === undefined).each(SCREENS)('the screen of %s', (_name, path) => {
  it('has no violation of WCAG 2.2 AA in a light window, and in a dark one of 320 pixels', async () => {
    const { url } = await startDemo();
    const page = await visit(url, path, { theme: 'light' });
    expect(await violationsOn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 320, height: 640 });
    await expect.poll(() => overflows(page)).toBe(false);
    expect(await overlapsIn(page, '.topbar')).toEqual([]);
    // Colors of buttons change by transitions.
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
  });

  it.runIf(SOAKING)('has none in a wide dark window, and for a viewer', async () => {
    let identity = ADMIN;
    const { url } = await startDemo({ authorize: () => identity });
    const page = await visit(url, path, { theme: 'dark' });
    expect(await violationsOn(page)).toEqual([]);
    identity = VIEWER;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });
});
