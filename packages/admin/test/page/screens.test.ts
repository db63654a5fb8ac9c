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
];

const THEMES = ['light', 'dark'] as const;

describe.skipIf(CHROMIUM === undefined).each(SCREENS)('the screen of %s', (_name, path) => {
  it.each(THEMES)('has no violation of WCAG 2.2 AA in the %s theme', async (theme) => {
    const { url } = await startDemo();
    const page = await visit(url, path, { theme });
    expect(await violationsOn(page)).toEqual([]);
  });

  it('fits a window of 320 pixels', async () => {
    const { url } = await startDemo();
    const page = await visit(url, path, { width: 320, height: 640 });
    expect(await overflows(page)).toBe(false);
    expect(await violationsOn(page)).toEqual([]);
  });

  it('can be read by a viewer', async () => {
    const { url } = await startDemo({ identity: { actor: 'vera', roles: 'viewer' } });
    const page = await visit(url, path);
    expect(await violationsOn(page)).toEqual([]);
  });
});
