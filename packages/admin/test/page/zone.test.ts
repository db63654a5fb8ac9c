// Times are shown and typed in the browser's zone, or in UTC.
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, visit } from './support/visit.ts';

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Theme and time zone' }).click();
  await page.getByRole('group', { name: 'Times in' }).getByRole('menuitemradio', { name }).click();
}

describe.skipIf(CHROMIUM === undefined)('the zone of times', () => {
  it("is the browser's or UTC, as chosen, on every screen", async () => {
    const { url, management } = await startDemo();
    const page = await visit(url, '/flags/holiday-banner/schedule?env=*', { zone: 'America/New_York' });
    const first = page.locator('input[type=datetime-local]').first();
    await page.getByTitle(/^Dec 1, 2030, 3:00\sAM$/).waitFor();
    expect(await first.inputValue()).toBe('2030-12-01T03:00');
    await page.getByRole('button', { name: 'Theme and time zone' }).click();
    const choices = page.getByRole('group', { name: 'Times in' }).getByRole('menuitemradio');
    await expect.poll(() => choices.allTextContents()).toEqual(["This browser's zone (America/New_York)", 'UTC']);
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await choose(page, 'UTC');
    // What is shown changes at once.
    await page.getByTitle(/^Dec 1, 2030, 8:00\sAM UTC$/).waitFor();
    expect(await first.inputValue()).toBe('2030-12-01T08:00');

    // What is typed is in UTC too, and the choice is kept.
    await page.goto(`${url}/playground?at=2030-12-01T08:00:00.000Z`);
    const at = page.getByLabel('At', { exact: true });
    await page.getByText('In UTC.').waitFor();
    expect(await at.inputValue()).toBe('2030-12-01T08:00');
    await at.fill('2030-12-02T09:30');
    await expect.poll(() => parametersOf(page)).toMatchObject({ at: '2030-12-02T09:30:00.000Z' });

    await page.goto(`${url}/subject?value=u-7`);
    await page.getByRole('button', { name: 'Pin dark-mode' }).click();
    await page.getByRole('menuitem', { name: 'Pin a variant…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Until').fill('2030-12-02T09:30');
    await dialog.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByText(/until Dec 2, 2030, 9:30\sAM UTC/).waitFor();
    const pins = await management.overridesOf({ attribute: 'userId', value: 'u-7' });
    expect(pins).toMatchObject([{ flag: 'dark-mode', expires: '2030-12-02T09:30:00.000Z' }]);

    const days = page.waitForRequest((request) => request.url().includes('/api/v1/commits?'));
    await page.goto(`${url}/history?since=2030-01-01&until=2030-01-02`);
    const { searchParams } = new URL((await days).url());
    expect(searchParams.get('since')).toBe('2030-01-01T00:00:00.000Z');
    expect(searchParams.get('until')).toBe('2030-01-03T00:00:00.000Z');

    // Back, from the command bar.
    await page.goto(`${url}/playground?at=2030-12-01T08:00:00.000Z`);
    await at.waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a flag' }).fill('zone');
    await page.getByRole('option', { name: "Show times in this browser's zone" }).click();
    await page.getByText('In America/New_York.').waitFor();
    expect(await at.inputValue()).toBe('2030-12-01T03:00');
    await at.fill('2030-07-01T09:30');
    await expect.poll(() => parametersOf(page)).toMatchObject({ at: '2030-07-01T13:30:00.000Z' });
  });
});
