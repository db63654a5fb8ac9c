// Makes the pictures of the documentation: FLAGSTAFF_SCREENSHOTS=1 npx vitest run --project page screenshots
import { CHROMIUM } from '@flagstaff/testbed';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';
import type { Look } from './support/visit.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));

/** The pictures: a name, a path, and how the window looks. */
const PICTURES: readonly (readonly [name: string, path: string, look: Look])[] = [
  ['flags-light', '/', { theme: 'light', width: 1_280, height: 840 }],
  ['flags-dark', '/', { theme: 'dark', width: 1_280, height: 840 }],
  ['flags-phone', '/', { theme: 'light', width: 390, height: 780 }],
];

// A run of the tests must not change files of the repository.
describe.skipIf(CHROMIUM === undefined || process.env['FLAGSTAFF_SCREENSHOTS'] !== '1')('pictures', () => {
  it.each(PICTURES)('of %s', async (name, path, look) => {
    const { url } = await startDemo();
    const page = await visit(url, path, { ...look, scale: 2 });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.screenshot({ path: `${FOLDER}${name}.png` });
  });
});
