// Makes the pictures of the documentation: FLAGSTAFF_SCREENSHOTS=1 npx vitest run screenshots
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { startDemo } from './support/start-demo.ts';
import { visit } from './support/visit.ts';
import type { Look } from './support/visit.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));

/** Brings a window into the state that the picture shows. */
type Prepare = (page: Page) => Promise<void>;

/** The users of the demo's shop. */
const audience = (): readonly { readonly [attribute: string]: string }[] =>
  Array.from({ length: 500 }, (_, index) => ({
    targetingKey: `u-${index}`,
    country: ['US', 'CA', 'DE', 'NZ'][index % 4]!,
    email: `user${index}@mail.example`,
  }));

async function raiseShare(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Value of country' }).fill('US');
  await page.getByRole('button', { name: 'Edit North America, not our own people' }).click();
  await page.getByLabel('Share as a number').fill('32.5');
  await page.getByText('Exactly 12.5% of them move').first().waitFor();
  await page.getByRole('list', { name: 'Your users who get another variant' }).waitFor();
  await page.mouse.move(0, 0);
}

/** Scrolls to the environments, below the title. */
async function showRules(page: Page): Promise<void> {
  await raiseShare(page);
  await page.evaluate('scrollBy(0, document.querySelector(".time-bar").getBoundingClientRect().top - 70)');
}

async function review(page: Page): Promise<void> {
  await raiseShare(page);
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('dialog').getByText('of 500').first().waitFor();
}

/** One user in two environments. */
const EXPLAINED = `/playground?in=development&flag=new-checkout&context=${encodeURIComponent(
  JSON.stringify({ userId: 'u-7', country: 'US', email: 'kim@mail.example' }),
)}`;

/** The pictures: a name, a path, how the window looks, and what happens before. */
const PICTURES: readonly (readonly [name: string, path: string, look: Look, prepare?: Prepare])[] = [
  ['flag-light', '/flags/new-checkout?env=*', { theme: 'light', width: 1_280, height: 900 }, showRules],
  ['flag-dark', '/flags/new-checkout?env=*', { theme: 'dark', width: 1_280, height: 900 }, showRules],
  ['flag-phone', '/flags/new-checkout?env=*', { theme: 'light', width: 390, height: 844 }],
  ['flag-save', '/flags/new-checkout?env=*', { theme: 'light', width: 1_280, height: 800 }, review],
  ['flags-light', '/', { theme: 'light', width: 1_280, height: 840 }],
  ['flags-dark', '/', { theme: 'dark', width: 1_280, height: 840 }],
  ['flags-phone', '/', { theme: 'light', width: 390, height: 780 }],
  ['playground-light', EXPLAINED, { theme: 'light', width: 1_280, height: 860 }],
  ['playground-dark', EXPLAINED, { theme: 'dark', width: 1_280, height: 860 }],
  ['environments-light', '/environments', { theme: 'light', width: 1_280, height: 600 }],
  ['commit-light', '/history/21', { theme: 'light', width: 1_280, height: 860 }],
  ['history-phone', '/history', { theme: 'dark', width: 390, height: 780 }],
];

// A run of the tests must not change files of the repository.
describe.skipIf(CHROMIUM === undefined || process.env['FLAGSTAFF_SCREENSHOTS'] !== '1')('pictures', () => {
  const pictures = PICTURES.map(([name, path, look, prepare]) => ({ name, path, look, prepare }));
  it.each(pictures)('of $name', async ({ name, path, look, prepare }) => {
    const { url } = await startDemo({ audience });
    const page = await visit(url, path, { ...look, scale: 2 });
    await page.getByText('Live', { exact: true }).waitFor();
    await prepare?.(page);
    await page.screenshot({ path: `${FOLDER}${name}.png` });
  });
});
