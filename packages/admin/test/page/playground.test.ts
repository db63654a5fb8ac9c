// The playground, by mouse and by keyboard.
import { CHROMIUM } from '@flagstaff/testbed';
import type { Page } from '@flagstaff/testbed';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './support/accessibility.ts';
import { startDemo } from './support/start-demo.ts';
import { parametersOf, visit } from './support/visit.ts';

const answerOf = async (page: Page, flag: string): Promise<readonly string[]> => {
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: flag, exact: true }) });
  return (await row.getByRole('cell').allTextContents()).slice(1);
};

describe.skipIf(CHROMIUM === undefined)('the playground', () => {
  it('answers for all flags, compares, and explains one, with all of it in the URL', async () => {
    const { url, flagstaff, management } = await startDemo({
      audience: () => [{ userId: 'u-8' }, { userId: 'u-9', plan: { name: 'enterprise', seats: 90 } }],
    });
    const page = await visit(url, '/');
    await page.getByText('Live', { exact: true }).waitFor();

    // By keyboard: a context that is no member of anything.
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor();
    await page.getByLabel('Value of userId').focus();
    await page.keyboard.type('u-7');
    await expect.poll(() => answerOf(page, 'max-cart-items')).toEqual(['standardNo rule matched.']);

    // Typed attributes: the segment asks for text and a number.
    await page.getByRole('button', { name: 'JSON' }).click();
    const json = page.getByLabel('Context as JSON');
    await json.fill('{ "userId": ');
    await page.getByText('A context is a JSON object').waitFor();
    await json.fill('{ "userId": "u-7", "plan": { "name": "enterprise", "seats": 80 } }');
    await expect.poll(() => answerOf(page, 'max-cart-items')).toEqual(['largeA rule matched.']);
    await page.getByRole('button', { name: 'Form' }).click();
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await page.getByLabel('Attribute', { exact: true }).last().fill('country');
    await page.getByLabel('Value of country').fill('NZ');
    await page.getByLabel('Type of country').selectOption('number');
    await page.getByText('Not a number.').waitFor();
    await page.getByLabel('Type of country').selectOption('text');

    // Saved, removed from the form, and used again, also beside a flag's draft.
    await page.getByRole('button', { name: 'Pick' }).click();
    await page.getByLabel('Save this context as').fill('Kim');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove Kim' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove plan' }).click();
    await expect.poll(() => answerOf(page, 'max-cart-items')).toEqual(['standardNo rule matched.']);
    await page.goto(`${url}/flags/max-cart-items`);
    const answer = page.getByRole('complementary', { name: 'Try it' });
    await answer.getByRole('button', { name: 'Pick' }).click();
    await page.getByRole('button', { name: /^Kim/ }).click();
    await answer.locator('.explanation-answer').getByText('large').waitFor();
    await page.goto(`${url}/playground`);
    await page.getByRole('button', { name: 'Pick' }).click();
    await page.getByRole('button', { name: /^Kim/ }).click();
    await expect.poll(() => answerOf(page, 'max-cart-items')).toEqual(['largeA rule matched.']);

    // A user of the application's sample.
    await page.getByRole('button', { name: 'Pick' }).click();
    await page.getByLabel('Search your users').fill('enter');
    await page.getByRole('button', { name: /^u-8/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^u-9/ }).click();
    await expect.poll(() => page.getByLabel('Value of userId').inputValue()).toBe('u-9');
    await page.getByRole('button', { name: 'Pick' }).click();
    await page.getByRole('button', { name: /^Kim/ }).click();

    // Beside another environment: only what differs.
    await page.getByLabel('Compare with').selectOption('in:development');
    await expect.poll(() => answerOf(page, 'search-ranking')).toHaveLength(2);
    await page.getByLabel('Only differences').check({ force: true });
    await expect
      .poll(() => page.getByRole('row').getByRole('button').allTextContents())
      .toEqual(expect.arrayContaining(['search-ranking', 'wallet-payments']));
    await expect.poll(() => page.getByRole('button', { name: 'dark-mode' }).count()).toBe(0);

    // One flag: the steps of both sides, and the same after a reload.
    await page.getByRole('button', { name: 'search-ranking' }).click();
    const development = page.getByRole('region', { name: 'development' });
    await development.getByText('relevance').first().waitFor();
    await page
      .getByRole('region', { name: 'production' })
      .getByRole('img', { name: /The split/ })
      .waitFor();
    await page.reload();
    await development.getByText('relevance').first().waitFor();

    // A change from elsewhere shows by itself.
    const flag = (await management.get('flag:search-ranking'))!;
    await management.commit([
      { type: 'set', document: { ...flag, environments: { development: { default: 'blended' } } } as never },
    ]);
    await development.getByText('blended').first().waitFor();

    // As it was before that change, and when there was none.
    const { number } = flagstaff.revision!;
    await page.getByLabel('As of revision').fill(String(number - 1));
    await development.locator('.explanation-answer').getByText('relevance').waitFor();
    await page.getByLabel('As of revision').fill('999999');
    await development.getByText('It cannot be explained').waitFor();
    await page.getByLabel('As of revision').fill('');
    await development.locator('.explanation-answer').getByText('blended').waitFor();

    // All flags as they were, also those that do not exist any more.
    await management.delete('flag:onboarding-tour');
    await page.getByRole('button', { name: 'All flags' }).click();
    await expect.poll(() => answerOf(page, 'search-ranking')).toMatchObject([{}, expect.stringContaining('blended')]);
    await expect.poll(() => page.getByRole('button', { name: 'onboarding-tour' }).count()).toBe(0);
    await page.getByLabel('As of revision').fill(String(number - 1));
    await expect.poll(() => answerOf(page, 'search-ranking')).toMatchObject([{}, expect.stringContaining('relevance')]);
    await expect.poll(() => answerOf(page, 'onboarding-tour')).toHaveLength(2);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel('As of revision').fill('999999');
    await page.getByRole('heading', { name: 'The flags cannot be evaluated' }).waitFor();
    await page.getByRole('button', { name: 'Ask for the flags of now' }).click();
    await expect.poll(() => answerOf(page, 'search-ranking')).toMatchObject([{}, expect.stringContaining('blended')]);

    // Another context, at an instant at which a schedule has begun.
    // A filter by difference ends with the comparison.
    await page.getByLabel('Compare with').selectOption('context');
    await page.getByLabel('Only differences').check({ force: true });
    await page.getByRole('heading', { name: 'No difference' }).waitFor();
    await page.getByLabel('Compare with').selectOption('nothing');
    await expect.poll(() => answerOf(page, 'dark-mode')).toHaveLength(1);
    await page.getByLabel('Compare with').selectOption('context');
    await page.getByLabel('Only differences').uncheck({ force: true });
    const second = page.getByRole('group', { name: 'Second context' });
    await second.getByLabel('Value of userId').fill('u-1001');
    await page.getByLabel('Search flags').fill('new-checkout');
    await expect
      .poll(() => answerOf(page, 'new-checkout'))
      .toEqual([expect.any(String), expect.stringContaining('express')]);
    await page.getByLabel('Search flags').fill('holiday');
    await page.getByLabel('At', { exact: true }).fill('2030-12-15T12:00');
    await expect
      .poll(() => answerOf(page, 'holiday-banner'))
      .toEqual([expect.stringContaining('sale'), expect.stringContaining('sale')]);
    await expect
      .poll(() => parametersOf(page))
      .toMatchObject({
        at: expect.stringContaining('2030-12-15T'),
        and: expect.stringContaining('"userId":"u-1001"'),
      });
  });

  it('leads from an answer to the rule or the step that decided', async () => {
    const { url } = await startDemo();
    const context = encodeURIComponent('{"userId":"u-7","email":"u@example.com"}');
    const page = await visit(url, `/playground?context=${context}&flag=new-checkout`, { height: 400 });
    const focused = page.locator('li:focus');
    await page.getByRole('button', { name: 'Show the step' }).click();
    await expect.poll(() => focused.textContent()).toMatch(/^✓yes: Beta testers matches/);
    await page.goto(`${url}/playground?context=${context}&flag=dark-mode`);
    await page.getByRole('button', { name: 'Show the step' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused.textContent()).toMatch(/^✓yes: Everyone else/);
    // What is shown does not lie below the bars.
    const { top, bottom } = await focused.evaluate((step) => step.getBoundingClientRect());
    expect(top).toBeGreaterThanOrEqual(52);
    expect(bottom).toBeLessThanOrEqual(400);
  });
});
