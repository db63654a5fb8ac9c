// What every screen must hold. A new screen is one line in `SCREENS`.
import { CHROMIUM } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { overflows, violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';

/** A path of each screen, with data of the demo. */
const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['flags', '/'],
  ['a flag', '/flags/new-checkout'],
  ["a flag's settings", '/flags/new-checkout/settings'],
  ['the history', '/history'],
  ['a commit', '/history/21'],
  ['the playground', '/playground?context=%7B%22userId%22%3A%22u-7%22%7D&in=development'],
  ['an explanation', '/playground?context=%7B%22userId%22%3A%22u-7%22%7D&flag=new-checkout&in=development'],
  ['a subject', '/subject?value=u-1001'],
  ['environments', '/environments'],
  ['an environment', '/environments/production'],
  ['health', '/health'],
  ['segments', '/segments'],
  ['a segment', '/segments/beta-testers'],
];

describe.skipIf(CHROMIUM === undefined).each(SCREENS)('the screen of %s', (_name, path) => {
  it('has no violation of WCAG 2.2 AA in both themes, and fits a window of 320 pixels', async () => {
    const { url } = await startDemo();
    const page = await visit(url, path, { theme: 'light' });
    expect(await violationsOn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Colors of buttons change by transitions.
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await expect.poll(() => overflows(page)).toBe(false);
    expect(await violationsOn(page)).toEqual([]);
  });

  it('can be read by a viewer', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, path);
    expect(await violationsOn(page)).toEqual([]);
  });
});
